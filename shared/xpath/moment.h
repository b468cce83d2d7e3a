// Moments: dates and times as expressions know them. Their number is days since 1970 in UTC with
// the time as fraction; a date without a time begins at midnight of the laptop's time zone. As NaN
// among numbers there is a moment that is none: what a text that is no date comes to.
#pragma once

#include "xpath/zone.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace adit::xpath {

struct Moment {
    std::int64_t utc_ms = 0;
    std::int16_t offset_min = 0;  // Minutes east of UTC.
    bool is_day = false;          // A date without a time of day.
    bool is_none = false;         // Not a date: reads "Invalid Date", counts NaN.
    bool operator==(const Moment&) const = default;
};

/// How texts count: where the laptop is, and whether a text may be a date at all.
struct Reckoning {
    std::int16_t offset_min = 0;  // Where there is no zone.
    const Zone* zone = nullptr;   // Borrowed.
    bool knows_dates = true;      // Plain XPath 1.0 does not.

    Reckoning(std::int16_t offset = 0, const Zone* where = nullptr)  // NOLINT: implicit
        : offset_min(offset), zone(where) {}
    std::int16_t offset_at(std::int64_t utc_ms) const {
        return zone == nullptr ? offset_min : zone->offset_at(utc_ms);
    }
    std::int16_t offset_of_shown(std::int64_t shown_ms) const {
        return zone == nullptr ? offset_min : zone->offset_of_shown(shown_ms);
    }
};

constexpr double kDayMs = 86'400'000.0;

/// "2025-11-23", or a date and time such as "2025-11-23T08:15:00.000+01:00"; without an offset the
/// laptop's. Nothing when the calendar has no such day.
std::optional<Moment> moment_from(std::string_view text, const Reckoning& local);
/// "08:15:00.000+01:00" as milliseconds since UTC midnight (may be below 0 or above a day).
std::optional<std::int64_t> time_of_day_from(std::string_view text, std::int16_t local_offset_min);

std::string text_of(const Moment& moment);
double number_of(const Moment& moment);
/// Nothing when the number is none or further than year 9999.
std::optional<Moment> moment_of_days(double days, const Reckoning& local);
/// The instant, as clocks show it here.
Moment moment_here(std::int64_t utc_ms, const Reckoning& local);
Moment day_of(const Moment& moment);  // The same day at midnight, as a date.

/// %Y %y %m %n %b %d %e %a %H %h %M %S %3 %%, months and days in `language` (en, fr).
std::string formatted(const Moment& moment, std::string_view format, std::string_view language);

}  // namespace adit::xpath
