#include "base/order.h"
#include "forms/filling.h"
#include "forms/typed.h"

#include <algorithm>

namespace adit::forms {
namespace {

using record::NodePath;
using record::Value;

// What we say when the form says nothing.
struct OwnWords {
    std::string_view needed, broken, not_among;
};
constexpr OwnWords kEnglish{"An answer is needed here.", "This answer breaks a rule of the form.",
                            "This is no longer one of the choices: choose again."};
constexpr OwnWords kFrench{"Une réponse est nécessaire ici.",
                           "Cette réponse enfreint une règle du formulaire.",
                           "Ce n’est plus un des choix : choisir à nouveau."};

const OwnWords& own_words(std::string_view language) {
    return language == "fr" ? kFrench : kEnglish;
}

// A group of which nothing is asked (meta) is no place to go to.
bool is_shown(const Node& row) {
    if (row.is_attribute) return false;
    if (row.kind != NodeKind::Question) {
        return row.children.empty() || row.path.text != "/meta";
    }
    return is_asked(row.type);
}

bool takes_answer(const Node& row) {
    return row.kind == NodeKind::Question && is_asked(row.type) && row.type != QuestionType::Note;
}

bool has_choices(const Node& row) { return takes_choices(row.type); }

}  // namespace

// Its value as a record stores it. One that comes out differently each time is what it was when
// the form computed it.
Value Filling::calculated(NodeId node) const {
    const Node& row = *live_->row_of(node);
    const std::string& text = live_->text(node);
    const xpath::Value now = live_->value_of(node, Purpose::Calculation);
    Value value = calculated_value(row, now);
    if (record::text_of(value) == text || xpath::text_of(now) == text) return value;
    return text.empty() ? Value() : Value(text);
}

// Calls visit(node) for the children of a group or instance as they are shown, instances in the
// place of their repeat.
template <class Visit>
void Filling::each_node(NodeId group, const Visit& visit) const {
    const xpath::Tree& tree = live_->tree().tree();
    std::vector<NodeId> nodes;
    bool moved = false;
    for (NodeId node = tree[group].first_child; node != xpath::kNoNode; node = tree[node].next) {
        const Node* row = live_->row_of(node);
        if (row == nullptr) continue;
        nodes.push_back(node);
        moved = moved || row->shown_at != 0;
    }
    if (moved) put_in_order_of(nodes, [&](NodeId node) { return live_->row_of(node)->shown_at; });
    for (const NodeId node : nodes) visit(node);
}

// A choice that the filter hides now. One that the list does not know cannot be judged: the list
// may be another laptop's.
bool Filling::is_among_choices(NodeId node) const {
    const Node& row = *live_->row_of(node);
    if (!has_choices(row) || (row.choice_filter.empty() && row.itemset.empty())) return true;
    const Value* value = record_.find_value(path_of(node));
    if (value == nullptr || !has_table(row)) return true;
    std::vector<std::string> chosen;
    if (const auto* one = std::get_if<record::Choice>(value)) chosen.push_back(one->name);
    if (const auto* many = std::get_if<record::Choices>(value)) chosen = many->names;
    const std::vector<ChoiceView>& offered = live_->choices(node);
    return std::all_of(chosen.begin(), chosen.end(), [&](const std::string& name) {
        const auto is_it = [&](const ChoiceView& choice) { return choice.name == name; };
        return std::any_of(offered.begin(), offered.end(), is_it) ||
               (row.itemset.empty() && live_->lists().label_of(row, name).empty());
    });
}

std::string Filling::violation_of(NodeId node) const {
    if (!live_->is_relevant(node) || live_->text(node).empty()) return {};
    const Node& row = *live_->row_of(node);
    const OwnWords& ours = own_words(live_->language());
    if (!live_->constraint_holds(node)) {
        std::string words = live_->filled_in(node, row.constraint_message);
        return words.empty() ? std::string(ours.broken) : words;
    }
    return is_among_choices(node) ? std::string() : std::string(ours.not_among);
}

bool Filling::is_missing(NodeId node) const {
    return live_->text(node).empty() && live_->is_relevant(node) && live_->is_required(node);
}

QuestionView Filling::question(const NodePath& path) const {
    QuestionView view;
    view.path = path;
    const NodeId node = find_node(path);
    view.node = node == xpath::kNoNode ? nullptr : live_->row_of(node);
    if (view.node == nullptr) {
        view.relevant = false;
        return view;
    }
    view.relevant = live_->is_relevant(node);
    view.required = live_->is_required(node);
    view.read_only = live_->is_read_only(node) ||
                     (!view.node->calculation.empty() && view.node->trigger.empty());
    const auto answer = record_.answers.find(path);
    if (answer != record_.answers.end()) {
        view.value = &answer->second.value();
        view.in_conflict = answer->second.in_conflict();
    }
    if (takes_answer(*view.node)) view.violation = violation_of(node);
    return view;
}

std::vector<NodePath> Filling::children_of(const NodePath& group) const {
    const NodeId node = group.text.empty() ? live_->tree().only(0) : find_node(group);
    std::vector<NodePath> children;
    if (node == xpath::kNoNode || live_->tree().is_anchor(node)) return children;
    each_node(node, [&](NodeId child) {
        const Node& row = *live_->row_of(child);
        const bool instance = row.kind == NodeKind::Repeat && !live_->tree().is_anchor(child);
        if (is_shown(row) && !instance) children.push_back(path_of(child));
    });
    return children;
}

std::vector<NodePath> Filling::instances_of(const NodePath& repeat) const {
    std::vector<NodePath> instances;
    const NodeId anchor = find_node(repeat);
    if (anchor == xpath::kNoNode || !live_->tree().is_anchor(anchor)) return instances;
    for (const BlockId block : live_->tree().instances_at(anchor)) {
        instances.push_back(path_of(live_->tree().element_of(block)));
    }
    return instances;
}

bool Filling::is_relevant(const NodePath& path) const {
    const NodeId node = path.text.empty() ? live_->tree().only(0) : find_node(path);
    return node != xpath::kNoNode && live_->is_relevant(node);
}

const std::vector<ChoiceView>& Filling::choices(const NodePath& path) const {
    static const std::vector<ChoiceView> kNone;
    const NodeId node = find_node(path);
    const Node* row = node == xpath::kNoNode ? nullptr : live_->row_of(node);
    if (row == nullptr || !has_choices(*row)) return kNone;
    return live_->choices(node);
}

std::string Filling::choice_label(const NodePath& path, std::string_view name) const {
    const NodeId node = find_node(path);
    const Node* row = node == xpath::kNoNode ? nullptr : live_->row_of(node);
    if (row == nullptr) return std::string(name);
    std::string label = live_->choice_label(node, name);
    return label.empty() ? std::string(name) : label;
}

std::string Filling::label(const NodePath& path) const {
    const NodeId node = find_node(path);
    const Node* row = node == xpath::kNoNode ? nullptr : live_->row_of(node);
    if (row == nullptr) return {};
    std::string words = live_->filled_in(node, row->label);
    return words.empty() ? row->name : words;
}

std::string Filling::hint(const NodePath& path) const {
    const NodeId node = find_node(path);
    const Node* row = node == xpath::kNoNode ? nullptr : live_->row_of(node);
    return row == nullptr ? std::string() : live_->filled_in(node, row->hint);
}

void Filling::add_faults(NodeId group, std::vector<Fault>& faults) const {
    each_node(group, [&](NodeId node) {
        const Node& row = *live_->row_of(node);
        if (!live_->is_relevant(node) || live_->tree().is_anchor(node)) return;
        if (row.kind != NodeKind::Question) return add_faults(node, faults);
        if (!takes_answer(row)) return;
        Fault fault{.path = path_of(node), .label = {}, .message = violation_of(node)};
        if (is_missing(node)) {
            fault.missing = true;
            fault.message = live_->filled_in(node, row.required_message);
            if (fault.message.empty()) fault.message = own_words(live_->language()).needed;
        }
        if (fault.message.empty()) return;
        fault.label = label(fault.path);
        faults.push_back(std::move(fault));
    });
}

std::vector<Fault> Filling::faults() const {
    std::vector<Fault> faults;
    add_faults(live_->tree().only(0), faults);
    return faults;
}

OutlineItem Filling::outline_item(NodeId node, int depth) const {
    OutlineItem item;
    item.path = path_of(node);
    item.node = live_->row_of(node);
    item.depth = depth;
    item.label = label(item.path);
    item.relevant = live_->is_relevant(node);
    const bool instance = item.node->kind == NodeKind::Repeat && !live_->tree().is_anchor(node);
    if (instance) item.place = live_->tree().place_of(live_->tree().block_of(node));
    return item;
}

void Filling::count_question(NodeId node, OutlineItem& item) const {
    if (!takes_answer(*live_->row_of(node)) || !live_->is_relevant(node)) return;
    ++item.asked;
    if (!live_->text(node).empty()) ++item.answered;
    if (!violation_of(node).empty()) ++item.broken;
    if (is_missing(node)) ++item.missing;
}

// A repeat's line stands before its instances'; instances lie before their anchor in the tree.
OutlineItem Filling::outline_below(NodeId node, int depth, std::vector<OutlineItem>& items) const {
    const std::size_t own = items.size();
    items.push_back(outline_item(node, depth));
    const auto take = [&](NodeId below) {
        const OutlineItem counts = outline_below(below, depth + 1, items);
        items[own].asked += counts.asked;
        items[own].answered += counts.answered;
        items[own].broken += counts.broken;
        items[own].missing += counts.missing;
    };
    if (live_->tree().is_anchor(node)) {
        for (const BlockId block : live_->tree().instances_at(node)) {
            take(live_->tree().element_of(block));
        }
        return items[own];
    }
    each_node(node, [&](NodeId child) {
        const Node& row = *live_->row_of(child);
        if (row.kind == NodeKind::Question) return count_question(child, items[own]);
        const bool instance = row.kind == NodeKind::Repeat && !live_->tree().is_anchor(child);
        if (!instance) take(child);
    });
    return items[own];
}

std::vector<OutlineItem> Filling::outline() const {
    std::vector<OutlineItem> items;
    const NodeId root = live_->tree().only(0);
    each_node(root, [&](NodeId child) {
        const Node& row = *live_->row_of(child);
        const bool instance = row.kind == NodeKind::Repeat && !live_->tree().is_anchor(child);
        const bool shown = row.kind != NodeKind::Question && !instance && is_shown(row);
        if (shown) outline_below(child, 0, items);
    });
    return items;
}

}  // namespace adit::forms
