// Sheets as text: what is left of a workbook once its packing, shared strings and number formats
// are undone. Every cell is the text that a person reads in it: 5, 0.25, 2025-11-23, TRUE.
#pragma once

#include "xlsform/workbook.h"

#include <map>

namespace adit::xlsform {

struct Row {
    int number = 0;  // As the spreadsheet counts.
    std::vector<std::string> cells;
};

struct Sheet {
    std::string name;  // Lower case, trimmed.
    std::vector<std::string> columns;
    std::vector<Row> rows;  // Below the heading; rows without text are left out.
};

/// By name. Sheets whose name begins with "_" are left out: they are the author's notes.
using Sheets = std::map<std::string, Sheet, std::less<>>;

struct Book {
    Sheets sheets;
    std::vector<std::string> others;  // Names of sheets that are not read.

    /// Null when there is none.
    const Sheet* find(std::string_view name) const;
};

/// How much of a workbook may still be kept.
struct Space {
    std::size_t cells = kCellsMax;
    std::size_t bytes = kTextBytesMax;
};

/// Fills a sheet cell by cell, from its heading down, and holds it to its bounds: what is outside
/// them, or under no heading, is told and left out.
class Filling {
public:
    Filling(Sheet& sheet, Space& space, std::vector<Problem>& problems)
        : sheet_(sheet), space_(space), problems_(problems) {}

    /// The row whose cells come next. Rows without text need not be begun.
    void begin_row(int number) { row_ = {number, {}}; }
    int row() const { return row_.number; }
    /// `column` from 0; of a row they may come in any order.
    void add(int column, std::string text);
    void end_row();
    void complain(int column, std::string_view value, std::string what,
                  Severity severity = Severity::Error);
    /// There is no use in more: a bound is reached.
    bool is_full() const { return is_full_; }

private:
    Sheet& sheet_;
    Space& space_;
    std::vector<Problem>& problems_;
    Row row_;
    bool told_unheaded_ = false;
    bool is_full_ = false;
};

/// The sheets that XLSForm names; others are not unpacked.
bool is_known_sheet(std::string_view name);
/// What stands in a cell, short enough for a problem.
std::string shown(std::string_view text);
/// What is said of a workbook for which there is no room.
std::string_view too_much_text();

/// Problems go to `problems`; what could be read is returned all the same.
Book unpack_xlsx(ByteView bytes, std::vector<Problem>& problems);

}  // namespace adit::xlsform
