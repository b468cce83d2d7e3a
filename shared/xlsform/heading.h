// Headings of columns by their one name: XLSForm allows "caption", "label:fr" and
// "media::image::French (fr)" for what we call label and image with the language "fr".
#pragma once

#include "xlsform/sheet.h"

namespace adit::xlsform {

struct Heading {
    std::string key;       // "constraint_message", "bind::type"; as written when not known.
    std::string language;  // Code: "fr"; "" when the column has none.
    bool known = false;
};

Heading survey_heading(std::string_view written);
Heading choices_heading(std::string_view written);
Heading settings_heading(std::string_view written);
Heading entities_heading(std::string_view written);

/// One row, by heading: cells with text only.
class Cells {
public:
    Cells(const Sheet& sheet, const std::vector<Heading>& headings, const Row& row)
        : sheet_(sheet), headings_(headings), row_(row) {}

    int row() const { return row_.number; }
    /// "" when empty. Without regard to language.
    std::string text(std::string_view key) const;
    /// In every language that has a column; the language "" becomes `default_language`.
    forms::Words words(std::string_view key, std::string_view default_language) const;
    /// The heading as the author wrote it, for problems: "label::French (fr)".
    std::string written(std::string_view key) const;

    /// The place of each heading that is known or not, with text in this row.
    std::vector<std::pair<const Heading*, std::string>> filled() const;

private:
    const Sheet& sheet_;
    const std::vector<Heading>& headings_;
    const Row& row_;
};

}  // namespace adit::xlsform
