// The sheets one by one into a definition under construction. Every function takes what it can and
// leaves the rest as problems; references (${}) are resolved when all names are known.
#pragma once

#include "xlsform/heading.h"

#include <set>

namespace adit::xlsform {

struct Draft {
    forms::Definition definition;
    std::vector<Problem>& problems;
    const Book& book;
    bool allows_choice_duplicates = false;
    std::map<std::string, forms::ChoiceList, std::less<>> external;  // The external_choices sheet.
    std::vector<std::string> named_files{};  // By rows of their own (csv-external, xml-external).
    std::map<std::string, std::string> odd_names{};  // By list: a choice that is not one word.
    std::set<std::string> lists_with_other{};
    std::map<int, std::string> entity_repeats{};  // By row of the entities sheet: "${house}".
    /// By sheet and key: the heading as its author wrote it.
    std::map<std::pair<std::string, std::string>, std::string> columns{};

    void complain(std::string_view sheet, int row, std::string column, std::string_view value,
                  std::string what, Severity severity = Severity::Error);
    std::string column(std::string_view sheet, std::string_view key) const;
    /// Of all columns of a sheet; says which mean the same, and gives each language its code.
    std::vector<Heading> headings_of(const Sheet& sheet, SheetKind kind);
    /// The code by which the definition knows a language: "fr" of "French (fr)".
    std::string code_of(const std::string& language);
};

/// One row under the eyes of a rule: what it says and where complaints go.
struct RowInHand {
    Draft& draft;
    const Cells& cells;
    std::string_view sheet = "survey";

    std::string text(std::string_view key) const { return cells.text(key); }
    void complain(std::string_view key, std::string what) const {
        say(key, std::move(what), Severity::Error);
    }
    void warn(std::string_view key, std::string what) const {
        say(key, std::move(what), Severity::Warning);
    }
    void say(std::string_view key, std::string what, Severity severity) const {
        draft.complain(sheet, cells.row(), cells.written(key), cells.text(key), std::move(what),
                       severity);
    }
};

/// A name as XML and paths allow it: "village", "age.2", "année".
bool is_node_name(std::string_view name);
/// "yes", "TRUE", "true()": true; "no" and its like: false; anything else: nothing.
std::optional<bool> yes_or_no(std::string_view cell);

void read_settings(std::string_view file, const ReadingOptions& options, Draft& draft);
void read_choices(Draft& draft);
/// After settings and choices.
void read_survey(Draft& draft);
/// After the survey.
void check_names(Draft& draft);
void check_instances(Draft& draft);
/// The rows of the entities sheet; then, when ${} still stand, which part of the form holds each.
void read_entities(Draft& draft);
void place_entities(Draft& draft);
/// Last: every ${name}, in expressions and in words.
void resolve_references(Draft& draft);

}  // namespace adit::xlsform
