#include "xpath/bind.h"

#include "xpath/function.h"

#include <algorithm>

namespace adit::xpath {
namespace {

// Where a path can have led to; nothing: out of the form (a choice list, a table).
using Spots = std::optional<std::vector<Read>>;

class Following {
public:
    Following(Expression& expression, const Shape& shape, int own)
        : expression_(expression), shape_(shape), own_(own) {}

    Binding run(bool on_choices);

private:
    Spots follow(int term, const Spots& here);
    Spots follow_path(Term& term, const Spots& here);
    Spots follow_call(const Term& term, const Spots& here);
    Spots follow_step(const Step& step, const Spots& from);
    void add_targets(const Step& step, const Read& from, std::vector<Read>& found) const;
    void read(const Spots& spots);
    void follow_predicates(const std::vector<int>& predicates, const Spots& on);
    void bind_path(Term& term, const Spots& end, bool from_current) const;
    Read at(int schema, int depth) const { return {schema, std::min(depth, shape_[schema].depth)}; }

    Expression& expression_;
    const Shape& shape_;
    int own_;
    int predicates_around_ = 0;
    Binding binding_;
};

bool is_plain(const Step& step) {
    const bool known_axis =
        step.axis == Axis::Child || step.axis == Axis::Parent || step.axis == Axis::Self;
    return known_axis && step.predicates.empty() &&
           (step.test == Test::Name || step.axis != Axis::Child);
}

void Following::add_targets(const Step& step, const Read& from, std::vector<Read>& found) const {
    const auto add = [&](int schema, int depth) {
        const bool fits = step.test == Test::AnyName || step.test == Test::AnyNode ||
                          (step.test == Test::Name && shape_[schema].name == step.name);
        const Read target = at(schema, depth);
        if (fits && std::find(found.begin(), found.end(), target) == found.end()) {
            found.push_back(target);
        }
    };
    const int parent = shape_[from.schema].parent;
    const int around = parent < 0 ? 0 : shape_[parent].depth;
    switch (step.axis) {
        case Axis::Self:
            add(from.schema, from.depth);
            return;
        case Axis::Child:
            for (const int child : shape_[from.schema].children) add(child, from.depth);
            return;
        case Axis::Parent:
            if (parent >= 0) add(parent, from.depth);
            return;
        case Axis::DescendantOrSelf:
            add(from.schema, from.depth);
            [[fallthrough]];
        case Axis::Descendant:
            for (int below = from.schema + 1; below < shape_[from.schema].end; ++below) {
                add(below, from.depth);
            }
            return;
        case Axis::AncestorOrSelf:
            add(from.schema, from.depth);
            [[fallthrough]];
        case Axis::Ancestor:
            for (int up = parent; up >= 0; up = shape_[up].parent) add(up, from.depth);
            return;
        case Axis::FollowingSibling:
        case Axis::PrecedingSibling:
            if (parent < 0) return;
            for (const int sibling : shape_[parent].children) {
                const bool itself = sibling == from.schema && !shape_[sibling].is_repeat;
                if (!itself) add(sibling, std::min(from.depth, around));
            }
            return;
        case Axis::Following:
        case Axis::Preceding:
            for (int any = 1; any < shape_.size(); ++any) add(any, 0);
            return;
        case Axis::Attribute:
        case Axis::Namespace:
            return;
    }
}

Spots Following::follow_step(const Step& step, const Spots& from) {
    Spots found;
    if (from) {
        found.emplace();
        for (const Read& spot : *from) add_targets(step, spot, *found);
    }
    follow_predicates(step.predicates, found);
    return found;
}

void Following::read(const Spots& spots) {
    if (!spots) return;
    binding_.reads.insert(binding_.reads.end(), spots->begin(), spots->end());
}

void Following::follow_predicates(const std::vector<int>& predicates, const Spots& on) {
    ++predicates_around_;
    for (const int predicate : predicates) read(follow(predicate, on));
    --predicates_around_;
}

void Following::bind_path(Term& term, const Spots& end, bool from_current) const {
    if (!end || end->size() != 1 || term.steps.empty()) return;
    // Depths count from the expression's own node; in a predicate "." is another.
    if (term.start == Start::Context && predicates_around_ > 0) return;
    const bool begins_plain =
        term.start != Start::Term || (from_current && term.start_predicates.empty());
    if (!begins_plain || !std::all_of(term.steps.begin(), term.steps.end(), is_plain)) return;
    term.bound_to = end->front().schema;
    term.bound_depth = end->front().depth;
    term.bound_from_current = from_current;
}

Spots Following::follow_path(Term& term, const Spots& here) {
    Spots spots = here;
    bool from_current = false;
    std::size_t first = 0;
    if (term.start == Start::Root) {
        spots.emplace();
        const bool has_step = !term.steps.empty();
        const Step* step = has_step ? &term.steps.front() : nullptr;
        if (has_step && step->axis == Axis::Child) {
            const bool is_root = step->test != Test::Name || step->name == shape_[0].name;
            if (is_root) spots->push_back({0, 0});
            follow_predicates(step->predicates, spots);
            first = 1;
        } else if (has_step) {
            spots->push_back({0, 0});
        }
    } else if (term.start == Start::Term) {
        const Term& start = expression_[term.left];
        from_current = start.kind == TermKind::Call && start.function->name == "current";
        spots = follow(term.left, here);
        follow_predicates(term.start_predicates, spots);
    }
    bool lost = term.start == Start::Root && spots->empty() && first == 1;
    for (std::size_t i = first; i < term.steps.size(); ++i) {
        const bool had = spots && !spots->empty();
        spots = follow_step(term.steps[i], spots);
        lost = lost || (had && spots->empty());
    }
    if (lost) {
        std::string name;
        for (const Step& step : term.steps) {
            name += step.axis == Axis::Parent ? "/.."
                    : step.test == Test::Name ? "/" + step.name
                                              : "";
        }
        binding_.problems.push_back("the path " + name + " leads to no question of this form");
    }
    bind_path(term, spots, from_current);
    return spots;
}

Spots Following::follow_call(const Term& term, const Spots& here) {
    const std::string_view name = term.function->name;
    if (term.function->is_fresh) binding_.is_fresh = true;
    if (name == "jr:choice-name" || name == "jr:itext") binding_.reads_labels = true;
    if (name == "current") return std::vector<Read>{at(own_, shape_[own_].depth)};
    Spots first;
    for (std::size_t i = 0; i < term.arguments.size(); ++i) {
        const Spots spots = follow(term.arguments[i], here);
        if (i == 0) first = spots;
        read(spots);
    }
    const bool gives_nodes = name == "randomize" || name == "indexed-repeat";
    return gives_nodes ? first : Spots{};
}

// Where the term leads, when it is a node-set; its parts are read on the way.
Spots Following::follow(int index, const Spots& here) {
    Term& term = expression_[index];
    switch (term.kind) {
        case TermKind::Number:
        case TermKind::Literal:
            return {};
        case TermKind::Path:
            return follow_path(term, here);
        case TermKind::Call:
            return follow_call(term, here);
        case TermKind::Union: {
            Spots left = follow(term.left, here);
            const Spots right = follow(term.right, here);
            if (left && right) left->insert(left->end(), right->begin(), right->end());
            return left ? left : right;
        }
        default:
            read(follow(term.left, here));
            if (term.right >= 0) read(follow(term.right, here));
            return {};
    }
}

Binding Following::run(bool on_choices) {
    const Spots here =
        on_choices ? Spots{} : Spots{std::vector<Read>{at(own_, shape_[own_].depth)}};
    read(follow(expression_.root, here));
    std::sort(binding_.reads.begin(), binding_.reads.end());
    const auto end = std::unique(binding_.reads.begin(), binding_.reads.end());
    binding_.reads.erase(end, binding_.reads.end());
    return std::move(binding_);
}

}  // namespace

Binding bind(Expression& expression, const Shape& shape, int own, bool on_choices) {
    return Following(expression, shape, own).run(on_choices);
}

}  // namespace adit::xpath
