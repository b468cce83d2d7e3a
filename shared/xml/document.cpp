#include "xml/document.h"

namespace adit::xml {
namespace {

// As deep as the reader's bound at most.
void add_content(const Node& node, std::string& text) {
    for (const Node& child : node.children) {
        if (child.kind == Kind::Text) text += child.text;
        if (child.is_element()) add_content(child, text);
    }
}

}  // namespace

const std::string* Node::attribute(std::string_view local, std::string_view uri) const {
    for (const Attribute& one : attributes) {
        if (one.name->local == local && one.name->uri == uri) return &one.value;
    }
    return nullptr;
}

const Node* Node::child(std::string_view local) const {
    for (const Node& one : children) {
        if (one.is(local)) return &one;
    }
    return nullptr;
}

std::string Node::content() const {
    std::string all = kind == Kind::Text ? text : std::string();
    add_content(*this, all);
    return all;
}

}  // namespace adit::xml
