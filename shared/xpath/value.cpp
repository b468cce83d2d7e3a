#include "xpath/value.h"

#include "base/text.h"

#include <array>
#include <charconv>
#include <cmath>
#include <limits>

namespace adit::xpath {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

template <class... Cases>
struct Overload : Cases... {
    using Cases::operator()...;
};
template <class... Cases>
Overload(Cases...) -> Overload<Cases...>;

}  // namespace

std::string text_of_number(double number) {
    if (std::isnan(number)) return "NaN";
    if (std::isinf(number)) return number > 0 ? "Infinity" : "-Infinity";
    if (number == 0) return "0";  // And not "-0".
    std::array<char, 400> out{};
    const auto end =
        std::to_chars(out.data(), out.data() + out.size(), number, std::chars_format::fixed);
    return {out.data(), end.ptr};
}

double number_from(std::string_view text, const Reckoning& local) {
    text = trimmed(text);
    if (text.empty()) return kNaN;
    const std::size_t sign = text[0] == '-' ? 1 : 0;
    if (sign == text.size()) return kNaN;
    const char first = text[sign];
    if (first == '.') {  // from_chars wants a digit before the dot.
        const bool digit = text.size() > sign + 1 && text[sign + 1] >= '0' && text[sign + 1] <= '9';
        if (!digit) return kNaN;
        const double behind = number_from("0" + std::string(text.substr(sign)), local);
        return sign == 1 ? -behind : behind;
    }
    if (first < '0' || first > '9') return kNaN;
    double number = 0;
    const char* const begin = &text[0];
    const char* const end = begin + text.size();
    const auto read = std::from_chars(begin, end, number, std::chars_format::fixed);
    if (read.ptr == end) {
        if (read.ec == std::errc()) return number;
        // More digits than a number can hold: beyond all bounds, or nearly nothing.
        const std::string_view digits = text.substr(sign);
        const bool large =
            digits.substr(0, digits.find('.')).find_first_not_of('0') != std::string_view::npos;
        const double bound = large ? std::numeric_limits<double>::infinity() : 0.0;
        return sign == 1 ? -bound : bound;
    }
    if (!local.knows_dates) return kNaN;
    if (const auto moment = moment_from(text, local)) return number_of(*moment);
    return kNaN;
}

double number_in(const Tree& tree, NodeId node, const Reckoning& local) {
    if (const std::string* text = tree.find_text(node)) return number_from(*text, local);
    return number_from(tree.text_of(node), local);
}

std::string text_of(const Value& value) {
    return std::visit(
        Overload{[](double number) { return text_of_number(number); },
                 [](const std::string& text) { return text; },
                 [](bool truth) { return std::string(truth ? "true" : "false"); },
                 [](const NodeSet& set) {
                     return set.nodes.empty() ? std::string() : set.tree->text_of(set.nodes[0]);
                 },
                 [](const Moment& moment) { return text_of(moment); },
                 [](const Days& days) { return text_of_number(std::floor(days.count)); }},
        value);
}

bool truth_of(const Value& value) {
    return std::visit(Overload{[](double number) { return number != 0 && !std::isnan(number); },
                               [](const std::string& text) { return !text.empty(); },
                               [](bool truth) { return truth; },
                               [](const NodeSet& set) { return !set.nodes.empty(); },
                               [](const Moment& moment) { return !moment.is_none; },
                               [](const Days& days) { return days.count != 0; }},
                      value);
}

double number_of(const Value& value, const Reckoning& local) {
    return std::visit(
        Overload{[](double number) { return number; },
                 [&](const std::string& text) { return number_from(text, local); },
                 [](bool truth) { return truth ? 1.0 : 0.0; },
                 [&](const NodeSet& set) {
                     return set.nodes.empty() ? kNaN : number_in(*set.tree, set.nodes[0], local);
                 },
                 [](const Moment& moment) { return number_of(moment); },
                 [](const Days& days) { return days.count; }},
        value);
}

}  // namespace adit::xpath
