#include "forms/definition.h"

#include <utility>

namespace adit::forms {
namespace {

// Takes one record of the CSV off the front of `rest`.
std::vector<std::string> take_row(std::string_view& rest) {
    std::vector<std::string> cells(1);
    bool quoted = false;
    std::size_t at = 0;
    for (; at < rest.size(); ++at) {
        const char c = rest[at];
        if (quoted) {
            const bool doubled = c == '"' && at + 1 < rest.size() && rest[at + 1] == '"';
            if (c == '"' && !doubled) {
                quoted = false;
            } else {
                cells.back() += c;
                at += doubled;
            }
        } else if (c == '"' && cells.back().empty()) {
            quoted = true;
        } else if (c == ',') {
            cells.emplace_back();
        } else if (c == '\n' || c == '\r') {
            break;
        } else {
            cells.back() += c;
        }
    }
    if (rest.substr(at).starts_with("\r\n")) ++at;
    rest.remove_prefix(at < rest.size() ? at + 1 : at);
    return cells;
}

}  // namespace

Table table_from_csv(std::string_view text) {
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    Table table;
    if (text.empty()) return table;
    table.columns = take_row(text);
    while (!text.empty()) {
        std::vector<std::string> row = take_row(text);
        if (row.size() == 1 && row.front().empty()) continue;
        row.resize(table.columns.size());
        table.rows.push_back(std::move(row));
    }
    return table;
}

}  // namespace adit::forms
