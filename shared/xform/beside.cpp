#include "xform/beside.h"

#include "base/text.h"
#include "xform/document.h"

#include <unordered_map>

namespace adit::xform {
namespace {

using xpath::NodeId;

// Elements below this one.
template <class Visit>
void each_element(const xpath::Tree& tree, NodeId above, const Visit& visit) {
    for (NodeId at = tree[above].first_child; at != xpath::kNoNode; at = tree[at].next) {
        if (tree[at].type == xpath::NodeType::Element) visit(at);
    }
}

// Each root/item is a row, in the order of the document, and each name in one of them a column.
Status add_rows(const xpath::Tree& tree, forms::Table& table) {
    std::unordered_map<std::string, std::size_t> columns;
    const auto add_row = [&](NodeId item) {
        std::vector<std::string>& row = table.rows.emplace_back(table.columns.size());
        each_element(tree, item, [&](NodeId cell) {
            const auto [column, is_new] = columns.emplace(tree.name_of(cell), columns.size());
            if (is_new) {
                table.columns.push_back(column->first);
                row.emplace_back();
            }
            if (row[column->second].empty()) row[column->second] = tree.text_of(cell);
        });
    };
    each_element(tree, xpath::Tree::kDocument, [&](NodeId root) {
        if (tree.name_of(root) != "root") return;
        each_element(tree, root, [&](NodeId item) {
            const bool fits = table.rows.size() * columns.size() <= kCellsMax;
            if (fits && tree.name_of(item) == "item") add_row(item);
        });
    });
    if (table.rows.size() * columns.size() > kCellsMax) {
        return Error{Code::BadInput,
                     "the list has more than " + std::to_string(kCellsMax) + " cells: shorten it"};
    }
    for (std::vector<std::string>& row : table.rows) row.resize(columns.size());
    return Done{};
}

}  // namespace

Result<forms::Table> table_from_file(std::string_view name, std::string_view bytes) {
    if (name.ends_with(".csv")) {
        if (is_utf8(bytes)) return forms::table_from_csv(bytes);
        return Error{Code::BadInput, "save the file as CSV in UTF-8"};
    }
    forms::Table table;
    table.document =
        TRY(name.ends_with(".geojson") ? tree_from_geojson(bytes) : tree_from_xml(bytes));
    TRY(add_rows(*table.document, table));
    return table;
}

}  // namespace adit::xform
