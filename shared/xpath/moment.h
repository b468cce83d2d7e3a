// Moments: dates and times as expressions know them. Their number is days since 1970 in UTC with
// the time as fraction; a date without a time begins at midnight of the laptop's time zone.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace adit::xpath {

struct Moment {
    std::int64_t utc_ms = 0;
    std::int16_t offset_min = 0;  // Minutes east of UTC.
    bool is_day = false;          // A date without a time of day.
    bool operator==(const Moment&) const = default;
};

constexpr double kDayMs = 86'400'000.0;

/// "2025-11-23", or a date and time such as "2025-11-23T08:15:00.000+01:00"; without an offset the
/// laptop's. Nothing when the calendar has no such day.
std::optional<Moment> moment_from(std::string_view text, std::int16_t local_offset_min);
/// "08:15:00.000+01:00" as milliseconds since UTC midnight (may be below 0 or above a day).
std::optional<std::int64_t> time_of_day_from(std::string_view text, std::int16_t local_offset_min);

std::string text_of(const Moment& moment);
double number_of(const Moment& moment);
/// Nothing when the number is none or further than year 9999.
std::optional<Moment> moment_of_days(double days, std::int16_t offset_min);
Moment day_of(const Moment& moment);  // The same day at midnight, as a date.

/// %Y %y %m %n %b %d %e %a %H %h %M %S %3 %%, months and days in `language` (en, fr).
std::string formatted(const Moment& moment, std::string_view format, std::string_view language);

}  // namespace adit::xpath
