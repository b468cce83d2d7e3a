// form submission: what a filled form of another client says, and what its form does not know.
#include "cli/command.h"
#include "cli/form_files.h"
#include "forms/plan.h"
#include "work/files.h"
#include "xform/submission.h"

#include <algorithm>

namespace adit::cli {
namespace {

using Form = std::shared_ptr<const forms::Definition>;

struct Line {
    std::string place, text;
};

// Questions and attributes: what has no children, or a text all the same.
std::vector<Line> answers_in(const Form& form, const xform::Submission& submission) {
    std::vector<Line> lines;
    for (const xform::Submission::Node& one : submission.nodes) {
        const auto& children = form->plan->shape[one.node].children;
        const bool is_group = std::ranges::any_of(
            children, [&](int child) { return !form->plan->shape[child].is_attribute; });
        if (is_group) continue;
        lines.push_back({xform::place_of(*form, submission, one.node, one.instance), one.text});
    }
    return lines;
}

std::string on_one_line(const std::string& text) {
    std::string line;
    for (const char c : text) {
        if (c == '\n' || c == '\r') {
            line += c == '\n' ? "\\n" : "\\r";
        } else {
            line += c;
        }
    }
    return line;
}

Json json_of(const xform::Problem& problem) {
    const bool error = problem.severity == xform::Severity::Error;
    return {{"severity", error ? "error" : "warning"},
            {"line", problem.line},
            {"element", problem.element},
            {"value", problem.value},
            {"what", problem.what}};
}

void print_json(const Desk& desk, const Form& form, const xform::SubmissionReading& reading) {
    Json answer = {{"good", reading.submission.has_value()}, {"problems", Json::array()}};
    for (const xform::Problem& problem : reading.problems) {
        answer["problems"].push_back(json_of(problem));
    }
    if (reading.submission) {
        const xform::Submission& submission = *reading.submission;
        answer["form"] = submission.form.id;
        answer["version"] = submission.form.version;
        answer["instance_id"] = submission.instance_id;
        answer["answers"] = answer["unknown"] = Json::array();
        for (const Line& line : answers_in(form, submission)) {
            answer["answers"].push_back({{"path", line.place}, {"text", line.text}});
        }
        for (const xform::Submission::Unknown& one : submission.unknown) {
            answer["unknown"].push_back(
                {{"path", xform::place_of(*form, submission, one.node, one.instance)},
                 {"name", one.name},
                 {"text", one.text}});
        }
    }
    desk.print(answer);
}

void print_lines(const Desk& desk, const Form& form, const xform::Submission& submission) {
    desk.print(desk.say("cli.form.submission",
                        {submission.form.id, submission.form.version, submission.instance_id}));
    const std::vector<Line> lines = answers_in(form, submission);
    for (const Line& line : lines) {
        desk.print(line.text.empty() ? line.place : line.place + " " + on_one_line(line.text));
    }
    for (const xform::Submission::Unknown& one : submission.unknown) {
        desk.print(desk.say("cli.form.unknown",
                            {xform::place_of(*form, submission, one.node, one.instance),
                             one.name.empty() ? "text()" : one.name, on_one_line(one.text)}));
    }
    desk.print(desk.say("cli.form.held", {std::to_string(lines.size()),
                                          std::to_string(submission.instances.size() - 1),
                                          std::to_string(submission.unknown.size())}));
}

Result<Verdict> form_submission(Desk& desk, const Arguments& arguments) {
    const Form form = TRY(form_to_fill_at(arguments.words[0]));
    const std::string xml = TRY(work::read_file(arguments.words[1]));
    const xform::SubmissionReading reading = xform::read_submission(*form, xml);
    if (desk.json) {
        print_json(desk, form, reading);
    } else {
        for (const xform::Problem& problem : reading.problems) {
            const bool error = problem.severity == xform::Severity::Error;
            desk.tell(
                desk.say(error ? "cli.form.error" : "cli.form.warning", {xform::text_of(problem)}));
        }
        if (reading.submission) print_lines(desk, form, *reading.submission);
    }
    if (reading.submission && arguments.has("write")) {
        TRY(work::write_file(arguments.value("write"),
                             xform::write_submission(form, *reading.submission)));
    }
    return Verdict{!reading.submission};
}

}  // namespace

Command form_submission_command() {
    return {.name = "form submission",
            .words = "FORM FILE",
            .words_min = 2,
            .words_max = 2,
            .options = {{"write", "OUT",
                         "Write it as a submission again: nothing is computed, "
                         "nothing lost.",
                         false}},
            .about =
                "Reads a submission that another ODK client made, and says what it holds: a line "
                "with the path and the answer for each, then what the form does not know. FORM is "
                "the form's XForm XML or its workbook. Problems go to standard error.",
            .examples =
                "adit-field form submission site_visit.xml submission.xml\n"
                "adit-field form submission site_visit.xlsx submission.xml --write same.xml",
            .run = form_submission};
}

}  // namespace adit::cli
