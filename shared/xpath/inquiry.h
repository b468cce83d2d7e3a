// Inquiry: one expression asked of an XML document: plain XML, or an XForm, whose <instance>s and
// <itext> its functions then find. For the command line and for tests against others' engines; a
// form being filled is shared/forms' matter.
#pragma once

#include "base/result.h"
#include "xpath/evaluation.h"

#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace adit::xpath {

/// A document to ask; read once, asked often. Any thread.
class Library {
public:
    /// BadInput as xml::read says it.
    static Result<Library> from(std::string_view xml);

    const Tree& tree() const { return *tree_; }
    /// The <instance id="…"> element, to be looked things up in; null when there is none.
    const Lookup* find_instance(std::string_view id) const;
    /// The <value>s of a text in a language, the one without a form first; those of the default
    /// language when the language has no such text.
    NodeSet itext(std::string_view id, std::string_view language) const;
    /// Prefixes that any of its elements declares.
    const Namespaces& namespaces() const { return namespaces_; }

private:
    Library() = default;

    std::unique_ptr<const Tree> tree_;
    std::map<std::string, std::unique_ptr<const Lookup>, std::less<>> instances_;
    Namespaces namespaces_;
};

struct Inquiry {
    std::string expression;
    std::string context = "/";  // A path of places (document.h).
    std::string root;           // The same: where "/" leads; "": the document.
    Dialect dialect = Dialect::Forms;
    Namespaces namespaces;  // Before the document's own.
    std::string language;
    std::string zone = "UTC";
    std::int64_t now_ms = 0;
    std::function<double()> random;
    std::function<std::string()> new_uuid;
};

enum class Wanted { Any, Text, Number, Truth, Nodes };

/// The value as it was wanted; nodes are in document order, or in that of randomize().
Result<Value> answer(const Library& library, const Inquiry& inquiry, Wanted wanted);

}  // namespace adit::xpath
