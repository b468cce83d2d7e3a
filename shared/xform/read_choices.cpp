#include "base/brackets.h"
#include "base/text.h"
#include "xform/document.h"
#include "xform/form_reader.h"

#include <algorithm>

namespace adit::xform {
namespace {

using forms::ChoiceItem;
using forms::Node;

// "instance('sites')/root/item[country = /data/country]" in its parts.
struct Simple {
    std::string id, filter;
};

std::optional<Simple> simple_in(std::string_view nodeset) {
    constexpr std::string_view kCall = "instance(";
    constexpr std::string_view kItems = ")/root/item";
    const std::string_view text = trimmed(nodeset);
    if (!text.starts_with(kCall)) return std::nullopt;
    const auto items = text.find(kItems);
    if (items == std::string_view::npos) return std::nullopt;
    const auto id = literal_in(text.substr(kCall.size(), items - kCall.size()));
    if (!id) return std::nullopt;
    const std::string_view rest = text.substr(items + kItems.size());
    if (rest.empty()) return Simple{*id, {}};
    // One predicate, which asks for no place among the others.
    if (rest[0] != '[' || closing_of(rest, 0) != rest.size() - 1) return std::nullopt;
    std::string filter(rest.substr(1, rest.size() - 2));
    const bool by_place = filter.find("position") != std::string::npos ||
                          filter.find("last") != std::string::npos ||
                          filter.find_first_not_of("0123456789. ") == std::string::npos;
    if (by_place) return std::nullopt;
    return Simple{*id, std::move(filter)};
}

bool is_column(std::string_view text) {
    return !text.empty() && text.find_first_of("/()[]@*: '\"|") == std::string_view::npos;
}

}  // namespace

void FormReader::read_instances(const xml::Node& model) {
    bool is_primary = true;
    for (const xml::Node& instance : model.children) {
        if (!instance.is("instance")) continue;
        if (!is_primary) read_instance(instance);
        is_primary = false;
    }
}

void FormReader::read_instance(const xml::Node& instance) {
    const std::string id = attribute_of(instance, "id");
    if (id.empty()) {
        warn(instance, {}, "This instance has no id, so that nothing can look into it.");
        return;
    }
    if (!used_names_.insert(id).second) {
        complain(instance, id, "Two instances are called " + id + ": rename one.");
        return;
    }
    const std::string src = attribute_of(instance, "src");
    if (!src.empty()) {
        definition_.sources[id] = src;
        const bool is_file = src.starts_with("jr://file/") || src.starts_with("jr://file-csv/");
        if (is_file) definition_.more_files.push_back(src.substr(src.rfind('/') + 1));
        return;
    }
    const auto root = std::find_if(instance.children.begin(), instance.children.end(),
                                   [](const xml::Node& child) { return child.is_element(); });
    if (root == instance.children.end()) return;
    inline_instances_[id] = &*root;
    definition_.instances[id] = tree_of(*root);
}

std::string FormReader::free_list_name(const std::string& wanted) const {
    std::string name = wanted;
    for (int number = 2; used_names_.contains(name); ++number) {
        name = wanted + "-" + std::to_string(number);
    }
    return name;
}

// Choices that stand in the control itself.
void FormReader::read_items(const xml::Node& control, Node& node) {
    forms::ChoiceList list;
    for (const xml::Node& item : control.children) {
        if (!item.is("item")) continue;
        ChoiceItem choice;
        if (const xml::Node* value = item.child("value")) {
            choice.name = std::string(trimmed(value->content()));
        }
        if (const xml::Node* label = item.child("label")) {
            Node media;
            read_label(*label, choice.label, &media);
            choice.media = std::move(media.media);
        }
        list.push_back(std::move(choice));
    }
    if (list.empty() && node.itemset.empty() && node.list.empty()) {
        warn(control, node.path.text, "There is nothing to choose here: add an <item>.");
    }
    if (list.empty()) return;
    node.list = free_list_name(node.name);
    used_names_.insert(node.list);
    definition_.lists[node.list] = std::move(list);
}

void FormReader::read_itemset(const xml::Node& itemset, Node& node) {
    const std::string nodeset = attribute_of(itemset, "nodeset");
    const xml::Node* value = itemset.child("value");
    const xml::Node* label = itemset.child("label");
    if (nodeset.empty() || value == nullptr) {
        complain(itemset, nodeset, "An itemset needs a nodeset, and in it <value ref=\"…\"/>.");
        return;
    }
    const std::string name(trimmed(attribute_of(*value, "ref")));
    const std::string words(
        trimmed(label == nullptr ? std::string() : attribute_of(*label, "ref")));
    if (read_simple_itemset(nodeset, name, words, node)) return;
    node.itemset = nodeset;
    if (!name.empty()) node.parameters["value"] = name;
    if (!words.empty()) node.parameters["label"] = words;
}

// A list with names and labels, one condition at most: as a workbook has it.
bool FormReader::read_simple_itemset(const std::string& nodeset, const std::string& value,
                                     const std::string& label, Node& node) {
    const auto simple = simple_in(nodeset);
    if (!simple || !is_column(value)) return false;
    const auto source = definition_.sources.find(simple->id);
    if (source != definition_.sources.end()) {
        const std::string_view address = source->second;
        const bool is_rows =
            address.ends_with(".csv") || address.ends_with(".geojson") || address.ends_with(".xml");
        if (!is_rows || !is_column(label)) return false;
        node.list_from_file = true;
        node.file = source->second.substr(source->second.rfind('/') + 1);
        if (value != "name") node.parameters["value"] = value;
        if (label != "label") node.parameters["label"] = label;
    } else if (!take_list(simple->id, value, label)) {
        return false;
    }
    node.list = simple->id;
    node.choice_filter = simple->filter;
    return true;
}

// Brings an instance of the form into the shape of a choice list. False when it has another.
bool FormReader::take_list(const std::string& id, const std::string& value,
                           const std::string& label) {
    constexpr std::string_view kTextId = "itextId";
    const bool by_text = label == "jr:itext(itextId)";
    if (value != "name" || !(label == "label" || by_text)) return false;
    if (definition_.lists.contains(id)) return list_labels_[id] == label;
    const auto found = inline_instances_.find(id);
    if (found == inline_instances_.end() || !found->second->is("root")) return false;
    forms::ChoiceList list;
    for (const xml::Node& item : found->second->children) {
        if (!item.is("item")) continue;
        ChoiceItem choice;
        for (const xml::Node& column : item.children) {
            if (!column.is_element()) continue;
            const std::string& name = column.name->local;
            if (name == "name") {
                choice.name = column.content();
            } else if (by_text && name == kTextId) {
                const auto text = texts_.find(column.content());
                if (text == texts_.end()) continue;
                choice.label = text->second.words;
                choice.media = text->second.media;
            } else if (!by_text && name == "label") {
                const std::string words = column.content();
                if (words.find("${") != std::string::npos) return false;
                choice.label.by_language[""] = words;
            } else {
                choice.columns[name] = column.content();
            }
        }
        list.push_back(std::move(choice));
    }
    definition_.lists[id] = std::move(list);
    list_labels_[id] = label;
    return true;
}

}  // namespace adit::xform
