#include "base/text.h"
#include "forms/planning.h"

namespace adit::forms {

int Planning::add(PlanAction action) {
    plan_->actions.push_back(std::move(action));
    return static_cast<int>(plan_->actions.size()) - 1;
}

// The innermost repeat in which a node lies, itself counted; -1: none.
int Planning::repeat_around(int schema) const {
    const xpath::ShapeNode& shape = plan_->shape[schema];
    return shape.is_repeat ? schema : shape.block;
}

// False when it leads to no one node of the form.
bool Planning::find_target(const Action& action, PlanAction& made) {
    const int path = compile(made.source, "ref", action.target);
    if (path < 0) return false;
    const xpath::Binding& binding = plan_->compiled(path).binding;
    if (!binding.problems.empty()) return false;
    if (binding.leads_to.size() != 1) {
        complain(made.source, "ref", action.target,
                 "Write the path of one question, such as /data/site, as what is set.");
        return false;
    }
    made.target = binding.leads_to.front().schema;
    if (binding.leads_to.front().picked) made.path = path;
    return true;
}

void Planning::listen(const Action& action, int number) {
    const PlanAction& made = plan_->actions[static_cast<std::size_t>(number)];
    for (const std::string& event : action.events) {
        if (event == "odk-instance-first-load" || event == "xforms-ready") {
            plan_->at_first_load.push_back(number);
        } else if (event == "odk-instance-load") {
            plan_->at_load.push_back(number);
        } else if (event == "xforms-value-changed" && made.source > 0) {
            node(made.source).on_change.push_back(number);
        } else if (event == "odk-new-repeat") {
            const int nested = repeat_around(made.source);
            const int repeat = nested >= 0 ? nested : repeat_around(made.target);
            if (repeat >= 0) node(repeat).on_new.push_back(number);
        }
    }
}

void Planning::add_action(const Action& action, int source) {
    PlanAction made;
    made.kind = action.kind;
    made.source = source;
    made.text = action.text;
    if (!find_target(action, made)) return;
    if (action.kind == Action::Kind::SetValue) {
        made.value = compile(made.target, "value", action.value);
    }
    listen(action, add(std::move(made)));
}

// XLSForm's default: set when the record, or its instance of the repeat, is made.
void Planning::add_default(int schema) {
    const Node& row = *row_of(schema);
    const bool calculated = !row.calculation.empty() && row.trigger.empty();
    if (calculated || row.kind != NodeKind::Question || row.type == QuestionType::Note) return;
    PlanAction made;
    made.source = std::max(repeat_around(schema), 0);
    made.target = schema;
    made.value = compile(schema, "default", row.default_value);
    made.only_empty = true;
    const int repeat = repeat_around(schema);
    const int number = add(std::move(made));
    (repeat < 0 ? plan_->at_first_load : node(repeat).on_new).push_back(number);
}

// "/data/visit/site,/data/visit/reached"
void Planning::add_trigger(int schema) {
    const Node& row = *row_of(schema);
    for (const std::string_view part : split(row.trigger, ',')) {
        const int compiled = compile(schema, "trigger", std::string(part));
        if (compiled < 0) continue;
        const auto& reads = plan_->compiled(compiled).binding.reads;
        if (reads.size() != 1) {
            complain(schema, "trigger", row.trigger,
                     "Write one question, such as ${site}, as the trigger.");
            continue;
        }
        PlanAction made;
        made.source = reads.front().schema;
        made.target = schema;
        made.value = node(schema).at(Purpose::Calculation);
        const int source = made.source;
        node(source).on_change.push_back(add(std::move(made)));
    }
}

void Planning::compile_actions() {
    for (const Action& action : definition_.actions) add_action(action, 0);
    for (int schema = 1; schema < plan_->rows_end; ++schema) {
        const Node& row = *row_of(schema);
        for (const Action& action : row.actions) add_action(action, schema);
        if (!row.default_value.empty()) add_default(schema);
        if (!row.trigger.empty()) add_trigger(schema);
    }
}

}  // namespace adit::forms
