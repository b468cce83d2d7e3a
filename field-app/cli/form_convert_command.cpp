// form convert: workbooks into XForm XML, one or many.
#include "base/text.h"
#include "cli/command.h"
#include "cli/form_files.h"
#include "work/files.h"
#include "xform/writer.h"

#include <fstream>
#include <ostream>

namespace adit::cli {
namespace {

struct Converted {
    std::string xml;  // "" when there are errors.
    std::vector<formfiles::Problem> problems;
};

Result<Converted> converted(const std::filesystem::path& file, const std::string& form_name) {
    xlsform::ReadingOptions options;
    options.expressions_must_work = false;
    if (!form_name.empty()) {
        options.root_name = form_name;
        options.form_id = "data";
    }
    if (file.extension() == ".xml") {
        return Error{Code::BadInput, file.string() + " is an XForm already: name a workbook"};
    }
    formfiles::Reading reading = TRY(read_form_at(file, options));
    Converted made{"", std::move(reading.problems)};
    if (reading.definition) made.xml = xform::write_xform(*reading.definition);
    return made;
}

Result<Verdict> convert_one(Desk& desk, const Arguments& arguments) {
    const Converted made = TRY(converted(arguments.words[0], arguments.value("form-name")));
    for (const formfiles::Problem& problem : made.problems) {
        desk.tell(desk.say(formfiles::is_error(problem) ? "cli.form.error" : "cli.form.warning",
                           {formfiles::text_of(problem)}));
    }
    if (!made.xml.empty()) desk.print(made.xml);
    return Verdict{made.xml.empty()};
}

// One case that cannot be read never stops the others.
Json answer_to(const std::string& line) {
    const auto asked = json_from(line);
    if (!asked || !asked->is_object()) {
        return {{"ok", false}, {"problems", {"Write each line as a JSON object."}}};
    }
    Json answer = {{"id", text_in(*asked, "id")}, {"ok", false}, {"problems", Json::array()}};
    const auto made = converted(text_in(*asked, "xlsx"), text_in(*asked, "form_name"));
    if (!made) {
        answer["problems"].push_back(made.error().what);
        return answer;
    }
    for (const formfiles::Problem& problem : made->problems) {
        if (!formfiles::is_error(problem)) continue;
        answer["problems"].push_back(formfiles::text_of(problem));
    }
    if (made->xml.empty()) return answer;
    std::ofstream out(text_in(*asked, "out"), std::ios::binary);
    out << made->xml;
    out.close();
    if (!out) {
        answer["problems"].push_back("The XML cannot be written: check the folder of \"out\".");
        return answer;
    }
    answer.erase("problems");
    answer["ok"] = true;
    return answer;
}

Result<Verdict> form_convert(Desk& desk, const Arguments& arguments) {
    const std::string list = arguments.value("batch");
    if (list.empty()) {
        if (arguments.words.empty()) {
            return Error{Code::BadInput, "Name a workbook, or a list of them with --batch."};
        }
        return convert_one(desk, arguments);
    }
    const std::string lines = TRY(work::read_file(list));
    for (const std::string_view line : split(lines, '\n')) {
        if (trimmed(line).empty()) continue;
        desk.out << answer_to(std::string(line)).dump() << "\n";
    }
    return Verdict{};
}

}  // namespace

Command form_convert_command() {
    return {.name = "form convert",
            .words = "[FILE]",
            .words_min = 0,
            .words_max = 1,
            .options = {{"form-name", "NAME", "The name of the form's root element.", false},
                        {"batch", "LIST",
                         "A file with a JSON object a line: id, xlsx, form_name, out. Each is "
                         "converted and answered by a line.",
                         false}},
            .about =
                "Writes a form's workbook (or a folder of CSV sheets) as XForm XML; its "
                "problems, if it has any, go to standard error.",
            .examples = "adit-field form convert site_visit.xlsx > site_visit.xml",
            .run = form_convert};
}

}  // namespace adit::cli
