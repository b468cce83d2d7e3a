#include "forms/filling.h"

namespace adit::forms {
namespace {

// Copies what is relevant, attributes too.
void copy_inside(const xpath::Instance& form, NodeId from, xpath::Tree& into, NodeId to) {
    const xpath::Tree& tree = form.tree();
    for (NodeId at = tree[from].first_attribute; at != xpath::kNoNode; at = tree[at].next) {
        if (!tree[at].hidden) into.add_attribute(to, tree.name_of(at), tree[at].text);
    }
    for (NodeId at = tree[from].first_child; at != xpath::kNoNode; at = tree[at].next) {
        if (tree[at].hidden || form.is_anchor(at)) continue;
        const NodeId copy =
            into.append(to, xpath::NodeType::Element, tree.name_of(at), tree[at].text);
        copy_inside(form, at, into, copy);
    }
}

}  // namespace

std::shared_ptr<const xpath::Tree> Filling::document() const {
    auto made = std::make_shared<xpath::Tree>();
    const NodeId root =
        made->append(xpath::Tree::kDocument, xpath::NodeType::Element, definition().root_name);
    copy_inside(live_->tree(), live_->tree().only(0), *made, root);
    return made;
}

Table last_saved(std::shared_ptr<const Definition> definition, record::Record record,
                 const Tables& tables) {
    std::vector<ExpressionProblem> problems;
    std::shared_ptr<const Plan> plan = definition->plan;
    if (!plan) plan = plan_of(*definition, problems);
    Opening opening;
    opening.definition = std::move(definition);
    opening.record = std::move(record);
    opening.tables = tables;
    Filling filling(std::move(opening), std::move(plan), true);
    filling.begin();
    Table table;
    table.document = filling.document();
    return table;
}

}  // namespace adit::forms
