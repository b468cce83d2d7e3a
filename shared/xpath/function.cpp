#include "xpath/function.h"

#include "base/spelling.h"

#include <array>
#include <unordered_map>

namespace adit::xpath {
namespace {

using Table = std::unordered_map<std::string_view, const Function*>;

Table make_table() {
    Table table;
    for (const Function* function : all_functions()) table.emplace(function->name, function);
    return table;
}

const Table& table() {
    static const Table kTable = make_table();
    return kTable;
}

}  // namespace

void Call::each_text(int i, const std::function<void(const std::string&)>& take) {
    const Value found = value(i);
    const NodeSet* set = std::get_if<NodeSet>(&found);
    if (set == nullptr) {
        take(text_of(found));
        return;
    }
    for (const NodeId node : set->nodes) {
        const std::string* borrowed = set->tree->find_text(node);
        const std::string text = borrowed == nullptr ? set->tree->text_of(node) : std::string();
        const std::string& taken = borrowed == nullptr ? text : *borrowed;
        if (!run_.spend_on_text(taken.size())) return;
        take(taken);
    }
}

void Call::each_number(int i, const std::function<void(double)>& take) {
    const Value found = value(i);
    const NodeSet* set = std::get_if<NodeSet>(&found);
    if (set == nullptr) {
        take(number_of(found, reckoning()));
        return;
    }
    for (const NodeId node : set->nodes) take(number_in(*set->tree, node, reckoning()));
}

std::string Call::bounded(std::string text) {
    if (text.size() <= kTextBytesMax) return text;
    run_.fail(term_.text + "() makes a text of more than 16,777,216 bytes: join fewer answers");
    return {};
}

const Function* find_function(std::string_view name, Dialect dialect) {
    if (dialect == Dialect::Plain) {
        for (const Function& function : plain_functions()) {
            if (function.name == name) return &function;
        }
    }
    const auto found = table().find(name);
    return found == table().end() ? nullptr : found->second;
}

std::string closest_function(std::string_view name) {
    return closest_name(name, std::views::keys(table()));
}

std::vector<const Function*> all_functions() {
    std::vector<const Function*> all;
    const std::array themes{text_functions(),  number_functions(), time_functions(),
                            node_functions(),  logic_functions(),  choice_functions(),
                            place_functions(), name_functions(),   digest_functions()};
    for (const auto theme : themes) {
        for (const Function& function : theme) all.push_back(&function);
    }
    return all;
}

}  // namespace adit::xpath
