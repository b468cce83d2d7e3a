#include "xpath/evaluation.h"

#include "xpath/function.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace adit::xpath {
namespace {

bool is_reverse(Axis axis) {
    return axis == Axis::Ancestor || axis == Axis::AncestorOrSelf || axis == Axis::Preceding ||
           axis == Axis::PrecedingSibling;
}

// Steps along these from nodes in order, none above another, give nodes in order, likewise apart.
bool keeps_order(Axis axis) {
    return axis == Axis::Child || axis == Axis::Self || axis == Axis::Attribute;
}

NodeType principal_of(Axis axis) {
    if (axis == Axis::Attribute) return NodeType::Attribute;
    return axis == Axis::Namespace ? NodeType::Namespace : NodeType::Element;
}

bool passes(const Tree& tree, NodeId node, const Step& step, Axis axis, const NameTest& name) {
    const NodeType type = tree[node].type;
    switch (step.test) {
        case Test::Name:
            return type == principal_of(axis) && name.names(tree[node].name);
        case Test::AnyOfPrefix:
            return type == principal_of(axis) && name.is_in_namespace(tree, node, step.name);
        case Test::AnyName:
            return type == principal_of(axis);
        case Test::AnyNode:
            return true;
        case Test::Text:
            return type == NodeType::Text;
        case Test::Comment:
            return type == NodeType::Comment;
        case Test::Instruction:
            return type == NodeType::Instruction &&
                   (step.name.empty() || tree.name_of(node) == step.name);
    }
    return false;
}

constexpr std::size_t kBytesANode = 16;  // Of text, for the work of looking at one node.

// A number by itself, so that a predicate of it means a place.
bool is_place(const Value& value, double& place) {
    const double* number = std::get_if<double>(&value);
    if (number != nullptr) place = *number;
    return number != nullptr;
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
        case TermKind::Call:
            return call(term, here);
    }
    return std::string();
}

Value Evaluation::call(const Term& term, const Context& here) {
    if (term.function == nullptr) {
        fail(term.problem);
        return std::string();
    }
    if (!spend(1)) return std::string();
    Call call(*this, term, here);
    return term.function->run(call);
}

// What a text costs is a matter of its bytes.
bool Evaluation::spend_on_text(std::size_t bytes) { return spend(bytes / kBytesANode); }

bool Evaluation::spend(std::size_t nodes) {
    if (work_ <= kWorkMax) work_ += nodes;
    if (work_ <= kWorkMax) return true;
    fail("this expression looks at more than 30,000,000 nodes: narrow its paths down");
    return false;
}

std::string Evaluation::text(int index, const Context& here) {
    NodeId node = kNoNode;
    if (single_bound(expression_[index], here, node)) {
        return environment_.live->tree().text_of(node);
    }
    std::string text = text_of(value(index, here));
    if (!spend_on_text(text.size())) text.clear();
    return text;
}

double Evaluation::number(int index, const Context& here) {
    NodeId node = kNoNode;
    if (single_bound(expression_[index], here, node)) {
        return number_in(environment_.live->tree(), node, reckoning_);
    }
    return number_of(value(index, here), reckoning_);
}

bool Evaluation::truth(int index, const Context& here) { return truth_of(value(index, here)); }

NodeSet Evaluation::nodes(int index, const Context& here) {
    Value found = value(index, here);
    if (NodeSet* set = std::get_if<NodeSet>(&found)) return std::move(*set);
    fail("a question or group is wanted where a text or number stands");
    return {};
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
    NodeSet right = nodes(term.right, here);
    if (left.nodes.empty()) return right;
    if (right.tree != left.tree) return left;  // Nodes of two documents have no common order.
    left.nodes.insert(left.nodes.end(), right.nodes.begin(), right.nodes.end());
    order(*left.tree, left.nodes);
    return left;
}

// Where nodes were made in another order, each has to be found in its tree.
void Evaluation::order(const Tree& tree, std::vector<NodeId>& nodes) {
    const bool is_work = !tree.is_in_order() && nodes.size() > 1;
    if (is_work && !spend(tree.size() / 8 + nodes.size())) nodes.clear();
    put_in_order(tree, nodes);
}

NodeId Evaluation::bound_start(const Term& path, const Context& here) const {
    if (path.bound_from_current) return origin_.node;
    return here.tree == &environment_.live->tree() ? here.node : environment_.live->only(0);
}

