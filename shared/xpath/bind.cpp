#include "xpath/bind.h"

#include "xpath/function.h"
#include "xpath/pattern.h"
#include "xpath/reach.h"

#include <algorithm>
#include <utility>

namespace adit::xpath {
namespace {

// Where a path can have led to; nothing: out of the form (a choice list, a table).
using Spots = std::optional<std::vector<Read>>;

class Following {
public:
    Following(Expression& expression, const Shape& shape, int own, std::size_t work_max)
        : expression_(expression), shape_(shape), own_(own), work_max_(work_max) {}

    Binding run(bool on_choices);

private:
    enum class As { Value, Nodes };  // What the expression around makes of a path.
    Spots follow(int term, const Spots& here, As as = As::Value);
    Spots follow_path(Term& term, const Spots& here, As as);
    Spots from_root(const Term& term, std::size_t& first);
    void tell_lost(const Term& term);
    void tell_pattern(const Term& call);
    bool bring_near(const Term& term, Spots& spots) const;
    Spots follow_call(const Term& term, const Spots& here);
    Spots follow_step(const Step& step, const Spots& from);
    bool reach(const Step& step, std::vector<Read>& spots);
    void read(const Spots& spots);
    static void pick(std::vector<Read>& spots) {
        for (Read& spot : spots) spot.picked = true;
    }
    void follow_predicates(const std::vector<int>& predicates, const Spots& on);
    void bind_path(Term& term, const Spots& end, bool from_current) const;
    void bind_in_predicate(Term& term, const Spots& here);
    Read at(int schema, int depth) const { return {schema, std::min(depth, shape_[schema].depth)}; }

