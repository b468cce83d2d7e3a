#include "xml_tree.h"

#include "base/text.h"

#include <pugixml.hpp>

#include <charconv>

namespace adit::test {
namespace {

using xpath::NodeId;
using xpath::NodeType;

void add_children(const pugi::xml_node& from, NodeId to, xpath::Tree& tree) {
    for (const pugi::xml_node& node : from.children()) {
        if (node.type() == pugi::node_comment) {
            tree.append(to, NodeType::Comment, "", node.value());
        } else if (node.type() == pugi::node_pcdata || node.type() == pugi::node_cdata) {
            tree.append(to, NodeType::Text, "", node.value());
        } else if (node.type() == pugi::node_element) {
            const NodeId element = tree.append(to, NodeType::Element, node.name());
            for (const pugi::xml_attribute& attribute : node.attributes()) {
                const std::string_view name = attribute.name();
                if (name == "xmlns" || name.starts_with("xmlns:")) continue;
                tree.add_attribute(element, name, attribute.value());
            }
            add_children(node, element, tree);
        }
    }
}

}  // namespace

xpath::Tree tree_from_xml(const std::string& xml) {
    pugi::xml_document document;
    document.load_string(xml.c_str(),
                         pugi::parse_default | pugi::parse_ws_pcdata | pugi::parse_comments);
    xpath::Tree tree;
    add_children(document, xpath::Tree::kDocument, tree);
    return tree;
}

NodeId node_at(const xpath::Tree& tree, std::string_view place) {
    NodeId node = xpath::Tree::kDocument;
    for (const std::string_view step : split(place, '/')) {
        if (step.empty()) continue;
        if (step.starts_with('@')) {
            NodeId at = tree[node].first_attribute;
            while (at != xpath::kNoNode && tree.name_of(at) != step.substr(1)) at = tree[at].next;
            node = at;
        } else {
            int wanted = 1;
            const auto bracket = step.find('[');
            if (bracket != std::string_view::npos) {
                std::from_chars(step.data() + bracket + 1, step.data() + step.size(), wanted);
            }
            const bool text = step.starts_with("text()");
            const NodeType type = text ? NodeType::Text : NodeType::Element;
            NodeId at = tree[node].first_child;
            while (at != xpath::kNoNode && (tree[at].type != type || --wanted > 0)) {
                at = tree[at].next;
            }
            node = at;
        }
        if (node == xpath::kNoNode) return node;
    }
    return node;
}

}  // namespace adit::test
