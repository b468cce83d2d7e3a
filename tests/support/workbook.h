// A workbook (.xlsx) written for a test from rows of words, as a form designer would type them.
#pragma once

#include "base/ensure.h"

#include <xlsxwriter.h>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace adit::test {

using SheetRows = std::vector<std::vector<std::string>>;

inline void write_workbook(const std::filesystem::path& file,
                           const std::map<std::string, SheetRows>& sheets) {
    lxw_workbook* book = workbook_new(file.c_str());
    ENSURE(book != nullptr);
    for (const auto& [name, rows] : sheets) {
        lxw_worksheet* sheet = workbook_add_worksheet(book, name.c_str());
        lxw_row_t row = 0;
        for (const auto& cells : rows) {
            lxw_col_t column = 0;
            for (const std::string& cell : cells) {
                if (!cell.empty()) {
                    worksheet_write_string(sheet, row, column, cell.c_str(), nullptr);
                }
                ++column;
            }
            ++row;
        }
    }
    ENSURE(workbook_close(book) == LXW_NO_ERROR);
}

}  // namespace adit::test