// The first time that one is asked for, its brothers are counted; the second time, all of them.
std::size_t Evaluation::place_of(const Tree& tree, NodeId node) {
    const TreeNode& asked = tree[node];
    if (asked.type != NodeType::Element) return 1;
    const auto is_alike = [&](NodeId at) {
        return tree[at].type == NodeType::Element && tree[at].name == asked.name;
    };
    const bool again = counted_.tree == &tree && counted_.parent == asked.parent &&
                       counted_.name == asked.name && asked.parent != kNoNode;
    std::size_t work = 1;
    if (!again) {
        counted_ = {&tree, asked.parent, asked.name, {}};
        std::size_t place = 1;
        for (NodeId at = asked.previous; at != kNoNode; at = tree[at].previous, ++work) {
            if (is_alike(at)) ++place;
        }
        return spend(work) ? place : 1;
    }
    if (counted_.places.empty()) {
        for (NodeId at = tree[asked.parent].first_child; at != kNoNode;
             at = tree[at].next, ++work) {
            if (is_alike(at)) counted_.places.emplace(at, counted_.places.size() + 1);
        }
    }
    return spend(work) ? counted_.places.at(node) : 1;
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
        set.tree = &environment_.live->tree();
        environment_.live->find(bound_start(term, here), term.bound_to, term.bound_depth,
                                set.nodes);
        spend(set.nodes.size());
        return set;
    }
    std::size_t done = 0;
    if (term.start == Start::Root) {
        set = {environment_.root.tree, {environment_.root.node}};
    } else if (term.start == Start::Context) {
        set = {here.tree, {here.node}};
    } else if (!indexed(term, here, set, done)) {
        set = nodes(term.left, here);
        if (set.tree != nullptr) filter(term.start_predicates, 0, *set.tree, set.nodes);
    }
    follow(term.steps, done, set);
    return set;
}

// The items of a list for `column = wanted`, when `wanted` is a text that does not depend on the
// item: by the list's index. Null when the two terms are of another kind.
Evaluation::Candidates Evaluation::find_by_column(const Lookup& list, int column, int wanted) {
    const Term& path = expression_[column];
    const bool plain = path.kind == TermKind::Path && path.start == Start::Context &&
                       path.steps.size() == 1 && path.steps[0].axis == Axis::Child &&
                       path.steps[0].test == Test::Name && path.steps[0].predicates.empty();
    if (!plain) return nullptr;
    const Term& fixed = expression_[wanted];
    NodeId node = kNoNode;
    const bool is_fixed = fixed.kind == TermKind::Literal ||
                          ((fixed.start == Start::Root || fixed.bound_from_current) &&
                           single_bound(fixed, origin_, node));
    if (!is_fixed) return nullptr;
    return list.find_items(path.steps[0].name, text(wanted, origin_));
}

// The same for a whole predicate: `a = x`, `x = a`, and each of them with `and` beside it; what is
// left to be asked of each item comes into `rest`.
Evaluation::Candidates Evaluation::looked_up(const Lookup& list, int index,
                                             std::vector<int>& rest) {
    const Term& predicate = expression_[index];
    if (predicate.kind == TermKind::And) {
        if (Candidates found = looked_up(list, predicate.left, rest)) {
            rest.push_back(predicate.right);
            return found;
        }
        Candidates found = looked_up(list, predicate.right, rest);
        if (found != nullptr) rest.push_back(predicate.left);
        return found;
    }
    if (predicate.kind != TermKind::Equal) return nullptr;
    if (Candidates found = find_by_column(list, predicate.left, predicate.right)) return found;
    return find_by_column(list, predicate.right, predicate.left);
}

void Evaluation::keep_true(const std::vector<int>& terms, const Tree& tree,
                           std::vector<NodeId>& nodes) {
    for (const int term : terms) {
        std::size_t kept = 0;
        const std::size_t size = nodes.size();
        for (std::size_t i = 0; i < size; ++i) {
            if (truth(term, {&tree, nodes[i], i + 1, size})) nodes[kept++] = nodes[i];
        }
        nodes.resize(kept);
    }
}

std::vector<NodeId> Evaluation::matching(const Lookup& list, const std::vector<NodeId>& items) {
    std::vector<int> rest;
    const Candidates found = looked_up(list, expression_.root, rest);
    if (found == nullptr) rest = {expression_.root};
    std::vector<NodeId> matching = found == nullptr ? items : *found;
    keep_true(rest, list.tree(), matching);
    return matching;
}

