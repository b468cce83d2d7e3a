#include "xpath/function.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

namespace adit::xpath {
namespace {

bool is_blank(const Value& value) {
    if (const double* number = std::get_if<double>(&value)) return std::isnan(*number);
    if (const Moment* moment = std::get_if<Moment>(&value)) return moment->is_none;
    return text_of(value).empty();
}

Value if_else(Call& call) { return call.value(call.truth(0) ? 1 : 2); }

Value coalesce(Call& call) {
    for (int i = 0; i < call.count(); ++i) {
        Value found = call.value(i);
        if (!is_blank(found)) return text_of(found);
    }
    return std::string();
}

// The answer that stands there already; else the new one.
Value once(Call& call) {
    const Context& own = call.run().origin();
    std::string kept = own.tree->text_of(own.node);
    if (!kept.empty()) return kept;
    Value fresh = call.value(0);
    return is_blank(fresh) ? Value(std::string()) : fresh;
}

Value yes(Call&) { return true; }
Value no(Call&) { return false; }
Value boolean(Call& call) { return call.truth(0); }
Value negated(Call& call) { return !call.truth(0); }

Value boolean_from_string(Call& call) {
    const std::string text = call.text(0);
    return text == "true" || text == "1";
}

// What holds of an argument: each node of a node-set for itself, or the one value.
std::vector<bool> truths(Call& call, int argument) {
    const Value found = call.value(argument);
    const NodeSet* set = std::get_if<NodeSet>(&found);
    if (set == nullptr) return {truth_of(found)};
    std::vector<bool> each;
    for (const NodeId node : set->nodes) each.push_back(!set->tree->text_of(node).empty());
    return each;
}

// Each argument counts once; each node of a node-set for itself.
double count_true(Call& call, int argument) {
    const std::vector<bool> each = truths(call, argument);
    return static_cast<double>(std::ranges::count(each, true));
}

bool is_within(Call& call, double count) {
    const double least = call.number(0);
    const double most = call.number(1);
    return (least < 0 || count >= least) && (most < 0 || count <= most);
}

Value checklist(Call& call) {
    double count = 0;
    for (int i = 2; i < call.count(); ++i) count += count_true(call, i);
    return is_within(call, count);
}

// Node by node, as Web Forms and Enketo do: more weights than nodes make no list that holds.
Value weighted_checklist(Call& call) {
    double sum = 0;
    for (int i = 2; i + 1 < call.count(); i += 2) {
        const std::vector<bool> holds = truths(call, i);
        std::size_t place = 0;
        bool has_all = true;
        call.each_number(i + 1, [&](double weight) {
            if (place >= holds.size()) {
                has_all = false;
            } else if (holds[place]) {
                sum += weight;
            }
            ++place;
        });
        if (!has_all) return false;
    }
    return is_within(call, sum);
}

// depend(x, …): x, computed again whenever one of the others changes.
Value depend(Call& call) { return call.value(0); }

constexpr std::array kFunctions{
    Function{"if", 3, 3, if_else},
    Function{"coalesce", 2, kAnyNumber, coalesce},
    Function{.name = "once", .arguments_min = 1, .arguments_max = 1, .run = once, .is_fresh = true},
    Function{"depend", 1, kAnyNumber, depend},
    Function{"true", 0, 0, yes},
    Function{"false", 0, 0, no},
    Function{"boolean", 1, 1, boolean},
    Function{"not", 1, 1, negated},
    Function{"boolean-from-string", 1, 1, boolean_from_string},
    Function{"checklist", 3, kAnyNumber, checklist},
    Function{"weighted-checklist", 4, kAnyNumber, weighted_checklist},
};

}  // namespace

std::span<const Function> logic_functions() { return kFunctions; }

}  // namespace adit::xpath
