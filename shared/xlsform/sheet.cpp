#include "xlsform/sheet.h"

#include "base/text.h"

#include <algorithm>
#include <array>
#include <utility>

namespace adit::xlsform {
namespace {

constexpr std::size_t kCellBytesMax = 131'068;  // Excel's 32,767 characters.
constexpr std::size_t kShownBytes = 300;        // Of a cell that is told.

}  // namespace

const Sheet* Book::find(std::string_view name) const {
    const auto found = sheets.find(name);
    return found == sheets.end() ? nullptr : &found->second;
}

bool is_known_sheet(std::string_view name) {
    constexpr std::array<std::string_view, 6> kKnown{"survey",   "choices",          "settings",
                                                     "entities", "external_choices", "osm"};
    return std::find(kKnown.begin(), kKnown.end(), name) != kKnown.end();
}

std::string shown(std::string_view text) {
    if (text.size() <= kShownBytes) return std::string(text);
    std::size_t end = kShownBytes;  // Between two characters.
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
    return std::string(text.substr(0, end)) + "…";
}

std::string_view too_much_text() {
    return "The workbook holds more than a form can (4,000,000 cells, 64 MB of text): put long "
           "lists into CSV files beside the form (select_one_from_file).";
}

void Filling::complain(int column, std::string_view value, std::string what, Severity severity) {
    const auto at = static_cast<std::size_t>(column);
    problems_.push_back({sheet_.name, row_.number,
                         at < sheet_.columns.size() ? sheet_.columns[at] : "", shown(value),
                         std::move(what), severity});
    is_full_ = is_full_ || problems_.size() > kProblemsMax;
}

void Filling::add(int column, std::string text) {
    const bool is_long = text.size() > kCellBytesMax;
    text = trimmed(text);
    if (text.empty() || column < 0 || is_full_) return;
    if (row_.number > kRowsMax) {
        complain(column, text,
                 "A sheet has at most 100,000 rows here: clear what stands below, or put long "
                 "lists into a CSV file beside the form (select_one_from_file).");
        is_full_ = true;
        return;
    }
    if (column >= kColumnsMax || is_long) {
        return complain(column, text,
                        "This cell is outside what a form can have (500 columns, 32,767 "
                        "characters): remove it.");
    }
    const auto at = static_cast<std::size_t>(column);
    const bool headed =
        sheet_.columns.empty() || (at < sheet_.columns.size() && !sheet_.columns[at].empty());
    if (!headed) {  // The author's notes, mostly; but nothing is left out in silence.
        if (std::exchange(told_unheaded_, true)) return;
        return complain(column, text,
                        "What stands in a column without a heading is not read: give the column "
                        "one, or begin it with x_ to keep it as a note.",
                        Severity::Warning);
    }
    const std::size_t more = at + 1 - std::min(at + 1, row_.cells.size());
    if (more > space_.cells || text.size() > space_.bytes) {
        problems_.push_back({"", 0, "", "", std::string(too_much_text())});
        is_full_ = true;
        return;
    }
    space_.cells -= more;
    space_.bytes -= text.size();
    row_.cells.resize(row_.cells.size() + more);
    row_.cells[at] = std::move(text);
}

void Filling::end_row() {
    if (row_.cells.empty()) return;
    if (sheet_.columns.empty()) {
        sheet_.columns = std::move(row_.cells);
    } else {
        sheet_.rows.push_back(std::move(row_));
    }
    row_.cells.clear();
}

}  // namespace adit::xlsform
