// Comparisons (XPath 1.0, 3.4). A node-set holds when one of its nodes does; two node-sets are
// compared in one walk over each, never pair by pair.
#include "xpath/evaluation.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>

namespace adit::xpath {
namespace {

bool holds(TermKind kind, double left, double right) {
    switch (kind) {
        case TermKind::Equal:
            return left == right;
        case TermKind::NotEqual:
            return left != right;
        case TermKind::Less:
            return left < right;
        case TermKind::LessOrEqual:
            return left <= right;
        case TermKind::Greater:
            return left > right;
        default:
            return left >= right;
    }
}

bool is_equality(TermKind kind) { return kind == TermKind::Equal || kind == TermKind::NotEqual; }

bool counts_as_number(const Value& value) {
    return std::holds_alternative<double>(value) || std::holds_alternative<Moment>(value) ||
           std::holds_alternative<Days>(value);
}

// None of the two is a node-set; moments are compared by their instant.
bool compared_plain(TermKind kind, const Value& left, const Value& right, const Reckoning& local) {
    if (is_equality(kind)) {
        if (std::holds_alternative<bool>(left) || std::holds_alternative<bool>(right)) {
            return holds(kind, truth_of(left), truth_of(right));
        }
        if (!counts_as_number(left) && !counts_as_number(right)) {
            const bool same = std::get<std::string>(left) == std::get<std::string>(right);
            return same == (kind == TermKind::Equal);
        }
    }
    return holds(kind, number_of(left, local), number_of(right, local));
}

// The text of a node, without a copy where the tree holds it in one piece.
class NodeText {
public:
    NodeText(const Tree& tree, NodeId node) : borrowed_(tree.find_text(node)) {
        if (borrowed_ == nullptr) own_ = tree.text_of(node);
    }
    const std::string& operator*() const { return borrowed_ == nullptr ? own_ : *borrowed_; }

private:
    const std::string* borrowed_;
    std::string own_;
};

bool set_against_one(TermKind kind, const NodeSet& set, const Value& one, bool set_is_left,
                     const Reckoning& local) {
    const std::string* text = std::get_if<std::string>(&one);
    if (is_equality(kind) && text != nullptr) {
        return std::any_of(set.nodes.begin(), set.nodes.end(), [&](NodeId node) {
            return (*NodeText(*set.tree, node) == *text) == (kind == TermKind::Equal);
        });
    }
    const double other = number_of(one, local);
    return std::any_of(set.nodes.begin(), set.nodes.end(), [&](NodeId node) {
        const double number = number_in(*set.tree, node, local);
        return set_is_left ? holds(kind, number, other) : holds(kind, other, number);
    });
}

// The texts of nodes, to be looked up: by open addressing, and borrowed where the tree holds them.
class TextSet {
public:
    explicit TextSet(const NodeSet& set) : places_(std::bit_ceil(set.nodes.size() * 2)) {
        texts_.reserve(set.nodes.size());
        own_.reserve(set.nodes.size());  // Never moved: they are pointed at.
        for (const NodeId node : set.nodes) {
            const std::string* text = set.tree->find_text(node);
            if (text == nullptr) text = &own_.emplace_back(set.tree->text_of(node));
            const std::size_t hash = std::hash<std::string>()(*text);
            Place& place = place_of(*text, hash);
            if (place.number > 0) continue;
            texts_.push_back(text);
            place = {high(hash), static_cast<std::uint32_t>(texts_.size())};
        }
    }
    bool contains(const std::string& text) {
        return place_of(text, std::hash<std::string>()(text)).number > 0;
    }

private:
    struct Place {
        std::uint32_t hash = 0;
        std::uint32_t number = 0;  // Of the text, from 1; 0: none stands here.
    };
    static std::uint32_t high(std::size_t hash) { return static_cast<std::uint32_t>(hash >> 32); }
    /// Where the text stands, or is to stand.
    Place& place_of(const std::string& text, std::size_t hash) {
        for (std::size_t at = hash;; ++at) {
            Place& place = places_[at & (places_.size() - 1)];
            if (place.number == 0) return place;
            if (place.hash == high(hash) && *texts_[place.number - 1] == text) return place;
        }
    }