    Expression& expression_;
    const Shape& shape_;
    int own_;
    std::size_t work_max_;
    int predicates_around_ = 0;
    Binding binding_;
};

bool is_plain(const Step& step) {
    const bool down = step.axis == Axis::Child || step.axis == Axis::Attribute;
    const bool known_axis = down || step.axis == Axis::Parent || step.axis == Axis::Self;
    return known_axis && step.predicates.empty() && (step.test == Test::Name || !down);
}

// One step from all spots; false, and no longer all that there is, when the work is too much.
bool Following::reach(const Step& step, std::vector<Read>& spots) {
    Reach reach(shape_, step);
    for (const Read& spot : spots) {
        if (binding_.work + reach.work() > work_max_) break;
        reach.from(spot);
    }
    binding_.work += reach.work();
    spots = reach.take();
    if (binding_.work <= work_max_) return true;
    if (std::exchange(binding_.is_complete, false)) {
        binding_.problems.emplace_back(
            "its paths lead to too many places of the form: name the questions that are meant");
    }
    return false;
}

Spots Following::follow_step(const Step& step, const Spots& from) {
    Spots found = from;
    if (found) {
        reach(step, *found);
        if (!step.predicates.empty()) pick(*found);
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
    const bool begins_plain =
        term.start != Start::Term || (from_current && term.start_predicates.empty());
    if (!begins_plain || !std::all_of(term.steps.begin(), term.steps.end(), is_plain)) return;
    term.bound_to = end->front().schema;
    term.bound_depth = end->front().depth;
    term.bound_from_current = from_current;
}

// In a predicate "." is the node that is tested, and paths go from there.
void Following::bind_in_predicate(Term& term, const Spots& here) {
    const bool fits = here && here->size() == 1 && !term.steps.empty() &&
                      std::all_of(term.steps.begin(), term.steps.end(), is_plain);
    if (!fits) return;
    std::vector<Read> spots{at(here->front().schema, shape_[here->front().schema].depth)};
    for (const Step& step : term.steps) {
        if (!reach(step, spots)) return;
    }
    if (spots.size() != 1) return;
    term.bound_to = spots.front().schema;
    term.bound_depth = spots.front().depth;
}

// The first step from the root leads to the form's own root, or out of the form.
Spots Following::from_root(const Term& term, std::size_t& first) {
    std::vector<Read> spots;
    if (term.steps.empty()) return spots;
    const Step& step = term.steps.front();
    if (step.axis != Axis::Child) return std::vector<Read>{{0, 0}};
    if (step.test != Test::Name || step.name == shape_[0].name) spots.push_back({0, 0});
    first = 1;
    follow_predicates(step.predicates, spots);
    return spots;
}

// ODK: a path from the root to single nodes means those of the instance that it stands in.
bool Following::bring_near(const Term& term, Spots& spots) const {
    if (term.start != Start::Root || !spots || shape_[own_].depth == 0) return false;
    bool nearer = false;
    for (const Step& step : term.steps) {
        if (!is_plain(step)) return false;
    }
    for (Read& spot : *spots) {
        if (shape_[spot.schema].is_repeat) continue;
        const int shared = shape_.shared_depth(own_, spot.schema);
        nearer = nearer || shared > spot.depth;
        spot.depth = std::max(spot.depth, shared);
    }
    return nearer;
}

void Following::tell_lost(const Term& term) {
    std::string name;
    for (const Step& step : term.steps) {
        name += step.axis == Axis::Parent ? "/.."
                : step.test != Test::Name ? ""
                                          : (step.axis == Axis::Attribute ? "/@" : "/") + step.name;
    }
    binding_.problems.push_back("the path " + name + " leads to no question of this form");
}

Spots Following::follow_path(Term& term, const Spots& here, As as) {
    Spots spots = here;
    bool from_current = false;
    std::size_t first = 0;
    if (term.start == Start::Root) {
        spots = from_root(term, first);
    } else if (term.start == Start::Term) {
        const Term& start = expression_[term.left];
        from_current = start.kind == TermKind::Call && start.function->name == "current";
        spots = follow(term.left, here, As::Nodes);
        follow_predicates(term.start_predicates, spots);
    }
    bool lost = term.start == Start::Root && spots->empty() && first == 1;
    for (std::size_t i = first; i < term.steps.size(); ++i) {
        const bool had = spots && !spots->empty();
        spots = follow_step(term.steps[i], spots);
        lost = lost || (had && spots->empty());
    }
    if (lost) tell_lost(term);
    if (as == As::Value && bring_near(term, spots)) from_current = true;
    if (term.start == Start::Context && predicates_around_ > 0) {
        bind_in_predicate(term, here);
    } else {
        bind_path(term, spots, from_current);
    }
    return spots;
}

// Functions that look at all nodes of their arguments.
bool takes_all(const Function& function) {
    constexpr std::string_view kAll[] = {"sum",      "min",       "max",
                                         "join",     "distance",  "area",
                                         "coalesce", "checklist", "weighted-checklist",
                                         "geofence", "intersects"};
    return function.wants_nodes ||
           std::find(std::begin(kAll), std::end(kAll), function.name) != std::end(kAll);
}

// A pattern that stands in the form is known to be none before anybody's answer is held to it.
void Following::tell_pattern(const Term& call) {
    const Term& pattern = expression_[call.arguments[1]];
    if (pattern.kind != TermKind::Literal || Pattern::find(pattern.text) != nullptr) return;
    binding_.problems.push_back(why_no_pattern(pattern.text));
}

Spots Following::follow_call(const Term& term, const Spots& here) {
    const std::string_view name = term.function->name;
    if (term.function->is_fresh) binding_.is_fresh = true;
    if (name == "jr:choice-name" || name == "jr:itext") binding_.reads_labels = true;
    if (name == "regex") tell_pattern(term);
    if (name == "current") return std::vector<Read>{at(own_, shape_[own_].depth)};
    Spots first;
    for (std::size_t i = 0; i < term.arguments.size(); ++i) {
        const As as = takes_all(*term.function) ? As::Nodes : As::Value;
        Spots spots = follow(term.arguments[i], here, as);
        if (spots && name == "indexed-repeat") pick(*spots);
        if (i == 0) first = spots;
        read(spots);
    }
    const bool gives_nodes = name == "randomize" || name == "indexed-repeat";
    return gives_nodes ? first : Spots{};
}

// Where the term leads, when it is a node-set; its parts are read on the way.
Spots Following::follow(int index, const Spots& here, As as) {
    Term& term = expression_[index];
    switch (term.kind) {
        case TermKind::Number:
        case TermKind::Literal:
            return {};
        case TermKind::Path:
            return follow_path(term, here, as);
        case TermKind::Call:
            return follow_call(term, here);
        case TermKind::Union: {
            Spots left = follow(term.left, here, as);
            const Spots right = follow(term.right, here, as);
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
    const Spots led = follow(expression_.root, here);
    read(led);
    if (led) binding_.leads_to = *led;
    std::sort(binding_.reads.begin(), binding_.reads.end());
    const auto end = std::unique(binding_.reads.begin(), binding_.reads.end());
    binding_.reads.erase(end, binding_.reads.end());
    return std::move(binding_);
}

}  // namespace

Binding bind(Expression& expression, const Shape& shape, int own, bool on_choices,
             std::size_t work_max) {
    return Following(expression, shape, own, work_max).run(on_choices);
}

}  // namespace adit::xpath
