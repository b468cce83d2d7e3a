// Walks through XML that comes from outside and tells a Listener what goes by, keeping nothing: for
// files far larger than what is wanted of them. Bytes may come in pieces of any size.
//
// XML 1.0 with namespaces, in UTF-8 (or UTF-16 with its mark). Nothing is fetched and no entity is
// expanded but XML's own five: a DOCTYPE that declares anything is refused. Whatever the bytes, it
// ends within its Limits, and what is wrong is said with its line. libexpat is behind this room.
#pragma once

#include "base/result.h"
#include "xml/document.h"

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

namespace adit::xml {

struct Limits {
    std::size_t bytes_max = std::size_t{64} << 20;
    std::size_t nodes_max = 4'000'000;   // Elements, attributes, texts, comments, instructions.
    std::size_t names_max = 4'000'000;   // Different names of elements and attributes.
    std::size_t depth_max = 256;         // Elements in one another.
    std::size_t attributes_max = 1'000;  // Of one element.
};

/// An attribute that goes by: its value is borrowed until the call returns.
struct PassingAttribute {
    const Name* name = nullptr;
    std::string_view value;
};

/// An element that begins, likewise; without xmlns, which stands in `declared`.
struct PassingElement {
    const Name* name = nullptr;
    std::span<const PassingAttribute> attributes;
    std::span<Namespace> declared;

    /// "" when absent. Whatever its namespace.
    std::string_view attribute(std::string_view local) const;
};

/// Hears everything in the order of the document. Names live as long as the Walk.
class Listener {
public:
    virtual ~Listener() = default;
    virtual void begin(const PassingElement& element) = 0;
    virtual void end(const Name& name) = 0;
    /// One text may come in several parts: `continues` says that this is more of it.
    virtual void text(std::string_view part, bool continues) = 0;
    /// Texts from here on stand in a CDATA section, or no longer.
    virtual void cdata(bool /*begins*/) {}
    virtual void comment(std::string_view /*text*/) {}
    virtual void instruction(const Name& /*target*/, std::string_view /*text*/) {}
    virtual void doctype(const Name& /*root*/) {}

    /// Nothing more is wanted: the Walk hears no more of the document and finds nothing wrong.
    bool has_enough() const { return has_enough_; }

protected:
    void stop_listening() { has_enough_ = true; }

private:
    bool has_enough_ = false;
};

class Walk {
public:
    /// Borrows the listener.
    explicit Walk(Listener& listener, const Limits& limits = {});
    Walk(const Walk&) = delete;
    Walk& operator=(const Walk&) = delete;
    ~Walk();

    /// The next piece; false when there is no use in more, which finish() then explains.
    bool take(std::string_view piece);
    /// BadInput, with the line: "line 3: …".
    Status finish();

    std::size_t line() const;
    /// The names that went by, for who keeps them longer than the Walk.
    std::vector<std::unique_ptr<const Name>> take_names();

private:
    class Parser;
    std::unique_ptr<Parser> parser_;
};

}  // namespace adit::xml
