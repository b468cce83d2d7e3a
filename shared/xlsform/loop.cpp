#include "xlsform/loop.h"

namespace adit::xlsform {
namespace {

using forms::ChoiceItem;
using forms::Node;

void replace_all(std::string& text, std::string_view what, const std::string& with) {
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size()))
        text.replace(at, what.size(), with);
}

void fill_words(forms::Words& words, const ChoiceItem& choice) {
    for (auto& [language, text] : words.by_language) {
        replace_all(text, "%(name)s", choice.name);
        replace_all(text, "%(label)s", choice.label.in(language, ""));
    }
}

void fill(Node& node, const ChoiceItem& choice) {
    for (forms::Words* words : {&node.label, &node.hint, &node.guidance, &node.constraint_message,
                                &node.required_message}) {
        fill_words(*words, choice);
    }
    for (Node& child : node.children) fill(child, choice);
}

}  // namespace

std::size_t nodes_below(const Node& above) {
    std::size_t count = above.children.size();
    for (const Node& child : above.children) count += nodes_below(child);
    return count;
}

bool write_out(Node& loop, const forms::ChoiceList& list, std::size_t& count) {
    const std::size_t each = nodes_below(loop) + 1;
    if (count + each * list.size() > kNodesMax) return false;
    count += each * list.size();
    std::vector<Node> groups;
    for (const ChoiceItem& choice : list) {
        if (choice.name == "none") continue;  // Of a list of things: no thing.
        Node group;
        group.kind = forms::NodeKind::Group;
        group.name = choice.name;
        group.row = loop.row;
        group.label = choice.label;
        group.media = choice.media;
        group.children = loop.children;
        for (Node& child : group.children) fill(child, choice);
        groups.push_back(std::move(group));
    }
    loop.children = std::move(groups);
    return true;
}

void set_paths(Node& above) {
    // Longer ones are refused with their names, and need not be made.
    const bool is_too_long = above.path.text.size() > record::kPathBytesMax;
    for (Node& child : above.children) {
        child.path = is_too_long ? above.path : above.path.child(child.name);
        set_paths(child);
    }
}

}  // namespace adit::xlsform
