// A range holds what lies between start and end, in steps; marks and their labels lie on steps.
#include "base/text.h"
#include "xlsform/parameters.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <set>

namespace adit::xlsform {
namespace {

constexpr long long kUnit = 1'000'000;  // Numbers as millionths, so that 0.3 is three times 0.1.
using Number = std::optional<long long>;

Number number_of(const std::string& text) {
    double number = 0;
    const char* end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, number);
    const bool whole = read.ec == std::errc() && read.ptr == end && std::isfinite(number);
    if (!whole || std::abs(number) > 1e12) return std::nullopt;
    return std::llround(number * static_cast<double>(kUnit));
}

class Range {
public:
    Range(const RowInHand& row, forms::Node& node) : row_(row), node_(node) {}

    void run();

private:
    bool read_numbers();
    bool check_steps();
    bool check_placeholder();
    void check_labels();
    bool check_label(long long value);
    bool refuse(const std::string& what) {
        row_.complain("parameters", what);
        return false;
    }
    const std::string* find(std::string_view name) const {
        const auto found = node_.parameters.find(name);
        return found == node_.parameters.end() ? nullptr : &found->second;
    }
    bool outside(long long value) const {
        return value < std::min(start_, end_) || value > std::max(start_, end_);
    }

    const RowInHand& row_;
    forms::Node& node_;
    long long start_ = 0, end_ = 0, step_ = 0;
    Number tick_, placeholder_;
};

bool Range::read_numbers() {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 3> kUsual{
        {{"start", "1"}, {"end", "10"}, {"step", "1"}}};
    for (const auto& [name, usual] : kUsual) node_.parameters.emplace(name, usual);
    bool whole = true;
    for (const std::string_view name : {"start", "end", "step", "tick_interval", "placeholder"}) {
        const std::string* given = find(name);
        if (given == nullptr) continue;
        const Number number = number_of(*given);
        if (!number) return refuse("Write " + std::string(name) + " of a range as a number.");
        whole = whole && *number % kUnit == 0;
        if (name == "start") start_ = *number;
        if (name == "end") end_ = *number;
        if (name == "step") step_ = *number;
        if (name == "tick_interval") tick_ = number;
        if (name == "placeholder") placeholder_ = number;
    }
    if (!whole) node_.bind_type = "decimal";
    return true;
}

bool Range::check_steps() {
    const long long width = std::abs(end_ - start_);
    if (step_ == 0 || step_ > width) {
        return refuse("Write a step that is not 0 and not larger than the range itself.");
    }
    if (!tick_) return true;
    if (*tick_ == 0 || *tick_ > width || *tick_ % step_ != 0) {
        return refuse(
            "Write a tick_interval that is a multiple of step, not 0 and not larger than the "
            "range itself.");
    }
    node_.body_attributes.emplace_back("odk:tick-interval", *find("tick_interval"));
    return true;
}

bool Range::check_placeholder() {
    if (!placeholder_) return true;
    if ((*placeholder_ - start_) % step_ != 0 || outside(*placeholder_)) {
        return refuse("Write a placeholder between start and end that a step reaches.");
    }
    node_.body_attributes.emplace_back("odk:placeholder", *find("placeholder"));
    return true;
}

bool Range::check_label(long long value) {
    if (outside(value)) return refuse("The choices of tick_labelset must lie in the range.");
    const long long mark = tick_ ? *tick_ : step_;
    if ((value - start_) % mark == 0 && (value - start_) % step_ == 0) return true;
    return refuse("The choices of tick_labelset must lie on steps and on ticks of the range.");
}

void Range::check_labels() {
    const std::string* name = find("tick_labelset");
    if (name == nullptr) return;
    const auto list = row_.draft.definition.lists.find(*name);
    if (list == row_.draft.definition.lists.end()) {
        refuse("The choices sheet has no list " + *name + ": add its rows, or mend the name.");
        return;
    }
    std::set<long long> values;
    for (const forms::ChoiceItem& item : list->second) {
        const Number value = number_of(item.name);
        if (!value) {
            refuse("The choices of tick_labelset must be called by numbers, not " + item.name +
                   ".");
            return;
        }
        if (!check_label(*value)) return;
        values.insert(*value);
    }
    const auto looks = words(node_.appearance);
    const bool no_ticks = std::find(looks.begin(), looks.end(), "no-ticks") != looks.end();
    if (no_ticks && values != std::set<long long>{start_, end_}) {
        refuse("Without ticks only start and end have labels: give tick_labelset those two.");
    }
}

void Range::run() {
    bool plain = true;
    for (const std::string_view look : words(node_.appearance)) {
        plain = plain && (look == "vertical" || look == "no-ticks");
    }
    const bool marked = find("tick_interval") != nullptr || find("placeholder") != nullptr ||
                        find("tick_labelset") != nullptr;
    if (!plain && marked) {
        refuse(
            "tick_interval, placeholder and tick_labelset go with the appearances vertical and "
            "no-ticks only.");
        return;
    }
    if (!read_numbers() || !check_steps() || !check_placeholder()) return;
    check_labels();
    if (!node_.constraint.empty()) return;
    const bool upwards = start_ <= end_;
    node_.constraint = ". >= " + *find(upwards ? "start" : "end") +
                       " and . <= " + *find(upwards ? "end" : "start");
}

}  // namespace

void check_range(const RowInHand& row, forms::Node& node) { Range(row, node).run(); }

}  // namespace adit::xlsform
