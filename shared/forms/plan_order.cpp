#include "forms/planning.h"

#include <algorithm>

namespace adit::forms {
namespace {

// Which search has seen a vertex last.
struct Searched {
    std::vector<int> last;
    int times = 0;
};

// Finds one circle in what is left (waits == 1), following the first need that is left.
std::vector<int> circle_in(const std::vector<std::vector<int>>& needs,
                           const std::vector<char>& waits, Searched& searched, int at) {
    std::vector<int> way;
    ++searched.times;
    while (searched.last[static_cast<std::size_t>(at)] != searched.times) {
        searched.last[static_cast<std::size_t>(at)] = searched.times;
        way.push_back(at);
        const auto& all = needs[static_cast<std::size_t>(at)];
        const auto next = std::find_if(all.begin(), all.end(), [&](int needed) {
            return waits[static_cast<std::size_t>(needed)] == 1;
        });
        if (next == all.end()) return way;
        at = *next;
    }
    way.erase(way.begin(), std::find(way.begin(), way.end(), at));
    return way;
}

// Visits the vertices so that each comes behind what it needs. What is left of circles is handed
// to `stuck`, which names those to go on with.
template <class Visit, class Stuck>
void in_order(const std::vector<std::vector<int>>& needs, std::vector<char>& waits,
              const Visit& visit, const Stuck& stuck) {
    std::vector<std::vector<int>> wanted_by(needs.size());
    std::vector<std::size_t> open(needs.size(), 0);
    std::vector<int> ready;
    std::size_t waiting = 0;
    for (std::size_t v = 0; v < needs.size(); ++v) {
        if (waits[v] == 0) continue;
        ++waiting;
        open[v] = needs[v].size();
        for (const int needed : needs[v]) {
            wanted_by[static_cast<std::size_t>(needed)].push_back(static_cast<int>(v));
        }
        if (open[v] == 0) ready.push_back(static_cast<int>(v));
    }
    Searched searched{std::vector<int>(needs.size(), 0)};
    std::size_t left = 0;
    for (std::size_t next = 0; waiting > 0;) {
        if (next == ready.size()) {
            while (waits[left] != 1) ++left;
            for (const int v : stuck(circle_in(needs, waits, searched, static_cast<int>(left)))) {
                waits[static_cast<std::size_t>(v)] = 2;
                ready.push_back(v);
            }
        }
        const int v = ready[next++];
        waits[static_cast<std::size_t>(v)] = 0;
        --waiting;
        visit(v);
        for (const int wanting : wanted_by[static_cast<std::size_t>(v)]) {
            const auto at = static_cast<std::size_t>(wanting);
            if (--open[at] == 0 && waits[at] == 1) ready.push_back(wanting);
        }
    }
}

void make_unique(std::vector<int>& numbers) {
    std::sort(numbers.begin(), numbers.end());
    numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
}

}  // namespace

// The computed expressions that this one had better come behind.
std::vector<int> Planning::needs_of(int wanting) const {
    std::vector<int> needs;
    const int schema = schema_of(wanting);
    const int compiled = (*plan_)[schema].at(purpose_of(wanting));
    const auto add = [&](int needed, Purpose purpose) {
        const int one = vertex(needed, purpose);
        if (exists(needed, purpose) && one != wanting) needs.push_back(one);
    };
    for (const xpath::Read& read : plan_->compiled(compiled).binding.reads) {
        add(read.schema, Purpose::Calculation);
        for (int up = read.schema; up > 0; up = plan_->shape[up].parent) {
            add(up, Purpose::Relevant);
            const bool counted = plan_->shape[up].is_repeat &&
                                 (plan_->shape[up].depth > read.depth || up == read.schema);
            if (counted) add(up, Purpose::Count);
        }
    }
    make_unique(needs);
    return needs;
}

// The calculations without whose texts it cannot be computed at all. Where a predicate picks among
// instances they may be those of others.
std::vector<int> Planning::texts_needed_by(int wanting) const {
    std::vector<int> needs;
    const int compiled = (*plan_)[schema_of(wanting)].at(purpose_of(wanting));
    for (const xpath::Read& read : plan_->compiled(compiled).binding.reads) {
        if (read.picked || !exists(read.schema, Purpose::Calculation)) continue;
        needs.push_back(vertex(read.schema, Purpose::Calculation));
    }
    make_unique(needs);
    return needs;
}

void Planning::tell_circle(const std::vector<int>& circle, bool works) {
    constexpr std::ptrdiff_t kShown = 8;
    std::string way;
    const auto size = static_cast<std::ptrdiff_t>(circle.size());
    for (std::ptrdiff_t i = 0; i < size; ++i) {
        if (size > kShown && i == kShown / 2) {
            way += "… (" + std::to_string(size - kShown) + " more) … -> ";
            i = size - kShown / 2;
        }
        way += plan_->shape[schema_of(*(circle.rbegin() + i))].name + " -> ";
    }
    way += plan_->shape[schema_of(circle.back())].name;
    const int first = *std::min_element(circle.begin(), circle.end());
    const auto column = static_cast<std::size_t>(purpose_of(first));
    const Compiled& compiled = plan_->compiled((*plan_)[schema_of(first)].at(purpose_of(first)));
    complain(
        schema_of(first), kPurposeColumns[column], compiled.expression.source,
        "These depend on one another in a circle: " + way + ". Take one of them out of the circle.",
        works);
}

void Planning::find_circles() {
    const auto vertices = static_cast<std::size_t>(plan_->shape.size()) * kOrderedPurposes;
    std::vector<std::vector<int>> needs(vertices);
    std::vector<char> waits(vertices, 0);
    for (int schema = 1; schema < plan_->rows_end; ++schema) {
        if (!exists(schema, Purpose::Calculation)) continue;
        const auto at = static_cast<std::size_t>(vertex(schema, Purpose::Calculation));
        waits[at] = 1;
        needs[at] = texts_needed_by(static_cast<int>(at));
    }
    in_order(
        needs, waits, [](int) {},
        [&](const std::vector<int>& circle) {
            tell_circle(circle, false);
            return circle;
        });
}

// Circles of another kind (two questions, each relevant by the other) are told too, but can be
// computed: they are cut anywhere, and whoever comes too early is computed again. A repeat that
// grows by what lies in it is none.
void Planning::put_in_order() {
    const auto vertices = static_cast<std::size_t>(plan_->shape.size()) * kOrderedPurposes;
    std::vector<std::vector<int>> needs(vertices);
    std::vector<char> waits(vertices, 0);
    for (std::size_t v = 0; v < vertices; ++v) {
        const int at = static_cast<int>(v);
        if (!exists(schema_of(at), purpose_of(at))) continue;
        waits[v] = 1;
        needs[v] = needs_of(at);
    }
    int rank = 0;
    in_order(
        needs, waits,
        [&](int v) { node(schema_of(v)).rank[static_cast<std::size_t>(purpose_of(v))] = rank++; },
        [&](const std::vector<int>& circle) {
            const auto how_many = [&](Purpose purpose) {
                return std::count_if(circle.begin(), circle.end(),
                                     [&](int v) { return purpose_of(v) == purpose; });
            };
            const auto size = static_cast<std::ptrdiff_t>(circle.size());
            const bool told = how_many(Purpose::Calculation) == size;
            if (!told && how_many(Purpose::Count) == 0) tell_circle(circle, true);
            return std::vector<int>{circle.back()};
        });
}

}  // namespace adit::forms
