#include "base/text.h"
#include "tables/flatten.h"

namespace adit::tables {
namespace {

std::string label_in_table(const forms::Table& table, const forms::ChoiceColumns& columns,
                           std::string_view name) {
    const auto names = table.find_column(columns.name);
    const auto labels = table.find_column(columns.label);
    if (!names || !labels) return std::string(name);
    for (const auto& row : table.rows) {
        if (row[*names] == name) return row[*labels];
    }
    return std::string(name);
}

std::string label_of(const forms::Definition& definition, const forms::Node& node,
                     const std::string& name, const Layout& layout) {
    if (layout.wording == Wording::Codes) return name;
    if (node.list_from_file) {
        const forms::Table* table =
            layout.tables ? layout.tables(forms::file_stem(node.file)) : nullptr;
        return table == nullptr ? name : label_in_table(*table, forms::choice_columns(node), name);
    }
    const auto list = definition.lists.find(node.list);
    if (list == definition.lists.end()) return name;
    for (const forms::ChoiceItem& item : list->second) {
        if (item.name != name) continue;
        const std::string& label = item.label.in(layout.language, definition.default_language);
        return label.empty() ? name : label;
    }
    return name;
}

}  // namespace

std::string words_for(const forms::Definition& definition, const forms::Node& node,
                      const record::Value& value, const Layout& layout) {
    if (const auto* choice = std::get_if<record::Choice>(&value)) {
        return label_of(definition, node, choice->name, layout);
    }
    if (const auto* choices = std::get_if<record::Choices>(&value)) {
        std::vector<std::string> words;
        for (const std::string& name : choices->names) {
            words.push_back(label_of(definition, node, name, layout));
        }
        return joined(words, layout.wording == Wording::Codes ? " " : "; ");
    }
    return text_of(value);
}

}  // namespace adit::tables
