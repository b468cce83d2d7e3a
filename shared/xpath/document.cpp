#include "xpath/document.h"

#include "base/text.h"

#include <charconv>

namespace adit::xpath {
namespace {

NodeType type_of(const xml::Node& node) {
    switch (node.kind) {
        case xml::Kind::Element:
            return NodeType::Element;
        case xml::Kind::Text:
            return NodeType::Text;
        case xml::Kind::Comment:
            return NodeType::Comment;
        case xml::Kind::Instruction:
            return NodeType::Instruction;
        case xml::Kind::Doctype:
            return NodeType::Doctype;
    }
    return NodeType::Text;
}

// As deep as the reader's bound at most.
void add(const xml::Node& node, NodeId under, Tree& tree) {
    const NodeId made =
        node.name == nullptr
            ? tree.append(under, type_of(node), "", node.text)
            : tree.append(under, type_of(node), node.name->qualified(), node.text, node.name->uri);
    for (const xml::Namespace& declared : node.declared) {
        tree.declare_namespace(made, declared.prefix, declared.uri);
    }
    for (const xml::Attribute& attribute : node.attributes) {
        tree.add_attribute(made, attribute.name->qualified(), attribute.value, attribute.name->uri);
    }
    for (const xml::Node& child : node.children) add(child, made, tree);
}

struct Place {
    NodeType type = NodeType::Element;
    int number = 1;
};

Place place_from(std::string_view step) {
    Place place;
    if (step.starts_with("text()")) place.type = NodeType::Text;
    if (step.starts_with("comment()")) place.type = NodeType::Comment;
    if (step.starts_with("processing-instruction()")) place.type = NodeType::Instruction;
    const auto bracket = step.find('[');
    if (bracket != std::string_view::npos) {
        std::from_chars(step.data() + bracket + 1, step.data() + step.size(), place.number);
    }
    return place;
}

NodeId find_among(const Tree& tree, NodeId first, NodeType type, std::string_view name) {
    NodeId at = first;
    while (at != kNoNode && (tree[at].type != type || tree.name_of(at) != name)) at = tree[at].next;
    return at;
}

}  // namespace

Tree tree_of(const xml::Document& document) {
    Tree tree;
    for (const xml::Node& node : document.top) add(node, Tree::kDocument, tree);
    tree.mark_in_order();
    return tree;
}

NodeId node_at(const Tree& tree, std::string_view place) {
    constexpr std::string_view kNamespace = "namespace::";
    NodeId node = Tree::kDocument;
    for (const std::string_view step : split(place, '/')) {
        if (step.empty()) continue;
        if (step.starts_with('@')) {
            node =
                find_among(tree, tree[node].first_attribute, NodeType::Attribute, step.substr(1));
        } else if (step.starts_with(kNamespace)) {
            node = find_among(tree, tree.first_namespace(node), NodeType::Namespace,
                              step.substr(kNamespace.size()));
        } else {
            const Place wanted = place_from(step);
            int left = wanted.number;
            NodeId at = tree[node].first_child;
            while (at != kNoNode && (tree[at].type != wanted.type || --left > 0)) {
                at = tree[at].next;
            }
            node = at;
        }
        if (node == kNoNode) return node;
    }
    return node;
}

}  // namespace adit::xpath
