// CSV as spreadsheets and registers write it (RFC 4180), read with a bound and written safely.
//
// Reading: UTF-8 with or without a byte-order mark, LF or CRLF, cells in quotes hold commas, line
// ends and doubled quotes. Empty lines are skipped but counted, so that a row's number is the one a
// spreadsheet shows. What cannot be read is an error that names its row.
// Writing: a text cell that a spreadsheet would take for a formula (it begins with = + - @, a tab
// or a carriage return) gets an apostrophe in front; a number keeps its minus.
#pragma once

#include "base/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace adit::tables {

constexpr std::size_t kCsvCellBytesMax = 1U << 20U;
constexpr std::size_t kCsvColumnsMax = 2'000;
constexpr std::size_t kCsvRowsMax = 2'000'000;

/// What UTF-8 files begin with so that spreadsheets on Windows read their accents.
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

class CsvReader {
public:
    explicit CsvReader(std::string_view text);  // Borrowed for the reader's life.

    /// Puts the next row into `cells`; false at the end.
    Result<bool> next(std::vector<std::string>& cells);
    /// Of the row that next() gave last; the first of the file is 1.
    std::size_t row() const { return row_; }

private:
    Result<bool> quoted(std::string& cell);
    Error wrong(const std::string& why) const;

    std::string_view text_;
    std::size_t place_ = 0;
    std::size_t row_ = 0;
};

/// One place of a table laid flat.
struct Cell {
    enum class Kind { Text, Number };
    std::string text;
    Kind kind = Kind::Text;
    bool operator==(const Cell&) const = default;
};
using Row = std::vector<Cell>;

/// Adds one line, CRLF at its end.
void append_csv_row(std::string& out, const Row& row);
void append_csv_row(std::string& out, const std::vector<std::string>& texts);

}  // namespace adit::tables
