#include "xlsform/choosing.h"

#include "base/text.h"
#include "xlsform/spelling.h"

#include <algorithm>

namespace adit::xlsform {
namespace {

using forms::Node;
using forms::QuestionType;

// ": did you mean the sheet 'choice'?", when one of the sheets that are not read is called alike.
std::string meant_sheet(const RowInHand& row, std::string_view wanted) {
    const std::string similar = similar_names(wanted, row.draft.book.others);
    return similar.empty() ? "" : " (Was " + similar + " meant to be that sheet?)";
}

void read_external(const RowInHand& row, const QuestionWord& word, Node& node) {
    const auto found = row.draft.external.find(word.list);
    if (found == row.draft.external.end()) {
        row.complain("type", "The external_choices sheet has no list " + word.list +
                                 ": add its rows, or mend the name." +
                                 meant_sheet(row, "external_choices"));
        return;
    }
    if (node.choice_filter.empty()) {
        row.warn("choice_filter", "External choices are meant to be filtered: write a filter.");
    }
    node.list = word.list;
    row.draft.definition.lists.emplace(word.list, found->second);
    // The XForm asks by a query of its own; see resolve.cpp.
    node.body_attributes.emplace_back("query", "instance('" + word.list + "')/root/item");
}

void check_names_in(const RowInHand& row, const QuestionWord& word) {
    const auto [odd, is_new] = row.draft.odd_names.try_emplace(word.list);
    if (is_new) {
        const forms::ChoiceList& list = row.draft.definition.lists[word.list];
        const auto found = std::ranges::find_if(
            list, [](const forms::ChoiceItem& item) { return words(item.name).size() != 1; });
        if (found != list.end()) odd->second = found->name;
    }
    if (odd->second.empty()) return;
    const bool several = word.type == QuestionType::SelectMultiple;
    row.say("type",
            "The list " + word.list + " has a choice called \"" + odd->second +
                "\": where several are chosen, write names as one word, such as do_not_know.",
            several ? Severity::Error : Severity::Warning);
}

}  // namespace

void read_list(const RowInHand& row, const QuestionWord& word, Node& node) {
    if (word.special == Special::Map) {
        const bool there = word.list.empty() || row.draft.definition.tags.contains(word.list);
        if (!there) {
            row.complain("type", "The osm sheet has no list " + word.list +
                                     ": add its rows, or mend the name.");
        }
        return;
    }
    if (word.special == Special::External) return read_external(row, word, node);
    if (word.from_file) {
        node.list_from_file = true;
        node.file = word.list;
        node.list = word.list.substr(0, word.list.rfind('.'));
        if (node.file.ends_with(".geojson")) {
            node.parameters.emplace("value", "id");
            node.parameters.emplace("label", "title");
        }
        return;
    }
    if (word.list.find("${") != std::string::npos) {
        node.itemset = word.list;  // Answers to another question: see resolve.cpp.
        return;
    }
    node.list = word.list;
    if (!row.draft.definition.lists.contains(word.list)) {
        row.complain("type", "The choices sheet has no list " + word.list +
                                 ": add its rows, or mend the name." + meant_sheet(row, "choices"));
        return;
    }
    if (word.type != QuestionType::SelectOne) check_names_in(row, word);
    if (word.or_other && !node.choice_filter.empty()) {
        row.complain("choice_filter",
                     "or_other does not go with a filter: add the choice other to the list.");
    }
}

Node other_of(const RowInHand& row, const Node& select) {
    forms::ChoiceList& list = row.draft.definition.lists[select.list];
    const bool has_other = !row.draft.lists_with_other.insert(select.list).second ||
                           std::ranges::find(list, "other", &forms::ChoiceItem::name) != list.end();
    // In French where the form calls a language "French (fr)"; clients know English words only.
    const auto& names = row.draft.definition.language_names;
    const auto said = [&](const std::string& language, const char* english, const char* french) {
        const auto name = names.find(language);
        const bool is_french = language == "fr" && name != names.end() && name->second != "fr";
        return is_french ? french : english;
    };
    if (!has_other) {
        forms::ChoiceItem other;
        other.name = "other";
        for (const forms::ChoiceItem& item : list) {
            if (!item.label.translated()) continue;
            for (const auto& [language, text] : item.label.by_language) {
                other.label.by_language[language] = said(language, "Other", "Autre");
            }
        }
        if (other.label.empty()) other.label.by_language[""] = "Other";
        list.push_back(std::move(other));
    }
    Node text;
    text.name = select.name + "_other";
    text.row = select.row;
    text.label.by_language[""] = "Specify other.";
    const std::string french = said("fr", "", "Préciser.");
    if (!french.empty()) {
        text.label = {};
        for (const auto& [language, words] : select.label.by_language) {
            text.label.by_language[language] = said(language, "Specify other.", french.c_str());
        }
    }
    if (text.label.empty()) text.label.by_language[""] = "Specify other.";
    text.relevant = "selected(../" + select.name + ", 'other')";
    text.bind_type = "string";
    return text;
}

void TableList::begin(Node& group, std::vector<Node>& first_children) {
    const auto looks = words(group.appearance);
    if (std::find(looks.begin(), looks.end(), "table-list") == looks.end()) return;
    state_ = State::Begun;
    std::string appearance = "field-list";
    for (const std::string_view look : looks) {
        if (look != "table-list") appearance += " " + std::string(look);
    }
    group.appearance = std::move(appearance);
    if (group.label.empty() && group.hint.empty()) return;
    Node note;
    note.type = QuestionType::Note;
    note.name = "generated_table_list_label_" + std::to_string(group.row);
    note.row = group.row;
    note.bind_type = "string";
    note.label = std::move(group.label);
    note.hint = std::move(group.hint);
    group.label = {};
    group.hint = {};
    first_children.push_back(std::move(note));
}

std::optional<Node> TableList::take(const RowInHand& row, Node& select) {
    if (state_ == State::None) return std::nullopt;
    select.appearance = "list-nolabel";
    if (state_ == State::Named) {
        if (select.list != list_) {
            row.complain("type", "All questions of a table-list have one list: this group's is " +
                                     list_ + ".");
        }
        return std::nullopt;
    }
    state_ = State::Named;
    list_ = select.list;
    if (!select.choice_filter.empty()) {
        row.complain("choice_filter", "A table-list shows all choices: clear this cell.");
    }
    Node labels;
    labels.type = select.type;
    labels.name = "reserved_name_for_field_list_labels_" + std::to_string(select.row);
    labels.row = select.row;
    labels.bind_type = select.bind_type;
    labels.list = select.list;
    labels.appearance = "label";
    return labels;
}

}  // namespace adit::xlsform
