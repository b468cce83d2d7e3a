#include "forms/filling.h"
#include "forms/typed.h"

#include <utility>

namespace adit::forms {
namespace {

using record::NodePath;
using record::Value;

const NodePath kEntity{"/meta/entity"};

std::string stored_text(const record::Record& record, std::string_view name) {
    const Value* value = record.find_value(kEntity.child(name));
    return value == nullptr ? std::string() : record::text_of(*value);
}

}  // namespace

// ODK Entities: without conditions an entity_id means update, none means create.
void Filling::write_entity() {
    if (!definition().entity()) return;
    const Plan& plan = live_->plan();
    const std::string given =
        plan.entity_id < 0 ? "" : xpath::text_of(live_->value_of_form(plan.entity_id));
    const auto asks = [&](int condition) {
        return condition >= 0 && xpath::truth_of(live_->value_of_form(condition));
    };
    const bool unconditional = plan.create_if < 0 && plan.update_if < 0;
    const bool update = unconditional ? plan.entity_id >= 0 : asks(plan.update_if);
    const bool create = unconditional ? plan.entity_id < 0 : !update && asks(plan.create_if);
    // An entity that this record registered stays the same one when it is finalised again.
    const std::string earlier = stored_text(record_, "@create") == "1" && create
                                    ? stored_text(record_, "@id")
                                    : std::string();
    const std::string own = !earlier.empty() ? earlier : !given.empty() ? given : record_.id.text();
    const std::string id = update ? given : own;
    const bool happens = (create || update) && !id.empty();
    // A record about an entity names it even when it may not update it (a site not reached).
    const bool about = happens || !given.empty();
    const auto write = [&](std::string_view name, bool there, const std::string& text) {
        const bool empty = !there || text.empty();
        compute(kEntity.child(name), empty ? Value() : Value(text));
    };
    const std::string label =
        plan.entity_label < 0 ? "" : xpath::text_of(live_->value_of_form(plan.entity_label));
    write("@dataset", about, definition().entity()->list);
    write("@id", about, happens ? id : given);
    write("@create", happens && create, "1");
    write("@update", happens && update, "1");
    write("label", happens, label);
}

std::vector<EntityUpdate> Filling::entity_updates() const {
    EntityUpdate update;
    update.list = stored_text(record_, "@dataset");
    update.entity = stored_text(record_, "@id");
    update.label = stored_text(record_, "label");
    update.create = stored_text(record_, "@create") == "1";
    const bool happens = update.create || stored_text(record_, "@update") == "1";
    if (!happens || update.list.empty() || update.entity.empty()) return {};
    const xpath::Instance& tree = live_->tree();
    for (int schema = 1; schema < live_->plan().rows_end; ++schema) {
        if (live_->plan().shape[schema].depth > 0) continue;
        const NodeId node = tree.only(schema);
        const Node& row = *live_->row_of(node);
        const bool ours =
            !row.save_to.empty() && (row.entity_list.empty() || row.entity_list == update.list);
        if (!ours || !live_->is_relevant(node)) continue;
        const Value* value = record_.find_value(path_of(node));
        if (value == nullptr || record::is_nothing(*value)) continue;
        update.properties.emplace_back(row.save_to, *value);
    }
    return {std::move(update)};
}

std::vector<EntityUpdate> entity_updates(const Definition& definition,
                                         const record::Record& record) {
    if (!definition.entity() || stored_text(record, "@dataset").empty()) return {};
    std::shared_ptr<const Plan> plan = definition.plan;
    if (!plan) {
        std::vector<ExpressionProblem> problems;
        plan = plan_of(definition, problems);
        if (!problems.empty()) return {};
    }
    // Borrowed for the length of this call.
    const std::shared_ptr<const Definition> borrowed(&definition, [](const Definition*) {});
    Opening opening;
    opening.definition = borrowed;
    opening.record = record;
    Filling filling(std::move(opening), std::move(plan), true);
    filling.begin();
    return filling.entity_updates();
}

}  // namespace adit::forms
