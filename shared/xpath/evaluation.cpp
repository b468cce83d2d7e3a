#include "xpath/evaluation.h"

#include "xpath/function.h"

#include <algorithm>
#include <cmath>

namespace adit::xpath {
namespace {

bool is_reverse(Axis axis) {
    return axis == Axis::Ancestor || axis == Axis::AncestorOrSelf || axis == Axis::Preceding ||
           axis == Axis::PrecedingSibling;
}

// Steps along these from nodes in order, none above another, give nodes in order.
bool keeps_order(Axis axis) {
    return axis == Axis::Child || axis == Axis::Self || axis == Axis::Attribute;
}

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

// Two values of which none is a node-set (XPath 1.0, 3.4), and moments by their instant.
bool compare_plain(TermKind kind, const Value& left, const Value& right, std::int16_t offset_min) {
    const auto number = [&](const Value& value) { return number_of(value, offset_min); };
    if (!is_equality(kind)) return holds(kind, number(left), number(right));
    if (std::holds_alternative<bool>(left) || std::holds_alternative<bool>(right)) {
        return holds(kind, truth_of(left), truth_of(right));
    }
    const bool as_numbers =
        std::holds_alternative<double>(left) || std::holds_alternative<double>(right) ||
        std::holds_alternative<Moment>(left) || std::holds_alternative<Moment>(right);
    if (as_numbers) return holds(kind, number(left), number(right));
    const bool same = std::get<std::string>(left) == std::get<std::string>(right);
    return same == (kind == TermKind::Equal);
}

bool passes(const Tree& tree, NodeId node, const Step& step, std::optional<std::int32_t> name) {
    const NodeType type = tree[node].type;
    const bool principal =
        type == (step.axis == Axis::Attribute ? NodeType::Attribute : NodeType::Element);
    switch (step.test) {
        case Test::Name:
            return principal && name && tree[node].name == *name;
        case Test::AnyName:
            return principal;
        case Test::AnyNode:
            return true;
        case Test::Text:
            return type == NodeType::Text;
        case Test::Comment:
            return type == NodeType::Comment;
    }
    return false;
}

}  // namespace

Value Evaluation::value(int index, const Context& here) {
    const Term& term = expression_[index];
    switch (term.kind) {
        case TermKind::Number:
            return term.number;
        case TermKind::Literal:
            return term.text;
        case TermKind::Or:
            return truth(term.left, here) || truth(term.right, here);
        case TermKind::And:
            return truth(term.left, here) && truth(term.right, here);
        case TermKind::Equal:
        case TermKind::NotEqual:
        case TermKind::Less:
        case TermKind::LessOrEqual:
        case TermKind::Greater:
        case TermKind::GreaterOrEqual:
            return compare(term, here);
        case TermKind::Add:
        case TermKind::Subtract:
        case TermKind::Multiply:
        case TermKind::Divide:
        case TermKind::Modulo:
            return arithmetic(term, here);
        case TermKind::Negate:
            return -number(term.left, here);
        case TermKind::Union:
            return united(term, here);
        case TermKind::Path:
            return path(term, here);
        case TermKind::Call: {
            Call call(*this, term, here);
            return term.function->run(call);
        }
    }
    return std::string();
}

std::string Evaluation::text(int index, const Context& here) {
    NodeId node = kNoNode;
    if (single_bound(expression_[index], here, node)) {
        return environment_.live->tree().text_of(node);
    }
    return text_of(value(index, here));
}

double Evaluation::number(int index, const Context& here) {
    NodeId node = kNoNode;
    if (single_bound(expression_[index], here, node)) {
        return number_from(environment_.live->tree().text_of(node), environment_.offset_min);
    }
    return number_of(value(index, here), environment_.offset_min);
}

bool Evaluation::truth(int index, const Context& here) { return truth_of(value(index, here)); }

NodeSet Evaluation::nodes(int index, const Context& here) {
    Value found = value(index, here);
    if (NodeSet* set = std::get_if<NodeSet>(&found)) return std::move(*set);
    return {};
}

bool Evaluation::compare(const Term& term, const Context& here) {
    const std::int16_t offset = environment_.offset_min;
    const Value left = value(term.left, here);
    const Value right = value(term.right, here);
    const NodeSet* left_set = std::get_if<NodeSet>(&left);
    const NodeSet* right_set = std::get_if<NodeSet>(&right);
    if (left_set == nullptr && right_set == nullptr) {
        return compare_plain(term.kind, left, right, offset);
    }
    const bool with_bool =
        std::holds_alternative<bool>(left) || std::holds_alternative<bool>(right);
    if (with_bool) return compare_plain(term.kind, truth_of(left), truth_of(right), offset);
    // A node-set holds when one of its nodes does.
    const auto each = [](const NodeSet* set, const auto& holds_for) {
        return std::any_of(set->nodes.begin(), set->nodes.end(),
                           [&](NodeId node) { return holds_for(Value(set->tree->text_of(node))); });
    };
    if (left_set != nullptr && right_set != nullptr) {
        return each(left_set, [&](const Value& l) {
            return each(right_set,
                        [&](const Value& r) { return compare_plain(term.kind, l, r, offset); });
        });
    }
    if (left_set != nullptr) {
        return each(left_set,
                    [&](const Value& l) { return compare_plain(term.kind, l, right, offset); });
    }
    return each(right_set,
                [&](const Value& r) { return compare_plain(term.kind, left, r, offset); });
}

double Evaluation::arithmetic(const Term& term, const Context& here) {
    const double left = number(term.left, here);
    const double right = number(term.right, here);
    switch (term.kind) {
        case TermKind::Add:
            return left + right;
        case TermKind::Subtract:
            return left - right;
        case TermKind::Multiply:
            return left * right;
        case TermKind::Divide:
            return left / right;
        default:
            return std::fmod(left, right);
    }
}

NodeSet Evaluation::united(const Term& term, const Context& here) {
    NodeSet left = nodes(term.left, here);
    const NodeSet right = nodes(term.right, here);
    if (left.nodes.empty()) return right;
    if (right.tree != left.tree) return left;  // Nodes of two documents have no common order.
    left.nodes.insert(left.nodes.end(), right.nodes.begin(), right.nodes.end());
    put_in_order(*left.tree, left.nodes);
    return left;
}

// The commonest path by far: bound to one node of the record.
bool Evaluation::single_bound(const Term& term, const Context& here, NodeId& found) const {
    if (term.kind != TermKind::Path || term.bound_to < 0 || environment_.live == nullptr) {
        return false;
    }
    const Instance& live = *environment_.live;
    if (term.bound_depth != live.shape()[term.bound_to].depth) return false;
    const NodeId from = term.bound_from_current ? origin_.node : here.node;
    found = term.bound_depth == 0 ? live.only(term.bound_to)
                                  : live.find_one(from, term.bound_to, term.bound_depth);
    return true;
}

NodeSet Evaluation::path(const Term& term, const Context& here) {
    NodeId node = kNoNode;
    if (single_bound(term, here, node)) {
        if (environment_.live->is_anchor(node)) return {&environment_.live->tree(), {}};
        return {&environment_.live->tree(), {node}};
    }
    NodeSet set;
    if (term.bound_to >= 0 && environment_.live != nullptr) {
        const NodeId from = term.bound_from_current                   ? origin_.node
                            : here.tree == &environment_.live->tree() ? here.node
                                                                      : environment_.live->only(0);
        set.tree = &environment_.live->tree();
        environment_.live->find(from, term.bound_to, term.bound_depth, set.nodes);
        return set;
    }
    std::size_t done = 0;
    if (term.start == Start::Root) {
        set = {environment_.root.tree, {environment_.root.node}};
    } else if (term.start == Start::Context) {
        set = {here.tree, {here.node}};
    } else if (!indexed(term, here, set, done)) {
        set = nodes(term.left, here);
        if (set.tree != nullptr) filter(term.start_predicates, *set.tree, set.nodes);
    }
    for (; done < term.steps.size() && !set.nodes.empty(); ++done) step(term.steps[done], set);
    return set;
}

// The items of a list for `column = value`, when the value does not depend on the item: by the
// list's index. Null when the predicate is of another kind.
const std::vector<NodeId>* Evaluation::looked_up(const Lookup& list, int index) {
    const Term& predicate = expression_[index];
    if (predicate.kind != TermKind::Equal) return nullptr;
    const Term& column = expression_[predicate.left];
    const bool plain = column.kind == TermKind::Path && column.start == Start::Context &&
                       column.steps.size() == 1 && column.steps[0].axis == Axis::Child &&
                       column.steps[0].test == Test::Name && column.steps[0].predicates.empty();
    const Term& wanted = expression_[predicate.right];
    NodeId node = kNoNode;
    const bool fixed = wanted.kind == TermKind::Literal ||
                       ((wanted.start == Start::Root || wanted.bound_from_current) &&
                        single_bound(wanted, origin_, node));
    if (!plain || !fixed) return nullptr;
    return list.find_items(column.steps[0].name, text(predicate.right, origin_));
}

std::vector<NodeId> Evaluation::matching(const Lookup& list, const std::vector<NodeId>& items) {
    const auto* whole = looked_up(list, expression_.root);
    if (whole != nullptr) return *whole;
    const Term& root = expression_[expression_.root];
    const auto* first = root.kind == TermKind::And ? looked_up(list, root.left) : nullptr;
    const int rest = first != nullptr ? root.right : expression_.root;
    const std::vector<NodeId>& candidates = first != nullptr ? *first : items;
    std::vector<NodeId> matching;
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        const Context here{&list.tree(), candidates[i], i + 1, candidates.size()};
        if (truth(rest, here)) matching.push_back(candidates[i]);
    }
    return matching;
}

