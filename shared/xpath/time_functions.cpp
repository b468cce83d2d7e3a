#include "xpath/function.h"

#include <array>
#include <limits>

namespace adit::xpath {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

Moment now_of(const Call& call) {
    const Environment& world = call.world();
    return {world.now_ms, world.offset_min, false};
}

// A moment, the text of one, or a number of days since 1970.
std::optional<Moment> moment_of(Call& call, int argument) {
    const std::int16_t offset = call.world().offset_min;
    const Value given = call.value(argument);
    if (const Moment* moment = std::get_if<Moment>(&given)) return *moment;
    if (const double* days = std::get_if<double>(&given)) return moment_of_days(*days, offset);
    if (std::holds_alternative<bool>(given)) return std::nullopt;
    const std::string text = text_of(given);
    if (const auto moment = moment_from(text, offset)) return moment;
    return moment_of_days(number_from(text, offset), offset);
}

Value today(Call& call) { return day_of(now_of(call)); }
Value now(Call& call) { return now_of(call); }

// Only a date keeps the day; a number of days with a time of day in it keeps that too.
Value date(Call& call) {
    const auto moment = moment_of(call, 0);
    if (!moment) return std::string();
    Moment found = *moment;
    found.offset_min = call.world().offset_min;
    const bool at_midnight = day_of(found).utc_ms == found.utc_ms;
    found.is_day = found.is_day || at_midnight;
    return found;
}

Value date_time(Call& call) {
    const auto moment = moment_of(call, 0);
    if (!moment) return std::string();
    Moment found = *moment;
    found.is_day = false;
    found.offset_min = call.world().offset_min;
    return found;
}

Value format_date(Call& call) {
    const auto moment = moment_of(call, 0);
    if (!moment) return std::string();
    return formatted(*moment, call.text(1), call.world().language);
}

Value decimal_date_time(Call& call) {
    const auto moment = moment_of(call, 0);
    return moment ? number_of(*moment) : kNaN;
}

Value decimal_time(Call& call) {
    const std::int16_t offset = call.world().offset_min;
    const auto ms = time_of_day_from(call.text(0), offset);
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
