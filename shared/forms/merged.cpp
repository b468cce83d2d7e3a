#include "forms/merged.h"

#include "forms/filling.h"

#include <utility>

namespace adit::forms {

Merged merged(std::shared_ptr<const Definition> definition, record::Record record,
              const Tables& tables, const std::string& language) {
    std::shared_ptr<const Plan> plan = definition->plan;
    if (!plan) {
        std::vector<ExpressionProblem> problems;
        plan = plan_of(*definition, problems);
        if (!problems.empty()) return {std::move(record), {}};
    }
    Opening opening;
    opening.definition = std::move(definition);
    opening.username = record.author;
    // The same for everybody who looks: when it was changed, on the latest day that it was
    // anywhere, so that nobody's "today" is in the future.
    opening.now_ms = record.changed.ms();
    opening.offset_min = 14 * 60;
    opening.record = std::move(record);
    opening.tables = tables;
    Filling filling(std::move(opening), std::move(plan), false);
    filling.begin();
    filling.set_language(language);
    filling.compute_again();
    return {filling.record(), filling.faults()};
}

std::vector<record::NodePath> retired_answers(const Definition& definition,
                                              const record::Record& record) {
    std::vector<record::NodePath> retired;
    for (const auto& [path, answer] : record.answers) {
        if (path.text.starts_with("/meta/")) continue;
        if (record::is_nothing(answer.value()) && !answer.in_conflict()) continue;
        if (definition.find({path.pattern()}) == nullptr) retired.push_back(path);
    }
    return retired;
}

}  // namespace adit::forms
