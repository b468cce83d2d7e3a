// CSV as spreadsheets write it (RFC 4180, UTF-8, with or without byte order mark, any line end,
// with commas, semicolons or tabs between the cells), row by row. Borrows the text.
//
// Which of the three it is the first row says: the one that it has most of. ODK XForms wants all
// three; spreadsheets of French-speaking countries write semicolons.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace adit::forms {

class CsvRows {
public:
    explicit CsvRows(std::string_view text);

    /// The next row, as wide as it is written; false when there is none. An empty line is a row of
    /// one empty cell.
    bool next(std::vector<std::string>& cells);
    /// How many there were: the number of the last one, as spreadsheets count.
    int count() const { return count_; }
    /// The text ended inside quotation marks: its last cell may hold what were many rows.
    bool ends_in_quotes() const { return ends_in_quotes_; }

private:
    std::string_view rest_;
    char between_ = ',';
    int count_ = 0;
    bool ends_in_quotes_ = false;
};

/// Not one cell has a text.
bool is_empty_row(const std::vector<std::string>& cells);

}  // namespace adit::forms
