// form check: everything that stands in the way of a form, by its place in the file.
#include "cli/command.h"
#include "cli/form_files.h"
#include "forms/limits.h"

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

Json json_of(const xlsform::Problem& problem) {
    return {{"sheet", problem.sheet},
            {"row", problem.row},
            {"column", problem.column},
            {"value", problem.value},
            {"what", problem.what}};
}

Json json_of(const xform::Problem& problem) {
    return {{"line", problem.line},
            {"element", problem.element},
            {"value", problem.value},
            {"what", problem.what}};
}

Json json_of(const forms::Limit& note) {
    return {{"row", note.row}, {"value", note.value}, {"what", note.what}};
}

Json json_of(const formfiles::Problem& problem) {
    Json told = std::visit([](const auto& one) { return json_of(one); }, problem);
    told["severity"] = formfiles::is_error(problem) ? "error" : "warning";
    return told;
}

Result<Verdict> form_check(Desk& desk, const Arguments& arguments) {
    const formfiles::Reading reading = TRY(read_form_at(arguments.words[0]));
    const auto errors = std::ranges::count_if(reading.problems, formfiles::is_error);
    const bool good = errors == 0 && reading.definition;
    const auto notes =
        reading.definition ? forms::notes_of(*reading.definition) : std::vector<forms::Limit>();
    const std::size_t questions = reading.definition ? questions_in(reading.definition->root) : 0;
    if (desk.json) {
        Json answer = {{"good", good}, {"problems", Json::array()}};
        if (reading.definition) {
            answer["form"] = reading.definition->form.id;
            answer["version"] = reading.definition->form.version;
            answer["questions"] = questions;
        }
        for (const formfiles::Problem& problem : reading.problems) {
            answer["problems"].push_back(json_of(problem));
        }
        answer["notes"] = Json::array();
        for (const forms::Limit& note : notes) answer["notes"].push_back(json_of(note));
        desk.print(answer);
        return Verdict{!good};
    }
    for (const formfiles::Problem& problem : reading.problems) {
        desk.print(desk.say(formfiles::is_error(problem) ? "cli.form.error" : "cli.form.warning",
                            {formfiles::text_of(problem)}));
    }
    for (const forms::Limit& note : notes) {
        desk.print(desk.say("cli.form.note", {std::to_string(note.row), note.value, note.what}));
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
                "Reads a form and lists every problem with its sheet, row and column (or its line "
                "and element), and what to write instead. FILE is a workbook (.xlsx), an XForm "
                "(.xml) or a folder of CSV sheets (survey.csv, choices.csv, settings.csv).",
            .examples = "adit-field form check site_visit.xlsx",
            .run = form_check};
}

}  // namespace adit::cli
