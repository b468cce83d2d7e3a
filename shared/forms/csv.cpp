#include "forms/csv.h"

#include "forms/definition.h"

#include <algorithm>
#include <array>
#include <utility>

namespace adit::forms {

namespace {

char most_in_first_row(std::string_view text) {
    std::array<std::pair<char, std::size_t>, 3> counts{{{',', 0}, {';', 0}, {'\t', 0}}};
    bool quoted = false;
    for (const char c : text) {
        if (c == '"') quoted = !quoted;
        if (quoted) continue;
        if (c == '\n' || c == '\r') break;
        for (auto& [between, count] : counts) count += c == between;
    }
    return std::ranges::max_element(counts, {}, &std::pair<char, std::size_t>::second)->first;
}

}  // namespace

CsvRows::CsvRows(std::string_view text) : rest_(text) {
    if (rest_.starts_with("\xEF\xBB\xBF")) rest_.remove_prefix(3);
    between_ = most_in_first_row(rest_);
}

bool CsvRows::next(std::vector<std::string>& cells) {
    if (rest_.empty()) return false;
    ++count_;
    cells.assign(1, {});
    bool quoted = false;
    std::size_t at = 0;
    for (; at < rest_.size(); ++at) {
        const char c = rest_[at];
        if (quoted) {
            const bool doubled = c == '"' && at + 1 < rest_.size() && rest_[at + 1] == '"';
            if (c == '"' && !doubled) {
                quoted = false;
            } else {
                cells.back() += c;
                at += doubled;
            }
        } else if (c == '"' && cells.back().empty()) {
            quoted = true;
        } else if (c == between_) {
            cells.emplace_back();
        } else if (c == '\n' || c == '\r') {
            break;
        } else {
            cells.back() += c;
        }
    }
    ends_in_quotes_ = quoted;
    if (rest_.substr(at).starts_with("\r\n")) ++at;
    rest_.remove_prefix(at < rest_.size() ? at + 1 : at);
    return true;
}

bool is_empty_row(const std::vector<std::string>& cells) {
    return std::ranges::all_of(cells, [](const std::string& cell) { return cell.empty(); });
}

Table table_from_csv(std::string_view text, std::size_t cells_max) {
    CsvRows rows(text);
    Table table;
    if (!rows.next(table.columns)) return table;
    std::size_t cells = table.columns.size();
    for (std::vector<std::string> row; rows.next(row);) {
        if (row.size() == 1 && row.front().empty()) continue;
        cells += table.columns.size();
        if (cells > cells_max) {
            table.problem = "the list has more than " + std::to_string(cells_max) +
                            " cells: what comes from row " + std::to_string(rows.count()) +
                            " on is not read; make it shorter";
            break;
        }
        row.resize(table.columns.size());
        table.rows.push_back(std::move(row));
        row = {};
    }
    if (table.problem.empty() && rows.ends_in_quotes()) {
        table.problem = "the quotation mark that begins in row " + std::to_string(rows.count()) +
                        " is never closed, so that all behind it is one cell: close it";
    }
    return table;
}

}  // namespace adit::forms
