// Workbooks into definitions: an XLSForm (.xlsx, or a folder of CSV sheets) is read whole, and
// everything that stands in its way is told at once, by sheet, row and column, with the words to
// write instead.
//
// Nothing is ignored in silence: what Adit does not do is a Problem too. A definition is given when
// no problem is an Error. Bytes may come from anywhere: a file that is no workbook, is cut short,
// unpacks to more than kUnpackedBytesMax or holds more than the bounds below is a Problem like any
// other. A workbook is never unpacked as a whole: what is kept of it at a time is the directory of
// the file (some 7 times its bytes at most), the texts its cells share, and the cells. One call is
// one thread's; nothing is kept between calls.
#pragma once

#include "base/bytes.h"
#include "forms/definition.h"

#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace adit::xlsform {

constexpr std::size_t kWorkbookBytesMax = 32u << 20;
constexpr std::size_t kUnpackedBytesMax = 256u << 20;  // Of all the parts that are read.
constexpr int kRowsMax = 100'000;                      // Of one sheet.
constexpr int kColumnsMax = 500;
constexpr std::size_t kCellsMax = 4'000'000;      // Of all sheets, with the empty ones before them.
constexpr std::size_t kTextBytesMax = 64u << 20;  // Of all cells; of the texts that they share.
constexpr std::size_t kDepthMax = 32;             // Groups and repeats in one another.
constexpr std::size_t kProblemsMax = 1000;        // More are counted in the last.
constexpr std::size_t kNodesMax = 100'000;        // Questions and groups, loops written out.

enum class Severity {
    Error,    // The form cannot be filled as written.
    Warning,  // It can, but not all that is written will happen.
};

struct Problem {
    std::string sheet;   // "survey"; "" for the file as a whole.
    int row = 0;         // As the spreadsheet counts, the heading is 1; 0: the whole sheet.
    std::string column;  // "relevant", "label::French (fr)"; "" for the whole row.
    std::string value;   // What stands there.
    std::string what;    // What is wrong, and what to write instead.
    Severity severity = Severity::Error;
    bool operator==(const Problem&) const = default;
};

/// "survey, row 12, relevant: …": one line for people.
std::string text_of(const Problem& problem);

struct Reading {
    std::optional<forms::Definition> definition;
    std::vector<Problem> problems;  // In the order of the sheets and rows.
};

struct ReadingOptions {
    std::string root_name = "data";  // Of the model's root, when settings give no name.
    std::string form_id{};           // When settings give none; "": the file's name.
    /// False: an expression that Adit cannot compute is a Warning, for forms that go elsewhere.
    bool expressions_must_work = true;
};

/// `name` is the file's, without folders ("site_visit.xlsx"): the form's id when settings give
/// none.
Reading read_workbook(ByteView bytes, std::string_view name, const ReadingOptions& options = {});

/// The same from sheets as CSV texts, by their names: "survey", "choices", "settings", "entities",
/// "external_choices", "osm".
Reading read_csv_sheets(const std::map<std::string, std::string>& sheets, std::string_view name,
                        const ReadingOptions& options = {});

/// The same from survey.csv, choices.csv, settings.csv and so on in a folder.
Reading read_csv_folder(const std::filesystem::path& folder, const ReadingOptions& options = {});

}  // namespace adit::xlsform
