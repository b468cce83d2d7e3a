// The sheets one by one into a definition under construction. Every function takes what it can and
// leaves the rest as problems; references (${}) are resolved last, when all names are known.
#pragma once

#include "xlsform/heading.h"

namespace adit::xlsform {

struct Draft {
    forms::Definition definition;
    std::vector<Problem>& problems;

    void complain(std::string_view sheet, int row, std::string column, std::string value,
                  std::string what, Severity severity = Severity::Error) {
        problems.push_back({std::string(sheet), row, std::move(column), std::move(value),
                            std::move(what), severity});
    }
};

void read_settings(const Sheets& sheets, std::string_view name, Draft& draft);
void read_choices(const Sheets& sheets, Draft& draft);
/// After settings and choices.
void read_survey(const Sheets& sheets, Draft& draft);
/// After the survey.
void read_entities(const Sheets& sheets, Draft& draft);
/// Last: every ${name}, in expressions and in words.
void resolve_references(const Sheets& sheets, Draft& draft);

/// Of all columns of a sheet; says which are not known.
std::vector<Heading> headings_of(const Sheet& sheet, Heading (*read)(std::string_view));

}  // namespace adit::xlsform
