// Document: an XML document as a tree, with names resolved to their namespaces.
//
// Order is the document's and white space is kept. As in a DOM a CDATA section is a text node of
// its own, other neighbouring texts are one, and a DOCTYPE is a node before the root. Names are
// stored once and borrowed by the nodes; a Document may be moved, not copied. Plain data, immutable
// once read: any thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace adit::xml {

constexpr std::string_view kXmlUri = "http://www.w3.org/XML/1998/namespace";  // Of "xml:".

struct Name {
    std::string prefix;  // As written; "" when there is none.
    std::string local;
    std::string uri;  // "" in no namespace.
    std::string qualified() const { return prefix.empty() ? local : prefix + ":" + local; }
    bool operator==(const Name&) const = default;
};

struct Attribute {
    const Name* name = nullptr;
    std::string value;
};

/// xmlns="…" (no prefix) or xmlns:prefix="…"; an empty uri takes the default back.
struct Namespace {
    std::string prefix;
    std::string uri;
};

enum class Kind : std::uint8_t { Element, Text, Comment, Instruction, Doctype };

struct Node {
    Kind kind = Kind::Element;
    std::uint32_t line = 0;             // Where it begins, from 1.
    bool is_cdata = false;              // Of texts.
    const Name* name = nullptr;         // Of elements, DOCTYPEs; of an instruction its target.
    std::string text;                   // Of texts, comments and instructions.
    std::vector<Attribute> attributes;  // Without xmlns.
    std::vector<Namespace> declared;    // By xmlns, here.
    std::vector<Node> children;

    bool is_element() const { return kind == Kind::Element; }
    /// An element of this name, whatever its namespace.
    bool is(std::string_view local) const { return is_element() && name->local == local; }
    bool is(std::string_view local, std::string_view uri) const {
        return is(local) && name->uri == uri;
    }
    /// Null when absent. An attribute without prefix is in no namespace (uri "").
    const std::string* attribute(std::string_view local, std::string_view uri = {}) const;
    /// The first child element of this name, whatever its namespace; null when there is none.
    const Node* child(std::string_view local) const;
    /// All text in it and below, in order, without comments and instructions.
    std::string content() const;
};

class Document {
public:
    /// The root element; `top` holds what stands before and behind it as well.
    const Node& root() const { return top[root_at]; }

    std::vector<Node> top;
    std::size_t root_at = 0;
    std::vector<std::unique_ptr<const Name>> names;
};

}  // namespace adit::xml
