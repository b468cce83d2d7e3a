#include "xpath/inquiry.h"

#include "xml/reader.h"
#include "xpath/document.h"
#include "xpath/function.h"

namespace adit::xpath {
namespace {

// An <instance> of an XForm: searched, not indexed.
class InstanceLookup final : public Lookup {
public:
    InstanceLookup(const Tree& tree, NodeId element) : tree_(tree), element_(element) {}
    const Tree& tree() const override { return tree_; }
    NodeId start() const override { return element_; }
    const std::vector<NodeId>* find_items(std::string_view, const std::string&) const override {
        return nullptr;
    }

private:
    const Tree& tree_;
    NodeId element_;
};

const std::string* find_attribute(const Tree& tree, NodeId element, std::string_view name) {
    for (NodeId at = tree[element].first_attribute; at != kNoNode; at = tree[at].next) {
        if (tree.name_of(at) == name) return &tree[at].text;
    }
    return nullptr;
}

std::vector<NodeId> children_of(const Tree& tree, NodeId parent, std::string_view local) {
    std::vector<NodeId> found;
    for (NodeId at = tree[parent].first_child; at != kNoNode; at = tree[at].next) {
        if (tree[at].type == NodeType::Element && tree.local_name_of(at) == local) {
            found.push_back(at);
        }
    }
    return found;
}

// The <text id="…"> of one <translation>; kNoNode when it has none.
NodeId find_text(const Tree& tree, NodeId translation, std::string_view id) {
    for (const NodeId text : children_of(tree, translation, "text")) {
        const std::string* own = find_attribute(tree, text, "id");
        if (own != nullptr && *own == id) return text;
    }
    return kNoNode;
}

std::vector<NodeId> translations_in(const Tree& tree) {
    std::vector<NodeId> all;
    std::vector<NodeId> found;
    walk(tree, Tree::kDocument, Axis::Descendant, all);
    for (const NodeId node : all) {
        const bool is_itext =
            tree[node].type == NodeType::Element && tree.local_name_of(node) == "itext";
        if (!is_itext) continue;
        const auto inside = children_of(tree, node, "translation");
        found.insert(found.end(), inside.begin(), inside.end());
    }
    return found;
}

Value wanted_value(Evaluation& run, Wanted wanted) {
    switch (wanted) {
        case Wanted::Text:
            return run.text();
        case Wanted::Number:
            return run.number();
        case Wanted::Truth:
            return run.truth();
        default:
            return run.value();
    }
}

bool keeps_its_order(const Expression& expression) {
    const Term& root = expression[expression.root];
    return root.kind == TermKind::Call && root.function != nullptr &&
           root.function->name == "randomize";
}

}  // namespace

Result<Library> Library::from(std::string_view xml) {
    const xml::Document document = TRY(xml::read(xml));
    Library made;
    made.tree_ = std::make_unique<const Tree>(tree_of(document));
    const Tree& tree = *made.tree_;
    std::vector<NodeId> all;
    walk(tree, Tree::kDocument, Axis::Descendant, all);
    for (const NodeId node : all) {
        if (tree[node].type != NodeType::Element) continue;
        for (NodeId at = tree.first_namespace(node); at != kNoNode; at = tree[at].next) {
            if (tree[at].name >= 0) made.namespaces_.emplace(tree.name_of(at), tree[at].text);
        }
        const std::string* id = find_attribute(tree, node, "id");
        if (id != nullptr && tree.local_name_of(node) == "instance") {
            made.instances_.emplace(*id, std::make_unique<const InstanceLookup>(tree, node));
        }
    }
    made.namespaces_.emplace("xml", std::string(xml::kXmlUri));
    return made;
}

const Lookup* Library::find_instance(std::string_view id) const {
    const auto found = instances_.find(id);
    return found == instances_.end() ? nullptr : found->second.get();
}

NodeSet Library::itext(std::string_view id, std::string_view language) const {
    const Tree& here = tree();
    const auto translations = translations_in(here);
    NodeId fallback = translations.empty() ? kNoNode : translations.front();
    NodeId text = kNoNode;
    for (const NodeId translation : translations) {
        if (find_attribute(here, translation, "default") != nullptr) fallback = translation;
        const std::string* own = find_attribute(here, translation, "lang");
        if (own != nullptr && *own == language) text = find_text(here, translation, id);
    }
    if (text == kNoNode && fallback != kNoNode) text = find_text(here, fallback, id);
    NodeSet found{&here, {}};
    if (text == kNoNode) return found;
    for (const NodeId value : children_of(here, text, "value")) {
        const bool plain = find_attribute(here, value, "form") == nullptr;
        found.nodes.insert(plain ? found.nodes.begin() : found.nodes.end(), value);
    }
    return found;
}

Result<Value> answer(const Library& library, const Inquiry& inquiry, Wanted wanted) {
    const Tree& tree = library.tree();
    const Expression expression =
        TRY(parse(inquiry.expression, {.dialect = inquiry.dialect, .tells_late = true}));
    const std::unique_ptr<Zone> zone = TRY(zone_named(inquiry.zone));
    const NodeId context = node_at(tree, inquiry.context);
    const NodeId root = node_at(tree, inquiry.root);
    if (context == kNoNode || root == kNoNode) {
        return Error{Code::NotFound, "nothing stands at " +
                                         (context == kNoNode ? inquiry.context : inquiry.root) +
                                         " in this document"};
    }
    auto namespaces = inquiry.namespaces;
    namespaces.insert(library.namespaces().begin(), library.namespaces().end());
    Environment world;
    world.root = {&tree, root};
    world.now_ms = inquiry.now_ms;
    world.zone = zone.get();
    world.language = inquiry.language;
    world.namespaces = &namespaces;
    world.random = inquiry.random;
    world.new_uuid = inquiry.new_uuid;
    world.instance = [&library](std::string_view id) { return library.find_instance(id); };
    world.itext = [&](std::string_view id) -> Value { return library.itext(id, inquiry.language); };
    Evaluation run(expression, world, {&tree, context});
    Value found = wanted_value(run, wanted);
    NodeSet* nodes = std::get_if<NodeSet>(&found);
    if (nodes == nullptr && wanted == Wanted::Nodes) {
        run.fail("the expression comes to a text or a number, not to nodes");
    }
    if (!run.failure().empty()) return Error{Code::BadInput, run.failure()};
    if (nodes != nullptr && nodes->tree != nullptr && !keeps_its_order(expression)) {
        put_in_order(*nodes->tree, nodes->nodes);
    }
    return found;
}

}  // namespace adit::xpath
