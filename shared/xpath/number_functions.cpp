#include "base/text.h"
#include "xpath/function.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <numbers>

namespace adit::xpath {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

// Dates become days, which read whole (as JavaRosa has them) and count with their part of a day.
Value number_of_text(const std::string& text, const Reckoning& local) {
    Reckoning plain = local;
    plain.knows_dates = false;
    const double number = number_from(text, plain);
    if (!std::isnan(number)) return number;
    const auto moment = moment_from(trimmed(text), local);
    return moment ? Value(Days{number_of(*moment)}) : Value(kNaN);
}

Value number(Call& call) {
    const Reckoning& local = call.reckoning();
    if (call.count() == 0) return number_of_text(call.node_text(), local);
    const Value given = call.value(0);
    const Moment* moment = std::get_if<Moment>(&given);
    if (moment != nullptr) return moment->is_none ? Value(kNaN) : Value(Days{number_of(*moment)});
    const bool is_text =
        std::holds_alternative<std::string>(given) || std::holds_alternative<NodeSet>(given);
    return is_text ? number_of_text(text_of(given), local) : Value(number_of(given, local));
}

Value int_part(Call& call) { return std::trunc(call.number(0)); }
Value floor(Call& call) { return std::floor(call.number(0)); }
Value ceiling(Call& call) { return std::ceil(call.number(0)); }

// On the digits that a person sees: 1.005 to two places is 1.01. Halves go away from zero.
double rounded(double value, int places) {
    if (!std::isfinite(value)) return value;
    if (places < 0) {
        const double unit = std::pow(10.0, -places);
        return std::round(value / unit) * unit;
    }
    std::string digits = text_of_number(value);
    const auto dot = digits.find('.');
    const auto kept = dot == std::string::npos ? digits.size() : dot + 1 + std::size_t(places);
    if (kept >= digits.size()) return value;
    const bool up = digits[kept] >= '5';
    double out = 0;
    const char* start = digits.data() + (digits[0] == '-' ? 1 : 0);
    std::from_chars(start, digits.data() + kept, out, std::chars_format::fixed);
    if (up) out += std::pow(10.0, -places);
    std::array<char, 400> text{};  // Back to the nearest number with so many places.
    const auto end = std::to_chars(text.data(), text.data() + text.size(), out,
                                   std::chars_format::fixed, places);
    std::from_chars(text.data(), end.ptr, out, std::chars_format::fixed);
    return value < 0 ? -out : out;
}

Value round(Call& call) {
    const double value = call.number(0);
    if (call.count() == 1) return std::floor(value + 0.5);  // XPath 1.0, 4.4.
    const double places = call.number(1);
    if (std::isnan(places)) return kNaN;
    return rounded(value, static_cast<int>(std::clamp(places, -30.0, 30.0)));
}

// Questions without an answer do not count, as in Collect.
Value sum(Call& call) {
    const NodeSet set = call.nodes(0);
    double total = 0;
    for (const NodeId node : set.nodes) {
        const std::string* text = set.tree->find_text(node);
        if (text != nullptr && text->empty()) continue;
        const double number = number_in(*set.tree, node, call.reckoning());
        const bool blank = text == nullptr && set.tree->text_of(node).empty();
        if (!blank) total += number;
    }
    return total;
}

// NaN as soon as one is none (XPath 3.0); NaN of nothing.
template <class Better>
double best_of(Call& call, Better better) {
    double best = kNaN;
    bool any = false;
    bool spoilt = false;
    for (int i = 0; i < call.count(); ++i) {
        call.each_number(i, [&](double one) {
            spoilt = spoilt || std::isnan(one);
            if (!any || better(one, best)) best = one;
            any = true;
        });
    }
    return spoilt ? kNaN : best;
}

Value min(Call& call) { return best_of(call, std::less<>()); }
Value max(Call& call) { return best_of(call, std::greater<>()); }

Value pow(Call& call) { return std::pow(call.number(0), call.number(1)); }
Value log(Call& call) { return std::log(call.number(0)); }
Value log10(Call& call) { return std::log10(call.number(0)); }
Value abs(Call& call) { return std::abs(call.number(0)); }
Value sqrt(Call& call) { return std::sqrt(call.number(0)); }
Value exp(Call& call) { return std::exp(call.number(0)); }
Value exp10(Call& call) { return std::pow(10.0, call.number(0)); }
Value sin(Call& call) { return std::sin(call.number(0)); }
Value cos(Call& call) { return std::cos(call.number(0)); }
Value tan(Call& call) { return std::tan(call.number(0)); }
Value asin(Call& call) { return std::asin(call.number(0)); }
Value acos(Call& call) { return std::acos(call.number(0)); }
Value atan(Call& call) { return std::atan(call.number(0)); }
Value atan2(Call& call) { return std::atan2(call.number(0), call.number(1)); }
Value pi(Call&) { return std::numbers::pi; }
Value random(Call& call) { return call.world().random ? call.world().random() : kNaN; }

constexpr std::array kFunctions{
    Function{"number", 0, 1, number},
    Function{"int", 1, 1, int_part},
    Function{"floor", 1, 1, floor},
    Function{"ceiling", 1, 1, ceiling},
    Function{"round", 1, 2, round},
    Function{"sum", 1, 1, sum, true},
    Function{"min", 1, kAnyNumber, min},
    Function{"max", 1, kAnyNumber, max},
    Function{"pow", 2, 2, pow},
    Function{"log", 1, 1, log},
    Function{"log10", 1, 1, log10},
    Function{"abs", 1, 1, abs},
    Function{"sqrt", 1, 1, sqrt},
    Function{"exp", 1, 1, exp},
    Function{"exp10", 1, 1, exp10},
    Function{"sin", 1, 1, sin},
    Function{"cos", 1, 1, cos},
    Function{"tan", 1, 1, tan},
    Function{"asin", 1, 1, asin},
    Function{"acos", 1, 1, acos},
    Function{"atan", 1, 1, atan},
    Function{"atan2", 2, 2, atan2},
    Function{"pi", 0, 0, pi},
    Function{.name = "random", .run = random, .is_fresh = true},
};

}  // namespace

std::span<const Function> number_functions() { return kFunctions; }

}  // namespace adit::xpath