    std::vector<Place> places_;
    std::vector<const std::string*> texts_;
    std::vector<std::string> own_;
};

constexpr std::size_t kFew = 4;

// One walk over the many, for each a look at the few.
bool share_with_few(const NodeSet& few, const NodeSet& many) {
    std::array<std::optional<NodeText>, kFew> texts;
    for (std::size_t i = 0; i < few.nodes.size(); ++i) texts[i].emplace(*few.tree, few.nodes[i]);
    return std::ranges::any_of(many.nodes, [&](NodeId node) {
        const NodeText text(*many.tree, node);
        for (std::size_t i = 0; i < few.nodes.size(); ++i) {
            if (**texts[i] == *text) return true;
        }
        return false;
    });
}

bool share_a_text(const NodeSet& left, const NodeSet& right) {
    const bool left_smaller = left.nodes.size() < right.nodes.size();
    const NodeSet& small = left_smaller ? left : right;
    const NodeSet& large = left_smaller ? right : left;
    if (small.nodes.size() <= kFew) return share_with_few(small, large);
    TextSet texts(small);
    return std::ranges::any_of(
        large.nodes, [&](NodeId node) { return texts.contains(*NodeText(*large.tree, node)); });
}

// Two nodes that differ: only when all texts are the same one there are none.
bool differ_somewhere(const NodeSet& left, const NodeSet& right) {
    const std::string first = left.tree->text_of(left.nodes[0]);
    const auto has_other = [&first](const NodeSet& set) {
        return std::any_of(set.nodes.begin(), set.nodes.end(),
                           [&](NodeId node) { return *NodeText(*set.tree, node) != first; });
    };
    return has_other(left) || has_other(right);
}

struct Extremes {
    double least = std::numeric_limits<double>::quiet_NaN();
    double most = std::numeric_limits<double>::quiet_NaN();
};

Extremes extremes_of(const NodeSet& set, const Reckoning& local) {
    Extremes found;
    for (const NodeId node : set.nodes) {
        const double number = number_in(*set.tree, node, local);
        if (std::isnan(number)) continue;
        found.least = std::fmin(found.least, number);
        found.most = std::fmax(found.most, number);
    }
    return found;
}

bool compared_sets(TermKind kind, const NodeSet& left, const NodeSet& right,
                   const Reckoning& local) {
    if (left.nodes.empty() || right.nodes.empty()) return false;
    if (kind == TermKind::Equal) return share_a_text(left, right);
    if (kind == TermKind::NotEqual) return differ_somewhere(left, right);
    const Extremes l = extremes_of(left, local);
    const Extremes r = extremes_of(right, local);
    const bool upwards = kind == TermKind::Less || kind == TermKind::LessOrEqual;
    return upwards ? holds(kind, l.least, r.most) : holds(kind, l.most, r.least);
}

}  // namespace

bool compared(TermKind kind, const Value& left, const Value& right, const Reckoning& local) {
    const NodeSet* left_set = std::get_if<NodeSet>(&left);
    const NodeSet* right_set = std::get_if<NodeSet>(&right);
    if (left_set == nullptr && right_set == nullptr) {
        return compared_plain(kind, left, right, local);
    }
    const bool with_bool =
        std::holds_alternative<bool>(left) || std::holds_alternative<bool>(right);
    if (with_bool) return compared_plain(kind, truth_of(left), truth_of(right), local);
    if (left_set != nullptr && right_set != nullptr) {
        return compared_sets(kind, *left_set, *right_set, local);
    }
    if (left_set != nullptr) return set_against_one(kind, *left_set, right, true, local);
    return set_against_one(kind, *right_set, left, false, local);
}

// An element of many parts has its text put together first, and that may be kept.
bool Evaluation::spend_on_texts(const Value& value) {
    const NodeSet* set = std::get_if<NodeSet>(&value);
    if (set == nullptr) return true;
    for (const NodeId node : set->nodes) {
        if (set->tree->find_text(node) != nullptr) continue;
        const bool may = spend(set->tree->size() / 8) && spend_on_text(set->tree->text_bytes(node));
        if (!may) return false;
    }
    return spend(set->nodes.size());
}

bool Evaluation::compare(const Term& term, const Context& here) {
    bool holds = false;
    if (compare_quickly(term, here, holds)) return holds;
    const Value left = value(term.left, here);
    const Value right = value(term.right, here);
    if (!spend_on_texts(left) || !spend_on_texts(right)) return false;
    return compared(term.kind, left, right, reckoning_);
}

// The column of a list's item: one child of a name, when there is exactly one. In the record an
// unbound path is walked as it is.
const std::string* Evaluation::find_child_text(const Term& term, const Context& here) {
    if (term.steps.size() != 1 || environment_.root.tree == here.tree) return nullptr;
    const Step& step = term.steps[0];
    const bool plain =
        step.axis == Axis::Child && step.test == Test::Name && step.predicates.empty();
    if (!plain) return nullptr;
    const Tree& tree = *here.tree;
    const NameTest& name = name_test(step, tree);
    NodeId only = kNoNode;
    for (NodeId at = tree[here.node].first_child; at != kNoNode; at = tree[at].next) {
        if (tree[at].type != NodeType::Element || !name.names(tree[at].name)) continue;
        if (only != kNoNode) return nullptr;
        only = at;
    }
    return only == kNoNode || !spend(1) ? nullptr : tree.find_text(only);
}

// A literal, or the text of the one node that a path leads to.
const std::string* Evaluation::find_text(int index, const Context& here) {
    const Term& term = expression_[index];
    if (term.kind == TermKind::Literal) return &term.text;
    if (term.kind == TermKind::Path && term.bound_to < 0 && term.start == Start::Context) {
        return find_child_text(term, here);
    }
    NodeId node = kNoNode;
    if (!single_bound(term, here, node) || environment_.live->is_anchor(node)) return nullptr;
    return environment_.live->tree().find_text(node);
}

// What most conditions of forms are: an answer against a literal, a number or another answer.
bool Evaluation::compare_quickly(const Term& term, const Context& here, bool& result) {
    const Term& left = expression_[term.left];
    const Term& right = expression_[term.right];
    const bool left_number = left.kind == TermKind::Number;
    const bool right_number = right.kind == TermKind::Number;
    const std::string* left_text = left_number ? nullptr : find_text(term.left, here);
    if (!left_number && left_text == nullptr) return false;
    const std::string* right_text = right_number ? nullptr : find_text(term.right, here);
    if (!right_number && right_text == nullptr) return false;
    if (is_equality(term.kind) && !left_number && !right_number) {
        result = (*left_text == *right_text) == (term.kind == TermKind::Equal);
        return true;
    }
    result = holds(term.kind, left_number ? left.number : number_from(*left_text, reckoning_),
                   right_number ? right.number : number_from(*right_text, reckoning_));
    return true;
}

}  // namespace adit::xpath
