#include "xlsform/workbook.h"

#include "base/text.h"
#include "xlsform/reference.h"
#include "xlsform/survey.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <system_error>

namespace adit::xlsform {
namespace {

std::string written_in(const Sheets& sheets, std::string_view sheet, std::string_view key) {
    const auto found = sheets.find(sheet);
    if (found == sheets.end()) return std::string(key);
    for (const std::string& column : found->second.columns) {
        if (survey_heading(column).key == key) return column;
    }
    return std::string(key);
}

// The files that pulldata() names are looked up without a question.
void note_pulldata(const std::string& expression, std::vector<std::string>& files) {
    for (auto at = expression.find("pulldata("); at != std::string::npos;
         at = expression.find("pulldata(", at + 1)) {
        const std::string_view rest = trimmed(std::string_view(expression).substr(at + 9));
        if (rest.empty() || (rest[0] != '\'' && rest[0] != '"')) continue;
        const std::string name(rest.substr(1, rest.find(rest[0], 1) - 1));
        if (!name.empty()) files.push_back(name.ends_with(".csv") ? name : name + ".csv");
    }
}

void resolve_node(const References& references, const Sheets& sheets, Draft& draft,
                  forms::Node& node) {
    const auto expression = [&](std::string& cell, std::string_view key, Standing standing) {
        note_pulldata(cell, draft.definition.more_files);
        cell = references.resolved(cell, &node, standing, [&](std::string what) {
            draft.complain("survey", node.row, written_in(sheets, "survey", key), cell,
                           std::move(what));
        });
    };
    expression(node.relevant, "relevant", Standing::Question);
    expression(node.constraint, "constraint", Standing::Question);
    expression(node.required, "required", Standing::Question);
    expression(node.calculation, "calculation", Standing::Question);
    expression(node.default_value, "default", Standing::Question);
    expression(node.choice_filter, "choice_filter", Standing::Choice);
    expression(node.repeat_count, "repeat_count", Standing::Question);
    expression(node.trigger, "trigger", Standing::Question);
    expression(node.read_only, "read_only", Standing::Question);
    const auto in_words = [&](forms::Words& all, std::string_view key) {
        for (auto& [language, text] : all.by_language) {
            text = references.resolved_words(text, &node, [&](std::string what) {
                draft.complain("survey", node.row, written_in(sheets, "survey", key), text,
                               std::move(what));
            });
        }
    };
    in_words(node.label, "label");
    in_words(node.hint, "hint");
    in_words(node.guidance, "guidance_hint");
    in_words(node.constraint_message, "constraint_message");
    in_words(node.required_message, "required_message");
    for (forms::Node& child : node.children) resolve_node(references, sheets, draft, child);
}

bool is_error(const Problem& problem) { return problem.severity == Severity::Error; }

int place_of(std::string_view sheet) {
    constexpr std::array<std::string_view, 5> kOrder{"", "survey", "choices", "settings",
                                                     "entities"};
    const auto found = std::find(kOrder.begin(), kOrder.end(), sheet);
    return static_cast<int>(found - kOrder.begin());
}

void put_in_order(std::vector<Problem>& problems) {
    std::stable_sort(problems.begin(), problems.end(), [](const Problem& a, const Problem& b) {
        const int left = place_of(a.sheet);
        const int right = place_of(b.sheet);
        return left != right ? left < right : a.row < b.row;
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

Reading read_sheets(const Sheets& sheets, std::string_view name, std::vector<Problem> problems) {
    Draft draft{{}, problems};
    // Without the parts of the file itself there is nothing to say about its sheets.
    if (std::none_of(problems.begin(), problems.end(), is_error)) {
        read_settings(sheets, name, draft);
        read_choices(sheets, draft);
        read_survey(sheets, draft);
        read_entities(sheets, draft);
        resolve_references(sheets, draft);
    }
    if (std::none_of(problems.begin(), problems.end(), is_error)) {
        for (forms::ExpressionProblem& problem : forms::with_plan(draft.definition)) {
            const bool whole = problem.row == 0;
            const bool settings = whole && problem.column == "instance_name";
            const std::string_view sheet = !whole ? "survey" : settings ? "settings" : "entities";
            draft.complain(sheet, whole ? 2 : problem.row,
                           whole ? problem.column : written_in(sheets, sheet, problem.column),
                           std::move(problem.value), std::move(problem.what));
        }
    }
    Reading reading;
    if (std::none_of(problems.begin(), problems.end(), is_error)) {
        reading.definition = std::move(draft.definition);
    }
    put_in_order(problems);
    reading.problems = std::move(problems);
    return reading;
}

Sheet sheet_from_csv(std::string name, std::string_view text) {
    forms::Table table = forms::table_from_csv(text);
    Sheet sheet{.name = std::move(name), .columns = std::move(table.columns), .rows = {}};
    int number = 1;
    for (std::vector<std::string>& cells : table.rows) {
        for (std::string& cell : cells) cell = trimmed(cell);
        sheet.rows.push_back({++number, std::move(cells)});
    }
    return sheet;
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

void resolve_references(const Sheets& sheets, Draft& draft) {
    forms::Definition& definition = draft.definition;
    const References references(definition);
    for (forms::Node& node : definition.root.children) {
        resolve_node(references, sheets, draft, node);
    }
    const auto whole_form = [&](std::string& cell, std::string_view sheet, std::string_view key) {
        cell = references.resolved(cell, nullptr, Standing::Question, [&](std::string what) {
            draft.complain(sheet, 2, std::string(key), cell, std::move(what));
        });
    };
    whole_form(definition.instance_name, "settings", "instance_name");
    if (!definition.entity) return;
    whole_form(definition.entity->label, "entities", "label");
    whole_form(definition.entity->create_if, "entities", "create_if");
    whole_form(definition.entity->update_if, "entities", "update_if");
    whole_form(definition.entity->entity_id, "entities", "entity_id");
}

Reading read_workbook(ByteView bytes, std::string_view name) {
    std::vector<Problem> problems;
    const Sheets sheets = unpack_xlsx(bytes, problems);
    return read_sheets(sheets, name, std::move(problems));
}

Reading read_csv_sheets(const std::map<std::string, std::string>& sheets, std::string_view name) {
    Sheets read;
    std::vector<Problem> problems;
    for (const auto& [sheet, text] : sheets) {
        if (!is_utf8(text)) {
            problems.push_back({sheet, 0, "", "", "Save the sheet as CSV in UTF-8."});
        } else {
            read.emplace(sheet, sheet_from_csv(sheet, text));
        }
    }
    return read_sheets(read, name, std::move(problems));
}

Reading read_csv_folder(const std::filesystem::path& folder) {
    std::map<std::string, std::string> sheets;
    for (const char* name : {"survey", "choices", "settings", "entities"}) {
        const std::filesystem::path file = folder / (std::string(name) + ".csv");
        std::error_code failed;
        if (!std::filesystem::exists(file, failed)) continue;
        std::ifstream in(file, std::ios::binary);
        sheets[name] = {std::istreambuf_iterator<char>(in), {}};
        if (in) continue;
        return {std::nullopt,
                {{name, 0, "", "", "The file cannot be read: check its permissions."}}};
    }
    return read_csv_sheets(sheets, folder.filename().string());
}

}  // namespace adit::xlsform
