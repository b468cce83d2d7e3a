#include "base/text.h"
#include "xpath/function.h"

#include <algorithm>
#include <array>
#include <limits>

namespace adit::xpath {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

const Moment kNone{.is_none = true};

Moment now_of(const Call& call) { return moment_here(call.world().now_ms, call.reckoning()); }

// A moment, the text of one, or a number of days since 1970; kNone for anything else, and nothing
// at all for an empty text.
std::optional<Moment> moment_of(Call& call, int argument,
                                std::string (*shaped)(std::string) = nullptr) {
    const Reckoning& local = call.reckoning();
    const Value given = call.value(argument);
    if (const Moment* moment = std::get_if<Moment>(&given)) return *moment;
    if (std::holds_alternative<bool>(given)) return kNone;
    const bool is_number =
        std::holds_alternative<double>(given) || std::holds_alternative<Days>(given);
    if (is_number) return moment_of_days(number_of(given, local), local).value_or(kNone);
    std::string text = text_of(given);
    if (text.empty()) return std::nullopt;
    if (shaped != nullptr) text = shaped(std::move(text));
    if (const auto moment = moment_from(trimmed(text), local)) return moment;
    return moment_of_days(number_from(text, local), local).value_or(kNone);
}

// "1970-1-2" -> "1970-01-02", as it is typed.
std::string padded(std::string text) {
    std::size_t at = text.find('-');
    for (int part = 0; part < 2 && at != std::string::npos; ++part) {
        const std::size_t end = text.find_first_not_of("0123456789", at + 1);
        const std::size_t digits = std::min(end, text.size()) - at - 1;
        if (digits == 1) text.insert(at + 1, "0");
        at = text.find('-', at + 1);
    }
    return text;
}

Value today(Call& call) { return day_of(now_of(call)); }
Value now(Call& call) { return now_of(call); }

// A moment at midnight here is a day, whichever of the two names calls it (as in Web Forms); with
// another time of day in it, it keeps that.
Value date(Call& call) {
    const auto moment = moment_of(call, 0, padded);
    if (!moment) return std::string();
    if (moment->is_none) return *moment;
    Moment found = moment_here(moment->utc_ms, call.reckoning());
    found.is_day = moment->is_day || day_of(found).utc_ms == found.utc_ms;
    return found;
}

// As clocks show it here, whatever the offset it was written with.
Value format_date(Call& call) {
    const auto moment = moment_of(call, 0);
    if (!moment || moment->is_none) return std::string();
    const Moment shown = moment->is_day ? *moment : moment_here(moment->utc_ms, call.reckoning());
    return formatted(shown, call.text(1), call.world().language);
}

Value decimal_date_time(Call& call) {
    const auto moment = moment_of(call, 0);
    return moment ? number_of(*moment) : kNaN;
}

Value decimal_time(Call& call) {
    const std::int16_t offset = call.reckoning().offset_at(call.world().now_ms);
    const auto ms = time_of_day_from(trimmed(call.text(0)), offset);
    if (!ms) return kNaN;
    constexpr std::int64_t kDay = 86'400'000;
    const std::int64_t local = *ms + offset * std::int64_t{60'000};
    return static_cast<double>((local % kDay + kDay) % kDay) / kDayMs;
}

constexpr std::array kFunctions{
    Function{.name = "today", .run = today, .is_fresh = true},
    Function{.name = "now", .run = now, .is_fresh = true},
    Function{"date", 1, 1, date},
    Function{"date-time", 1, 1, date},
    Function{"format-date", 2, 2, format_date},
    Function{"format-date-time", 2, 2, format_date},
    Function{"decimal-date-time", 1, 1, decimal_date_time},
    Function{"decimal-time", 1, 1, decimal_time},
};

}  // namespace

std::span<const Function> time_functions() { return kFunctions; }

}  // namespace adit::xpath
