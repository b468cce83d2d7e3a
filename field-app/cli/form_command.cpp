// form check: everything that stands in the way of a workbook, by sheet, row and column.
#include "cli/command.h"
#include "cli/form_files.h"

#include <algorithm>

namespace adit::cli {
namespace {

std::size_t questions_in(const forms::Node& group) {
    std::size_t count = 0;
    for (const forms::Node& node : group.children) {
        const bool asked = node.kind == forms::NodeKind::Question && forms::is_asked(node.type);
        count += asked ? 1 : questions_in(node);
    }
    return count;
}

void add_expression_problems(xlsform::Reading& reading) {
    if (!reading.definition || reading.definition->plan != nullptr) return;
    for (const forms::ExpressionProblem& problem : forms::with_plan(*reading.definition)) {
        reading.problems.push_back({.sheet = problem.row == 0 ? "settings" : "survey",
                                    .row = problem.row,
                                    .column = problem.column,
                                    .value = problem.value,
                                    .what = problem.what,
                                    .severity = xlsform::Severity::Error});
    }
}

Json json_of(const xlsform::Problem& problem) {
    const bool error = problem.severity == xlsform::Severity::Error;
    return {{"severity", error ? "error" : "warning"},
            {"sheet", problem.sheet},
            {"row", problem.row},
            {"column", problem.column},
            {"value", problem.value},
            {"what", problem.what}};
}

Result<Verdict> form_check(Desk& desk, const Arguments& arguments) {
    xlsform::Reading reading = TRY(read_workbook_at(arguments.words[0]));
    add_expression_problems(reading);
    const auto errors =
        std::ranges::count(reading.problems, xlsform::Severity::Error, &xlsform::Problem::severity);
    const bool good = errors == 0 && reading.definition;
    const std::size_t questions = reading.definition ? questions_in(reading.definition->root) : 0;
    if (desk.json) {
        Json answer = {{"good", good}, {"problems", Json::array()}};
        if (reading.definition) {
            answer["form"] = reading.definition->form.id;
            answer["version"] = reading.definition->form.version;
            answer["questions"] = questions;
        }
        for (const xlsform::Problem& problem : reading.problems) {
            answer["problems"].push_back(json_of(problem));
        }
        desk.print(answer);
        return Verdict{!good};
    }
    for (const xlsform::Problem& problem : reading.problems) {
        const bool error = problem.severity == xlsform::Severity::Error;
        desk.print(
            desk.say(error ? "cli.form.error" : "cli.form.warning", {xlsform::text_of(problem)}));
    }
    if (good) {
        desk.print(desk.say("cli.form.good",
                            {reading.definition->form.id, reading.definition->form.version,
                             std::to_string(questions), std::to_string(reading.problems.size())}));
    } else {
        desk.print(desk.say("cli.form.bad", {std::to_string(errors)}));
    }
    return Verdict{!good};
}

}  // namespace

Command form_check_command() {
    return {.name = "form check",
            .words = "FILE",
            .words_min = 1,
            .words_max = 1,
            .options = {},
            .about =
                "Reads a form's workbook and lists every problem with its sheet, row and "
                "column, and what to write instead. FILE is an .xlsx file or a folder of CSV "
                "sheets (survey.csv, choices.csv, settings.csv).",
            .examples = "adit-field form check site_visit.xlsx",
            .run = form_check};
}

}  // namespace adit::cli
