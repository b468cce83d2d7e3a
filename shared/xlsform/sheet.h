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

/// The sheets that XLSForm names; others are not unpacked.
bool is_known_sheet(std::string_view name);

/// Problems go to `problems`; what could be read is returned all the same.
Book unpack_xlsx(ByteView bytes, std::vector<Problem>& problems);

}  // namespace adit::xlsform
