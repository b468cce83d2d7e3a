#include "xlsform/workbook.h"

#include "base/order.h"
#include "base/text.h"
#include "forms/csv.h"
#include "forms/limits.h"
#include "xlsform/draft.h"
#include "xlsform/spelling.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <system_error>

namespace adit::xlsform {
namespace {

bool is_error(const Problem& problem) { return problem.severity == Severity::Error; }

int place_of(std::string_view sheet) {
    constexpr std::array<std::string_view, 5> kOrder{"", "survey", "choices", "settings",
                                                     "entities"};
    const auto found = std::find(kOrder.begin(), kOrder.end(), sheet);
    return static_cast<int>(found - kOrder.begin());
}

void put_in_order(std::vector<Problem>& problems) {
    put_in_order_of(problems, [](const Problem& problem) {
        return std::pair(place_of(problem.sheet), problem.row);
    });
    if (problems.size() <= kProblemsMax) return;
    const std::size_t more = problems.size() - kProblemsMax + 1;
    const bool hides_error =
        std::any_of(problems.end() - static_cast<std::ptrdiff_t>(more), problems.end(), is_error);
    problems.resize(kProblemsMax - 1);
    problems.push_back({"", 0, "", "",
                        std::to_string(more) + " more problems: mend these first, then look again.",
                        hides_error ? Severity::Error : Severity::Warning});
}

// Runs of spaces are one, unless the form keeps them.
void clean_survey(Book& book) {
    if (const Sheet* settings = book.find("settings"); settings != nullptr) {
        for (std::size_t i = 0; i < settings->columns.size() && !settings->rows.empty(); ++i) {
            const auto& cells = settings->rows.front().cells;
            const auto heading = heading_of(settings->columns[i], SheetKind::Settings, true);
            const bool keeps = heading.key == "clean_text_values" && i < cells.size() &&
                               yes_or_no(cells[i]) == false;
            if (keeps) return;
        }
    }
    const auto survey = book.sheets.find("survey");
    if (survey == book.sheets.end()) return;
    for (Row& row : survey->second.rows) {
        for (std::string& cell : row.cells) {
            const auto same = [](char a, char b) { return a == ' ' && b == ' '; };
            cell.erase(std::unique(cell.begin(), cell.end(), same), cell.end());
        }
    }
}

void tell_other_sheets(const Book& book, std::vector<Problem>& problems) {
    std::vector<std::string> known;
    for (const char* name : {"survey", "choices", "settings", "entities", "external_choices"}) {
        if (book.find(name) == nullptr) known.emplace_back(name);
    }
    for (const std::string& name : book.others) {
        const std::string similar = similar_names(folded(name), known);
        problems.push_back(
            {folded(name), 0, "", "",
             "This sheet is not read: forms stand on survey, choices, settings and "
             "entities." +
                 (similar.empty() ? std::string() : " Was it meant to be " + similar + "?") +
                 " Begin its name with _ if it holds notes.",
             Severity::Warning});
    }
}

bool all_well(const std::vector<Problem>& problems) {
    return std::none_of(problems.begin(), problems.end(), is_error);
}

void judge_expressions(Draft& draft, const ReadingOptions& options) {
    for (forms::ExpressionProblem& problem : forms::with_plan(draft.definition)) {
        const bool whole = problem.row == 0;
        const bool settings = whole && problem.column == "instance_name";
        const std::string_view sheet = !whole ? "survey" : settings ? "settings" : "entities";
        draft.complain(sheet, whole ? 2 : problem.row, draft.column(sheet, problem.column),
                       std::move(problem.value), std::move(problem.what),
                       options.expressions_must_work ? Severity::Error : Severity::Warning);
    }
}

std::string_view sheet_of(forms::Limit::Sheet sheet) {
    switch (sheet) {
        case forms::Limit::Sheet::Survey:
            return "survey";
        case forms::Limit::Sheet::Choices:
            return "choices";
        case forms::Limit::Sheet::Settings:
            return "settings";
        case forms::Limit::Sheet::Entities:
            return "entities";
    }
    ENSURE(false);
}

void tell_limits(Draft& draft) {
    for (const forms::Limit& limit : forms::limits_of(draft.definition)) {
        const std::string_view sheet = sheet_of(limit.sheet);
        const int row = limit.sheet == forms::Limit::Sheet::Settings ? 2 : limit.row;
        draft.complain(sheet, row, draft.column(sheet, limit.column), limit.value, limit.what,
                       Severity::Warning);
    }
}

Reading read_sheets(Book book, std::string_view name, std::vector<Problem> problems,
                    const ReadingOptions& options) {
    tell_other_sheets(book, problems);
    clean_survey(book);
    Draft draft{.definition = {}, .problems = problems, .book = book, .external = {}};
    // Without the parts of the file itself there is nothing to say about its sheets.
    if (all_well(problems)) {
        read_settings(name, options, draft);
        read_choices(draft);
        read_survey(draft);
        read_entities(draft);
        check_names(draft);
        check_instances(draft);
        place_entities(draft);
        resolve_references(draft);
    }
    if (all_well(problems)) {
        judge_expressions(draft, options);
        tell_limits(draft);
    }
    Reading reading;
    if (all_well(problems)) reading.definition = std::move(draft.definition);
    put_in_order(problems);
    reading.problems = std::move(problems);
    return reading;
}

constexpr std::size_t kSheetBytesMax = 128u << 20;  // Of one CSV.

Problem too_large(std::string sheet) {
    return {std::move(sheet), 0, "", "",
            "The sheet is larger than 128 MB: put long lists into files of their own beside the "
            "form (select_one_from_file)."};
}

// Control characters have no place in a sheet; they come with files that are no CSV at all.
bool is_text(std::string_view text) {
    return is_utf8(text) && std::ranges::none_of(text, [](char c) {
               return static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r';
           });
}

void read_csv(std::string_view text, Sheet& sheet, Space& space, std::vector<Problem>& problems) {
    const auto complain = [&](int row, std::string what) {
        problems.push_back({sheet.name, row, "", "", std::move(what)});
    };
    if (text.size() > kSheetBytesMax) {
        problems.push_back(too_large(sheet.name));
        return;
    }
    if (!is_text(text)) return complain(0, "Save the sheet as CSV in UTF-8.");
    Filling filling(sheet, space, problems);
    forms::CsvRows rows(text);
    std::vector<std::string> cells;
    while (!filling.is_full() && rows.next(cells)) {
        filling.begin_row(rows.count());
        int column = 0;
        for (std::string& cell : cells) filling.add(column++, std::move(cell));
        filling.end_row();
    }
    if (rows.ends_in_quotes()) {
        complain(rows.count(),
                 "A quotation mark that opens in this row is never closed: close it.");
    }
}

}  // namespace

std::string text_of(const Problem& problem) {
    std::string text = problem.sheet;
    const auto add = [&text](std::string_view between, std::string_view part) {
        if (!text.empty()) text += between;
        text += part;
    };
    if (problem.row > 0) add(", ", "row " + std::to_string(problem.row));
    if (!problem.column.empty()) add(", ", problem.column);
    add(": ", problem.what);
    if (!problem.value.empty()) text += " [" + problem.value + "]";
    return text;
}

Reading read_workbook(ByteView bytes, std::string_view name, const ReadingOptions& options) {
    std::vector<Problem> problems;
    Book book = unpack_xlsx(bytes, problems);
    return read_sheets(std::move(book), name, std::move(problems), options);
}

Reading read_csv_sheets(const std::map<std::string, std::string>& sheets, std::string_view name,
                        const ReadingOptions& options) {
    Book read;
    std::vector<Problem> problems;
    Space space;
    for (const auto& [name_of_sheet, text] : sheets) {
        Sheet& sheet = read.sheets[name_of_sheet];
        sheet.name = name_of_sheet;
        read_csv(text, sheet, space, problems);
    }
    return read_sheets(std::move(read), name, std::move(problems), options);
}

Reading read_csv_folder(const std::filesystem::path& folder, const ReadingOptions& options) {
    std::map<std::string, std::string> sheets;
    for (const char* name :
         {"survey", "choices", "settings", "entities", "external_choices", "osm"}) {
        const std::filesystem::path file = folder / (std::string(name) + ".csv");
        std::error_code failed;
        if (!std::filesystem::exists(file, failed)) continue;
        const auto bytes = std::filesystem::file_size(file, failed);
        if (!failed && bytes > kSheetBytesMax) return {std::nullopt, {too_large(name)}};
        std::ifstream in(file, std::ios::binary);
        sheets[name] = {std::istreambuf_iterator<char>(in), {}};
        if (in && !failed) continue;
        return {std::nullopt,
                {{name, 0, "", "", "The file cannot be read: check its permissions."}}};
    }
    return read_csv_sheets(sheets, folder.filename().string(), options);
}

}  // namespace adit::xlsform
