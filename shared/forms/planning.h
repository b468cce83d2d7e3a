// Planning: a definition on its way to a Plan. Its functions stand in plan.cpp (shape and
// expressions), plan_actions.cpp (events) and plan_order.cpp (who waits for whom, and circles).
#pragma once

#include "forms/plan.h"

#include <string_view>
#include <utility>

namespace adit::forms {

/// The columns of the survey sheet, by Purpose.
constexpr std::array<std::string_view, kPurposes> kPurposeColumns{
    "calculation", "relevant",  "repeat_count", "constraint",
    "required",    "read_only", "choice_filter"};

class Planning {
public:
    Planning(const Definition& definition, std::vector<ExpressionProblem>& problems)
        : definition_(definition), problems_(problems), plan_(std::make_shared<Plan>()) {}

    std::shared_ptr<const Plan> run();

private:
    enum class On { Form, Choices };
    const Node* row_of(int schema) const { return rows_[static_cast<std::size_t>(schema)]; }
    PlanNode& node(int schema) { return plan_->nodes[static_cast<std::size_t>(schema)]; }
    void complain(int schema, std::string_view column, const std::string& text,
                  const std::string& what, bool works = false);

    // Shape and expressions.
    void add_shape(const Node& above, int parent);
    void add_behind_rows();
    int compile(int schema, std::string_view column, const std::string& text, On on = On::Form);
    int compile_loose(int schema, std::string_view column, const std::string& text);
    void compile_node(int schema);
    void compile_choices(int schema);
    const std::vector<const ChoiceItem*>& choices_with_inserts(const std::string& list);
    void compile_words(int schema, std::string_view column, const Words& words);
    void compile_form();
    void note_readers(int schema, Purpose purpose, int compiled);
    void note_reads(int schema, Purpose purpose, const xpath::Binding& binding);
    void note_choice_readers(int schema);
    void note_choice_names(int schema, Purpose purpose, int compiled);

    // Events.
    void compile_actions();
    void add_action(const Action& action, int source);
    bool find_target(const Action& action, PlanAction& made);
    void listen(const Action& action, int number);
    void add_default(int schema);
    void add_trigger(int schema);
    int repeat_around(int schema) const;
    int add(PlanAction action);

    // Order. Computed expressions are numbers there.
    static int vertex(int schema, Purpose purpose) {
        return schema * static_cast<int>(kOrderedPurposes) + static_cast<int>(purpose);
    }
    static int schema_of(int vertex) { return vertex / static_cast<int>(kOrderedPurposes); }
    static Purpose purpose_of(int vertex) {
        return static_cast<Purpose>(vertex % static_cast<int>(kOrderedPurposes));
    }
    // With a trigger a calculation is done then, and not whenever what it reads changes.
    bool is_set_off(int schema, Purpose purpose) const {
        const Node* row = row_of(schema);
        return purpose == Purpose::Calculation && row != nullptr && !row->trigger.empty();
    }
    bool exists(int schema, Purpose purpose) const {
        return (*plan_)[schema].at(purpose) >= 0 && !is_set_off(schema, purpose);
    }
    std::vector<int> needs_of(int vertex) const;
    std::vector<int> texts_needed_by(int vertex) const;
    void find_circles();
    void tell_circle(const std::vector<int>& circle, bool works);
    void put_in_order();

    const Definition& definition_;
    std::vector<ExpressionProblem>& problems_;
    std::size_t work_left_ = xpath::kBindWorkMax;  // To find where paths lead.
    std::shared_ptr<Plan> plan_;
    std::vector<const Node*> rows_;
    std::map<std::string, std::vector<const ChoiceItem*>> with_inserts_;  // By list.
    std::map<int, std::vector<int>> label_parts_;  // Of a question's choices: what they show.
};

}  // namespace adit::forms