// instance('list')/root/item[column = …]/…: the rows are looked up, not searched.
bool Evaluation::indexed(const Term& term, const Context& here, NodeSet& set, std::size_t& done) {
    const Term& start = expression_[term.left];
    const bool shaped = start.kind == TermKind::Call && start.function != nullptr &&
                        start.function->name == "instance" && term.start_predicates.empty() &&
                        term.steps.size() >= 2 && term.steps[0].name == "root" &&
                        term.steps[1].name == "item" && term.steps[0].predicates.empty() &&
                        !term.steps[1].predicates.empty();
    if (!shaped || !environment_.instance) return false;
    const Lookup* list = environment_.instance(text(start.arguments.front(), here));
    if (list == nullptr) return false;
    const auto& predicates = term.steps[1].predicates;
    std::vector<int> rest;
    const Candidates items = looked_up(*list, predicates.front(), rest);
    if (items == nullptr) return false;
    set = {&list->tree(), *items};
    keep_true(rest, *set.tree, set.nodes);
    filter(predicates, 1, *set.tree, set.nodes);
    done = 2;
    return true;
}

void Evaluation::follow(const std::vector<Step>& steps, std::size_t from, NodeSet& set) {
    bool apart = set.nodes.size() <= 1;  // No node is above another.
    for (std::size_t i = from; i < steps.size() && !set.nodes.empty(); ++i) {
        // "//name" in one go; not with predicates, whose places count among brothers.
        const bool anywhere = steps[i].axis == Axis::DescendantOrSelf &&
                              steps[i].test == Test::AnyNode && steps[i].predicates.empty() &&
                              i + 1 < steps.size() && steps[i + 1].axis == Axis::Child &&
                              steps[i + 1].predicates.empty();
        if (anywhere) ++i;
        step(steps[i], anywhere ? Axis::Descendant : steps[i].axis, set, apart);
    }
}

// Predicates ask for the same names of one tree over and over.
const NameTest& Evaluation::name_test(const Step& step, const Tree& tree) {
    for (const KnownName& known : known_names_) {
        if (known.step == &step && known.tree == &tree) return known.test;
    }
    KnownName& known = known_names_[next_known_name_++ % known_names_.size()];
    known = {&step, &tree, NameTest(step, tree, environment_.namespaces, expression_.dialect)};
    return known.test;
}

void Evaluation::step(const Step& step, Axis axis, NodeSet& set, bool& apart) {
    const Tree& tree = *set.tree;
    const NameTest name = name_test(step, tree);
    const bool single = set.nodes.size() == 1;
    std::vector<NodeId> all;
    std::vector<NodeId> found;
    if (name.is_nobody()) set.nodes.clear();
    for (const NodeId from : set.nodes) {
        found.clear();
        walk(tree, from, axis, found);
        if (!spend(found.size() + 1)) break;
        std::erase_if(found, [&](NodeId node) { return !passes(tree, node, step, axis, name); });
        filter(step.predicates, 0, tree, found);
        all.insert(all.end(), found.begin(), found.end());
    }
    const bool in_order = single ? !is_reverse(axis) : apart && keeps_order(axis);
    set.nodes = std::move(all);
    if (!in_order) order(tree, set.nodes);
    apart = set.nodes.size() <= 1 || (apart && keeps_order(axis));
}

// A predicate that asks for one place, the same for all nodes: [3], [position() = count(…)]. False:
// it is of another kind.
bool Evaluation::keep_place(int predicate, const Tree& tree, std::vector<NodeId>& nodes) {
    const auto is_position = [&](int term) {
        const Term& call = expression_[term];
        return call.kind == TermKind::Call && call.text == "position" && call.arguments.empty();
    };
    int wanted = predicate;
    const Term& asked = expression_[predicate];
    if (asked.kind == TermKind::Equal) {
        if (is_position(asked.left)) wanted = asked.right;
        if (is_position(asked.right)) wanted = asked.left;
    }
    if (nodes.empty() || !expression_[wanted].is_fixed) return false;
    double place = 0;
    if (!is_place(value(wanted, {&tree, nodes[0], 1, nodes.size()}), place)) return false;
    const auto size = static_cast<double>(nodes.size());
    const bool is_there = place >= 1 && place <= size && std::floor(place) == place;
    nodes =
        is_there ? std::vector{nodes[static_cast<std::size_t>(place) - 1]} : std::vector<NodeId>{};
    return true;
}

void Evaluation::filter(const std::vector<int>& predicates, std::size_t from, const Tree& tree,
                        std::vector<NodeId>& nodes) {
    for (std::size_t p = from; p < predicates.size(); ++p) {
        if (keep_place(predicates[p], tree, nodes)) continue;
        std::size_t kept = 0;
        const std::size_t size = nodes.size();
        for (std::size_t i = 0; i < size; ++i) {
            const Value found = value(predicates[p], {&tree, nodes[i], i + 1, size});
            double place = 0;
            const bool keeps =
                is_place(found, place) ? place == static_cast<double>(i + 1) : truth_of(found);
            if (keeps) nodes[kept++] = nodes[i];
        }
        nodes.resize(kept);
        if (!spend(size)) nodes.clear();
    }
}

}  // namespace adit::xpath
