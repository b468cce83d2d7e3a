#include "book.h"

#include <xlsxwriter.h>
#include <zip.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace adit::test {
namespace {

std::string scratch_file() {
    std::string name = (std::filesystem::temp_directory_path() / "adit-book-XXXXXX").string();
    const int handle = mkstemp(name.data());
    if (handle >= 0) std::filesystem::remove(name);
    return name;
}

Bytes taken(const std::string& file) {
    std::ifstream in(file, std::ios::binary);
    Bytes bytes{std::istreambuf_iterator<char>(in), {}};
    std::filesystem::remove(file);
    return bytes;
}

}  // namespace

Bytes workbook(const std::vector<std::pair<std::string, Rows>>& sheets) {
    const std::string file = scratch_file();
    lxw_workbook* book = workbook_new(file.c_str());
    lxw_format* date = workbook_add_format(book);
    format_set_num_format(date, "yyyy-mm-dd");
    for (const auto& [name, rows] : sheets) {
        lxw_worksheet* sheet = workbook_add_worksheet(book, name.c_str());
        for (std::size_t r = 0; r < rows.size(); ++r) {
            for (std::size_t c = 0; c < rows[r].size(); ++c) {
                const std::string& text = rows[r][c];
                const auto row = static_cast<lxw_row_t>(r);
                const auto column = static_cast<lxw_col_t>(c);
                const bool number = text.starts_with("=") || text.starts_with("#");
                if (number) {
                    worksheet_write_number(sheet, row, column, std::atof(text.c_str() + 1),
                                           text[0] == '#' ? date : nullptr);
                } else if (!text.empty()) {
                    worksheet_write_string(sheet, row, column, text.c_str(), nullptr);
                }
            }
        }
    }
    workbook_close(book);
    return taken(file);
}

Bytes archive(const Parts& parts) {
    const std::string file = scratch_file();
    zip_t* zip = zip_open(file.c_str(), ZIP_CREATE, nullptr);
    for (const auto& [name, content] : parts) {
        zip_source_t* source = zip_source_buffer(zip, content.data(), content.size(), 0);
        zip_file_add(zip, name.c_str(), source, ZIP_FL_OVERWRITE);
    }
    zip_close(zip);
    return taken(file);
}

Parts parts_of(const std::string& rows) {
    return {{"xl/workbook.xml",
             "<workbook xmlns:r='urn:r'><sheets><sheet name='survey' r:id='a'/></sheets>"
             "</workbook>"},
            {"xl/_rels/workbook.xml.rels",
             "<Relationships><Relationship Id='a' Target='worksheets/a.xml'/></Relationships>"},
            {"xl/worksheets/a.xml", "<worksheet><sheetData>" + rows + "</sheetData></worksheet>"}};
}

std::vector<std::string> told(const xlsform::Reading& reading) {
    std::vector<std::string> lines;
    for (const auto& problem : reading.problems) lines.push_back(xlsform::text_of(problem));
    return lines;
}

}  // namespace adit::test
