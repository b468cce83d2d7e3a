// Headings of columns by their one name: XLSForm allows "caption", "label:fr" and
// "media::image::French (fr)" for what we call label and image with the language "French (fr)".
#pragma once

#include "xlsform/sheet.h"

namespace adit::xlsform {

enum class SheetKind { Survey, Choices, Settings, Entities };

struct Heading {
    std::string key;       // "constraint_message", "bind::type"; as written when not known.
    std::string language;  // As written: "French (fr)"; "" when the column has none.
    std::string code;      // "fr": by which the definition knows the language.
    bool known = false;
};

/// Without its code. `double_colons`: the sheet divides by "::", so that ":" is part of a name.
Heading heading_of(std::string_view written, SheetKind kind, bool double_colons);

/// One row, by heading: cells with text only.
class Cells {
public:
    Cells(const Sheet& sheet, const std::vector<Heading>& headings, const Row& row)
        : sheet_(sheet), headings_(headings), row_(row) {}

    int row() const { return row_.number; }
    /// "" when empty. Without regard to language.
    std::string text(std::string_view key) const;
    /// As text(), for expressions: quotation marks as a word processor sets them are made straight.
    std::string expression(std::string_view key) const;
    /// In every language that has a column; "" are those of the column without language, unless
    /// there is one for `default_language` too.
    forms::Words words(std::string_view key, std::string_view default_language) const;
    /// The heading as the author wrote it, for problems: "label::French (fr)".
    std::string written(std::string_view key) const;
    bool has(std::string_view key) const { return !text(key).empty(); }

    /// Each heading, known or not, with text in this row.
    std::vector<std::pair<const Heading*, std::string>> filled() const;

private:
    const Sheet& sheet_;
    const std::vector<Heading>& headings_;
    const Row& row_;
};

}  // namespace adit::xlsform
