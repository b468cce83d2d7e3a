// Form files: whatever a programme brings as a form (an XLSForm workbook, a folder of CSV sheets,
// XForm XML) into a definition, and what lies beside it into tables.
//
// A form stands in a store as files: its workbook, its XForm, or its sheets ("survey.csv",
// "choices.csv" …), and beside those the files that it looks things up in. Everything that stands
// in a form's way is told at once; a definition is given when no problem is an error, and then it
// carries its plan. Bytes may come from anywhere. Nothing is kept between calls.
#pragma once

#include "forms/definition.h"
#include "store/record_store.h"
#include "xform/reading.h"
#include "xlsform/workbook.h"

#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace adit::formfiles {

/// By sheet, row and column, or by line and element.
using Problem = std::variant<xlsform::Problem, xform::Problem>;
bool is_error(const Problem& problem);
std::string text_of(const Problem& problem);  // One line for people.

struct Reading {
    std::optional<forms::Definition> definition;
    std::vector<Problem> problems;
};

/// What a form is written in.
struct Source {
    std::string name;  // "site_visit.xlsx", "visit.xml"; of sheets their folder's: "site_visit".
    std::map<std::string, Bytes, std::less<>> files;  // By name: one, or the sheets.
};

/// A workbook, an XForm or a folder of CSV sheets. NotFound when it cannot be read.
Result<Source> source_at(const std::filesystem::path& path);
/// Its first element is <html>, as an XForm's is.
bool is_xform(ByteView content);
/// Among the files that a store has of one form; nothing when none of them is a form.
std::optional<Source> source_in(std::span<const store::FormFile> files);

Reading read(const Source& source, const xlsform::ReadingOptions& options = {});

}  // namespace adit::formfiles
