#include "xform/document.h"

#include "base/text.h"
#include "xml/reader.h"

#include <algorithm>

namespace adit::xform {
namespace {

void add(xpath::Tree& tree, xpath::NodeId parent, const xml::Node& element) {
    const bool has_elements =
        std::any_of(element.children.begin(), element.children.end(),
                    [](const xml::Node& child) { return child.is_element(); });
    const xpath::NodeId node =
        tree.append(parent, xpath::NodeType::Element, element.name->qualified(),
                    has_elements ? std::string() : element.content());
    for (const xml::Attribute& attribute : element.attributes) {
        tree.add_attribute(node, attribute.name->qualified(), attribute.value);
    }
    if (!has_elements) return;
    for (const xml::Node& child : element.children) {
        if (child.is_element()) {
            add(tree, node, child);
        } else if (child.kind == xml::Kind::Text && !trimmed(child.text).empty()) {
            tree.append(node, xpath::NodeType::Text, {}, child.text);
        }
    }
}

}  // namespace

std::shared_ptr<const xpath::Tree> tree_of(const xml::Node& root) {
    auto tree = std::make_shared<xpath::Tree>();
    add(*tree, xpath::Tree::kDocument, root);
    return tree;
}

Result<std::shared_ptr<const xpath::Tree>> tree_from_xml(std::string_view bytes) {
    const xml::Document document = TRY(xml::read(bytes));
    return tree_of(document.root());
}

}  // namespace adit::xform
