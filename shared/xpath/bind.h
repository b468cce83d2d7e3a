// Binding: an expression meets the form it stands in. Every path is followed over the Shape once,
// so that what the expression reads is known before it is ever evaluated, and most paths become
// numbers of nodes.
#pragma once

#include "xpath/expression.h"
#include "xpath/shape.h"

#include <optional>
#include <string>
#include <vector>

namespace adit::xpath {

constexpr std::size_t kBindWorkMax = 20'000'000;

/// A node of the form that an expression reads. Of the repeats around it the first `depth` are the
/// ones around the expression's own node; in the others all instances are read.
struct Read {
    int schema = 0;
    int depth = 0;
    bool picked = false;  // Not all of them: a predicate stands on the way.
    auto operator<=>(const Read&) const = default;
};

struct Binding {
    std::vector<Read> reads;            // Sorted, each once.
    std::vector<Read> leads_to;         // When it is a node-set of the form.
    std::vector<std::string> problems;  // Paths that lead nowhere.
    bool is_fresh = false;              // Calls now(), uuid(), random() …
    bool reads_labels = false;          // Calls jr:choice-name() or jr:itext().
    bool is_complete = true;  // False: more than `work_max`, so that not all it reads is known.
    std::size_t work = 0;     // Places of the form looked at.
};

/// A path from the root that leads into a repeat around `own` means its instance there, as ODK's
/// specification has it; with a predicate, or counted or summed, it means all of them.
///
/// `own` is the node of the form that the expression belongs to. `on_choices`: it is evaluated on
/// the choices of that question, and only current() and paths from the root lead into the form.
Binding bind(Expression& expression, const Shape& shape, int own, bool on_choices,
             std::size_t work_max = kBindWorkMax);

}  // namespace adit::xpath
