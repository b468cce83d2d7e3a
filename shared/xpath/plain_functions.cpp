// XPath 1.0's own functions where ODK's of the same name are others: for the plain dialect.
#include "base/text.h"
#include "xpath/function.h"

#include <array>
#include <cmath>

namespace adit::xpath {
namespace {

Value number(Call& call) {
    return call.count() == 0 ? number_from(call.node_text(), call.reckoning()) : call.number(0);
}

// Of a node-set the first node counts, as everywhere that a text is wanted (4.2).
Value concat(Call& call) {
    std::string all;
    for (int i = 0; i < call.count() && all.size() <= kTextBytesMax; ++i) all += call.text(i);
    return call.bounded(std::move(all));
}

Value string_length(Call& call) {
    return static_cast<double>(characters_in(call.count() == 0 ? call.node_text() : call.text(0)));
}

Value sum(Call& call) {
    const NodeSet set = call.nodes(0);
    double total = 0;
    for (const NodeId node : set.nodes) total += number_in(*set.tree, node, call.reckoning());
    return total;
}

Value round(Call& call) { return std::floor(call.number(0) + 0.5); }
Value position(Call& call) { return static_cast<double>(call.here().position); }

constexpr std::array kFunctions{
    Function{"number", 0, 1, number},
    Function{"concat", 2, kAnyNumber, concat},
    Function{"string-length", 0, 1, string_length},
    Function{"sum", 1, 1, sum, true},
    Function{"round", 1, 1, round},
    Function{"position", 0, 0, position},
};

}  // namespace

std::span<const Function> plain_functions() { return kFunctions; }

}  // namespace adit::xpath
