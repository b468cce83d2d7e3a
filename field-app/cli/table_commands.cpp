// import and export: what comes in from other people's tables and what goes out to them.
#include "base/text.h"
#include "cli/command.h"
#include "work/export_work.h"
#include "work/files.h"
#include "work/importer.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <ostream>

namespace adit::cli {
namespace {

Result<Verdict> export_all(Desk& desk, const Arguments& arguments) {
    work::ExportRequest request;
    const std::string format = arguments.value("format");
    if (format != "csv" && format != "geojson") {
        return Error{Code::BadInput, "say which format: --format csv or --format geojson"};
    }
    if (!arguments.has("out")) return Error{Code::BadInput, "say where to: --out PATH"};
    request.format = format == "csv" ? work::ExportFormat::Csv : work::ExportFormat::Geojson;
    request.out = arguments.value("out");
    request.form = arguments.value("form");
    request.wording = arguments.has("labels") ? tables::Wording::Labels : tables::Wording::Codes;
    request.language = desk.language;
    request.with_drafts = arguments.has("with-drafts");
    const auto workspace = TRY(desk.open());
    const auto files = TRY(work::export_records(*workspace, request));
    if (desk.json) {
        Json answer = {{"files", Json::array()}};
        for (const work::ExportedFile& file : files) {
            answer["files"].push_back({{"file", file.file.string()}, {"rows", file.rows}});
        }
        desk.print(answer);
        return Verdict{};
    }
    for (const work::ExportedFile& file : files) {
        desk.print(desk.say("cli.export.file", {file.file.string(), std::to_string(file.rows)}));
    }
    if (files.empty()) desk.print(desk.say("cli.export.nothing"));
    return Verdict{};
}

using Counted = std::vector<std::pair<std::string, std::size_t>>;

Counted by_count(const std::map<std::string, std::size_t>& counts) {
    Counted sorted(counts.begin(), counts.end());
    std::ranges::stable_sort(sorted, std::greater{}, &Counted::value_type::second);
    return sorted;
}

/// "/production/minerals_now: the mapping has no word for it (mineral2)" and how often.
Counted reasons(const work::ImportOutcome& outcome, work::ImportIssue::Kind kind) {
    std::map<std::string, std::size_t> counts;
    for (const work::ImportIssue& issue : outcome.issues) {
        if (issue.kind != kind) continue;
        std::string reason = issue.question.empty() ? issue.why : issue.question + ": " + issue.why;
        if (!issue.column.empty()) reason += " (" + issue.column + ")";
        ++counts[reason];
    }
    return by_count(counts);
}

Json json_of(const Counted& counted) {
    Json json = Json::object();
    for (const auto& [name, count] : counted) json[name] = count;
    return json;
}

Json json_of(const work::ImportOutcome& outcome, double seconds) {
    Json preview = Json::array();
    for (const work::ImportPreview& record : outcome.preview) {
        Json answers = Json::object();
        for (const auto& [path, text] : record.answers) answers[path] = text;
        preview.push_back({{"row", record.row}, {"title", record.title}, {"answers", answers}});
    }
    return {{"form", outcome.form},
            {"rows", outcome.rows},
            {"not_chosen", outcome.not_chosen},
            {"superseded", outcome.superseded},
            {"already_here", outcome.already_here},
            {"imported", outcome.imported},
            {"rejected", outcome.rejected},
            {"values_left_out", outcome.values_left_out},
            {"answers_missing", outcome.answers_missing},
            {"rules_broken", outcome.rules_broken},
            {"rejected_because", json_of(reasons(outcome, work::ImportIssue::Kind::Rejected))},
            {"left_out_because", json_of(reasons(outcome, work::ImportIssue::Kind::LeftOut))},
            {"missing_by_question", json_of(by_count(outcome.missing_by_question))},
            {"broken_by_question", json_of(by_count(outcome.broken_by_question))},
            {"seconds", seconds},
            {"preview", preview}};
}

void print_counted(const Desk& desk, const std::string& heading, const Counted& counted,
                   std::size_t lines_max) {
    if (counted.empty()) return;
    desk.print(heading);
    for (std::size_t i = 0; i < std::min(counted.size(), lines_max); ++i) {
        desk.print("  " + std::to_string(counted[i].second) + "  " + counted[i].first);
    }
    if (counted.size() > lines_max) {
        desk.print("  " +
                   desk.say("cli.import.more", {std::to_string(counted.size() - lines_max)}));
    }
}

void print_outcome(const Desk& desk, const work::ImportOutcome& outcome, bool preview) {
    for (const work::ImportPreview& record : outcome.preview) {
        if (!preview) break;
        desk.print(desk.say("cli.import.row", {std::to_string(record.row), record.title}));
        for (const auto& [path, text] : record.answers) desk.print("  " + path + " = " + text);
    }
    if (!outcome.about.empty()) desk.print(outcome.about);
    desk.print(
        desk.say("cli.import.rows",
                 {std::to_string(outcome.rows), std::to_string(outcome.not_chosen),
                  std::to_string(outcome.superseded), std::to_string(outcome.already_here)}));
    desk.print(desk.say(preview ? "cli.import.would" : "cli.import.done",
                        {std::to_string(outcome.imported), outcome.form}));
    desk.print(desk.say("cli.import.rejected", {std::to_string(outcome.rejected)}));
    print_counted(desk, desk.say("cli.import.rejected_because"),
                  reasons(outcome, work::ImportIssue::Kind::Rejected), 20);
    print_counted(desk, desk.say("cli.import.left_out", {std::to_string(outcome.values_left_out)}),
                  reasons(outcome, work::ImportIssue::Kind::LeftOut), 20);
    print_counted(desk, desk.say("cli.import.missing", {std::to_string(outcome.answers_missing)}),
                  by_count(outcome.missing_by_question), 12);
    print_counted(desk, desk.say("cli.import.broken", {std::to_string(outcome.rules_broken)}),
                  by_count(outcome.broken_by_question), 12);
}

Result<work::ImportRequest> request_from(const Arguments& arguments) {
    if (!arguments.has("mapping")) {
        return Error{Code::BadInput, "say how the columns are to be read: --mapping MAP.json"};
    }
    work::ImportRequest request;
    request.csv = arguments.words[0];
    request.mapping = arguments.value("mapping");
    request.preview = arguments.has("preview");
    for (const std::string& text : arguments.values("where")) {
        request.where.push_back(TRY(pair_from(text)));
    }
    return request;
}

Result<Verdict> import_file(Desk& desk, const Arguments& arguments) {
    const work::ImportRequest request = TRY(request_from(arguments));
    const auto workspace = TRY(desk.open());
    const bool watched = !desk.json && isatty(STDERR_FILENO) != 0;
    const auto progress = [&](std::size_t done, std::size_t of) {
        if (watched) desk.err << "\r" << done << " / " << of << "  " << std::flush;
        return true;
    };
    const auto began = std::chrono::steady_clock::now();
    const work::ImportOutcome outcome = TRY(work::import_records(*workspace, request, progress));
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    if (watched) desk.err << "\n";
    if (arguments.has("report")) {
        TRY(work::write_file(arguments.value("report"), work::report_csv(outcome)));
    }
    if (desk.json) {
        desk.print(json_of(outcome, took.count()));
    } else {
        print_outcome(desk, outcome, request.preview);
        std::string seconds = std::to_string(took.count());
        seconds.resize(seconds.find('.') + 2);
        desk.print(desk.say("cli.import.seconds", {seconds}));
    }
    return Verdict{.refused = outcome.rejected != 0};
}

}  // namespace

Command import_command() {
    return {.name = "import",
            .words = "FILE.csv",
            .words_min = 1,
            .words_max = 1,
            .options = {{"mapping", "MAP.json",
                         "Which column becomes which answer; "
                         "assets/import/README.md explains such files."},
                        {"where", "column=value",
                         "Only rows with this value; of the same column, any of the values.", true},
                        {"preview", "", "Store nothing; show the first rows as they would become."},
                        {"report", "FILE",
                         "Write every rejected row, every value left out and "
                         "every warning to this CSV."}},
            .about =
                "Makes records of somebody's CSV. Values go through the form's types and "
                "choice lists; what the form cannot take is left out and told. Importing the "
                "same file again adds nothing. The exit code is 1 when rows were rejected.",
            .examples =
                "adit-field import visits.csv --mapping ipis_visits.json --preview\n"
                "adit-field import visits.csv --mapping ipis_visits.json "
                "--where province=Ituri --report report.csv",
            .run = import_file};
}

Command export_command() {
    return {.name = "export",
            .words = "",
            .options = {{"format", "csv|geojson", "For spreadsheets, or for maps."},
                        {"out", "PATH",
                         "CSV: a folder, or a .csv file for one form. GeoJSON: a "
                         "file."},
                        {"form", "ID", "Only records of this form."},
                        {"labels", "", "Choices by their labels instead of their names."},
                        {"with-drafts", "", "Drafts too, not only finalised records."}},
            .about =
                "Writes the finalised records out: a table for each form and for each of its "
                "repeats, or one map file. Training, sample and imported records say so in "
                "the column marks; data of others carry their credit.",
            .examples =
                "adit-field export --format csv --out tables\n"
                "adit-field --language fr export --format csv --form site_visit --labels "
                "--out visites.csv",
            .run = export_all};
}

}  // namespace adit::cli