// instance('list')/root/item[column = …]/…: the rows are looked up, not searched.
bool Evaluation::indexed(const Term& term, const Context& here, NodeSet& set, std::size_t& done) {
    const Term& start = expression_[term.left];
    const bool shaped = start.kind == TermKind::Call && start.function->name == "instance" &&
                        term.start_predicates.empty() && term.steps.size() >= 2 &&
                        term.steps[0].name == "root" && term.steps[1].name == "item" &&
                        term.steps[0].predicates.empty() && !term.steps[1].predicates.empty();
    if (!shaped || !environment_.instance) return false;
    const Lookup* list = environment_.instance(text(start.arguments.front(), here));
    if (list == nullptr) return false;
    const auto& predicates = term.steps[1].predicates;
    const auto* items = looked_up(*list, predicates.front());
    if (items == nullptr) return false;
    set = {&list->tree(), *items};
    filter({predicates.begin() + 1, predicates.end()}, *set.tree, set.nodes);
    done = 2;
    return true;
}

void Evaluation::step(const Step& step, NodeSet& set) {
    const Tree& tree = *set.tree;
    std::optional<std::int32_t> name;
    if (step.test == Test::Name) name = tree.find_name(step.name);
    std::vector<NodeId> all;
    std::vector<NodeId> found;
    for (const NodeId from : set.nodes) {
        found.clear();
        walk(tree, from, step.axis, found);
        std::erase_if(found, [&](NodeId node) { return !passes(tree, node, step, name); });
        filter(step.predicates, tree, found);
        all.insert(all.end(), found.begin(), found.end());
    }
    const bool in_order = set.nodes.size() == 1 ? !is_reverse(step.axis) : keeps_order(step.axis);
    set.nodes = std::move(all);
    if (!in_order) put_in_order(tree, set.nodes);
}

void Evaluation::filter(const std::vector<int>& predicates, const Tree& tree,
                        std::vector<NodeId>& nodes) {
    for (const int predicate : predicates) {
        std::vector<NodeId> kept;
        for (std::size_t i = 0; i < nodes.size(); ++i) {
            const Context here{&tree, nodes[i], i + 1, nodes.size()};
            const Value found = value(predicate, here);
            const double* place = std::get_if<double>(&found);
            const bool keeps =
                place != nullptr ? *place == static_cast<double>(i + 1) : truth_of(found);
            if (keeps) kept.push_back(nodes[i]);
        }
        nodes = std::move(kept);
    }
}

}  // namespace adit::xpath
