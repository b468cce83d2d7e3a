#include "base/text.h"
#include "xpath/function.h"

#include <array>
#include <limits>

namespace adit::xpath {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

const Moment kNone{.is_none = true};

Moment now_of(const Call& call) { return moment_here(call.world().now_ms, call.reckoning()); }

// A moment, the text of one, or a number of days since 1970; kNone for anything else, and nothing
// at all for an empty text.
std::optional<Moment> moment_of(Call& call, int argument) {
    const Reckoning& local = call.reckoning();
    const Value given = call.value(argument);
    if (const Moment* moment = std::get_if<Moment>(&given)) return *moment;
    if (std::holds_alternative<bool>(given)) return kNone;
    const bool is_number =
        std::holds_alternative<double>(given) || std::holds_alternative<Days>(given);
    if (is_number) return moment_of_days(number_of(given, local), local).value_or(kNone);
    const std::string text = text_of(given);
    if (text.empty()) return std::nullopt;
    if (const auto moment = moment_from(trimmed(text), local)) return moment;
    return moment_of_days(number_from(text, local), local).value_or(kNone);
}

Value today(Call& call) { return day_of(now_of(call)); }
Value now(Call& call) { return now_of(call); }

// Only a date keeps the day; a number of days with a time of day in it keeps that too.
Value date(Call& call) {
    const auto moment = moment_of(call, 0);
    if (!moment) return std::string();
    if (moment->is_none) return *moment;
    Moment found = moment_here(moment->utc_ms, call.reckoning());
    found.is_day = moment->is_day || day_of(found).utc_ms == found.utc_ms;
    return found;
}

Value date_time(Call& call) {
    const auto moment = moment_of(call, 0);
    if (!moment) return std::string();
    return moment->is_none ? *moment : moment_here(moment->utc_ms, call.reckoning());
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
    Function{"date-time", 1, 1, date_time},
    Function{"format-date", 2, 2, format_date},
    Function{"format-date-time", 2, 2, format_date},
    Function{"decimal-date-time", 1, 1, decimal_date_time},
    Function{"decimal-time", 1, 1, decimal_time},
};

}  // namespace

std::span<const Function> time_functions() { return kFunctions; }

}  // namespace adit::xpath
