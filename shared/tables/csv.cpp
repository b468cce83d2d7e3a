#include "tables/csv.h"

#include "base/text.h"

#include <algorithm>

namespace adit::tables {
namespace {

bool looks_like_formula(std::string_view text) {
    return !text.empty() && std::string_view("=+-@\t\r").find(text.front()) != text.npos;
}

void append_cell(std::string& out, std::string_view text) {
    if (text.find_first_of(",\"\r\n") == text.npos) {
        out += text;
        return;
    }
    out += '"';
    for (const char letter : text) {
        if (letter == '"') out += '"';
        out += letter;
    }
    out += '"';
}

}  // namespace

CsvReader::CsvReader(std::string_view text) : text_(text) {
    if (text_.starts_with(kByteOrderMark)) text_.remove_prefix(kByteOrderMark.size());
}

Error CsvReader::wrong(const std::string& why) const {
    return {Code::BadInput, "row " + std::to_string(row_) + ": " + why};
}

Result<bool> CsvReader::quoted(std::string& cell) {
    ++place_;
    for (;;) {
        const std::size_t quote = text_.find('"', place_);
        if (quote == text_.npos) return wrong("a quote is opened and never closed");
        cell += text_.substr(place_, quote - place_);
        place_ = quote + 1;
        if (cell.size() > kCsvCellBytesMax) {
            return wrong("a cell is longer than 1 MiB; is a quote missing?");
        }
        if (place_ >= text_.size() || text_[place_] != '"') break;
        cell += '"';
        ++place_;
    }
    if (place_ < text_.size() && std::string_view(",\r\n").find(text_[place_]) == text_.npos) {
        return wrong("text stands behind a closing quote; double the quotes inside a cell");
    }
    return true;
}

Result<bool> CsvReader::next(std::vector<std::string>& cells) {
    cells.clear();
    while (place_ < text_.size() && (text_[place_] == '\n' || text_[place_] == '\r')) {
        if (text_[place_] == '\n') ++row_;  // An empty line is a row without a word.
        ++place_;
    }
    if (place_ >= text_.size()) return false;

    ++row_;
    if (row_ > kCsvRowsMax) return wrong("the file has more than 2,000,000 rows; split it");
    for (;;) {
        std::string& cell = cells.emplace_back();
        if (cells.size() > kCsvColumnsMax) return wrong("there are more than 2,000 columns");
        if (place_ < text_.size() && text_[place_] == '"') {
            TRY(quoted(cell));
        } else {
            const std::size_t end = std::min(text_.find_first_of(",\r\n", place_), text_.size());
            if (end - place_ > kCsvCellBytesMax) return wrong("a cell is longer than 1 MiB");
            cell = text_.substr(place_, end - place_);
            place_ = end;
        }
        if (!is_utf8(cell)) {
            return wrong("cell " + std::to_string(cells.size()) +
                         " is not UTF-8; save the file as CSV UTF-8 and try again");
        }
        if (place_ >= text_.size() || text_[place_] != ',') break;
        ++place_;
    }
    if (place_ < text_.size() && text_[place_] == '\r') ++place_;
    if (place_ < text_.size() && text_[place_] == '\n') ++place_;
    return true;
}

void append_csv_row(std::string& out, const Row& row) {
    bool first = true;
    for (const Cell& cell : row) {
        if (!first) out += ',';
        first = false;
        const bool guarded = cell.kind == Cell::Kind::Text && looks_like_formula(cell.text);
        append_cell(out, guarded ? "'" + cell.text : cell.text);
    }
    out += "\r\n";
}

void append_csv_row(std::string& out, const std::vector<std::string>& texts) {
    Row row;
    row.reserve(texts.size());
    for (const std::string& text : texts) row.push_back({text, Cell::Kind::Text});
    append_csv_row(out, row);
}

}  // namespace adit::tables
