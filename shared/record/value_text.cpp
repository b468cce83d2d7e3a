#include "record/value_text.h"

#include "base/text.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <optional>

namespace adit::record {
namespace {

constexpr std::int64_t kMinuteMs = 60'000;
constexpr std::int64_t kDayMs = 24 * 60 * kMinuteMs;
constexpr int kOffsetMaxMin = 14 * 60;

Error not_like(std::string_view text, std::string_view wanted) {
    return {Code::BadInput, "\"" + std::string(text) + "\" is not " + std::string(wanted)};
}

struct Civil {
    std::int64_t year;
    unsigned month, day;
};

// Days since 1970-01-01 and back (Howard Hinnant's reckoning, in eras of 400 years from 1 March).
Civil civil_of(std::int64_t days) {
    days += 719'468;
    const std::int64_t era = (days >= 0 ? days : days - 146'096) / 146'097;
    const auto in_era = static_cast<unsigned>(days - era * 146'097);
    const unsigned year = (in_era - in_era / 1'460 + in_era / 36'524 - in_era / 146'096) / 365;
    const unsigned in_year = in_era - (365 * year + year / 4 - year / 100);
    const unsigned month = (5 * in_year + 2) / 153;
    const unsigned day = in_year - (153 * month + 2) / 5 + 1;
    const unsigned calendar_month = month < 10 ? month + 3 : month - 9;
    return {era * 400 + year + (calendar_month <= 2 ? 1 : 0), calendar_month, day};
}

std::int64_t days_of(Civil date) {
    const std::int64_t year = date.year - (date.month <= 2 ? 1 : 0);
    const std::int64_t era = (year >= 0 ? year : year - 399) / 400;
    const auto in_era = static_cast<unsigned>(year - era * 400);
    const unsigned in_year =
        (153 * (date.month > 2 ? date.month - 3 : date.month + 9) + 2) / 5 + date.day - 1;
    return era * 146'097 + (in_era * 365 + in_era / 4 - in_era / 100 + in_year) - 719'468;
}

std::optional<unsigned> digits(std::string_view text, std::size_t at, std::size_t count) {
    if (at + count > text.size()) return std::nullopt;
    unsigned number = 0;
    for (const char c : text.substr(at, count)) {
        if (c < '0' || c > '9') return std::nullopt;
        number = number * 10 + static_cast<unsigned>(c - '0');
    }
    return number;
}

std::string offset_text(int offset_min) {
    if (offset_min == 0) return "Z";
    std::array<char, 16> out{};
    const int size = std::abs(offset_min);
    std::snprintf(out.data(), out.size(), "%c%02d:%02d", offset_min < 0 ? '-' : '+', size / 60,
                  size % 60);
    return out.data();
}

std::string clock_text(std::int64_t ms) {
    std::array<char, 32> out{};
    std::snprintf(out.data(), out.size(), "%02d:%02d:%02d.%03d", int(ms / 3'600'000),
                  int(ms / 60'000 % 60), int(ms / 1000 % 60), int(ms % 1000));
    return out.data();
}

// "", "Z", "+01:00", "+0100" or "+01".
std::optional<std::int16_t> offset_from(std::string_view text) {
    if (text.empty() || text == "Z" || text == "z") return std::int16_t{0};
    if (text[0] != '+' && text[0] != '-') return std::nullopt;
    const auto hours = digits(text, 1, 2);
    const bool colon = text.size() == 6 && text[3] == ':';
    const bool hours_only = text.size() == 3;
    if (!hours || !(colon || hours_only || text.size() == 5)) return std::nullopt;
    const auto minutes = hours_only ? std::optional(0u) : digits(text, colon ? 4 : 3, 2);
    if (!minutes || *minutes > 59) return std::nullopt;
    const int total = static_cast<int>(*hours * 60 + *minutes);
    if (total > kOffsetMaxMin) return std::nullopt;
    return static_cast<std::int16_t>(text[0] == '-' ? -total : total);
}

// "08:15", "08:15:30", "08:15:30.250", then an offset or nothing.
std::optional<TimeOfDay> clock_from(std::string_view text) {
    const auto hour = digits(text, 0, 2);
    const auto minute = digits(text, 3, 2);
    if (!hour || !minute || *hour > 23 || *minute > 59 || text[2] != ':') return std::nullopt;
    std::size_t at = 5;
    unsigned ms = 0;
    if (at < text.size() && text[at] == ':') {
        const auto second = digits(text, 6, 2);
        if (!second || *second > 59) return std::nullopt;
        ms = *second * 1000;
        at = 8;
        if (at < text.size() && text[at] == '.') {
            ++at;
            for (unsigned worth = 100; at < text.size() && digits(text, at, 1); ++at, worth /= 10) {
                ms += *digits(text, at, 1) * worth;
            }
        }
    }
    const auto offset = offset_from(text.substr(at));
    if (!offset) return std::nullopt;
    return TimeOfDay{static_cast<std::int32_t>((*hour * 60 + *minute) * 60'000 + ms), *offset};
}

}  // namespace

std::string text_of(const Date& date) {
    const Civil civil = civil_of(date.days);
    if (civil.year < 0 || civil.year > 9999) {
        std::array<char, 40> out{};
        std::snprintf(out.data(), out.size(), "%04lld-%02u-%02u",
                      static_cast<long long>(civil.year), civil.month, civil.day);
        return out.data();
    }
    std::string out = "0000-00-00";  // A list shows many of them.
    const auto put = [&](std::size_t end, unsigned number) {
        for (; number > 0; number /= 10) out[--end] = static_cast<char>('0' + number % 10);
    };
    put(4, static_cast<unsigned>(civil.year));
    put(7, civil.month);
    put(10, civil.day);
    return out;
}

Result<Date> date_from(std::string_view text) {
    const auto year = digits(text, 0, 4);
    const auto month = digits(text, 5, 2);
    const auto day = digits(text, 8, 2);
    const bool shaped =
        text.size() == 10 && year && month && day && text[4] == '-' && text[7] == '-';
    if (shaped && *month >= 1 && *month <= 12 && *day >= 1) {
        const std::int64_t days = days_of({*year, *month, *day});
        if (civil_of(days).day == *day) return Date{static_cast<std::int32_t>(days)};
    }
    return not_like(text, "a date of the calendar: write it as 2025-11-23");
}

std::string decimal_text(double number) {
    if (std::isnan(number)) return "NaN";
    if (std::isinf(number)) return number < 0 ? "-Infinity" : "Infinity";
    std::array<char, 400> out{};
    const auto end =
        std::to_chars(out.data(), out.data() + out.size(), number, std::chars_format::fixed).ptr;
    return {out.data(), end};
}

std::string time_text(const TimeOfDay& time) {
    return clock_text(time.ms) + offset_text(time.offset_min);
}

std::string date_time_text(const DateTime& when) {
    const std::int64_t local = when.utc_ms + when.offset_min * kMinuteMs;
    std::int64_t day = local / kDayMs;
    if (local % kDayMs < 0) --day;
    return text_of(Date{static_cast<std::int32_t>(day)}) + "T" + clock_text(local - day * kDayMs) +
           offset_text(when.offset_min);
}

std::string point_text(const geo::Point& point) {
    return decimal_text(point.latitude) + " " + decimal_text(point.longitude) + " " +
           decimal_text(point.altitude_m) + " " + decimal_text(point.accuracy_m);
}

std::string points_text(const std::vector<geo::Point>& points) {
    std::string out;
    for (const geo::Point& point : points) {
        if (!out.empty()) out += "; ";
        out += point_text(point);
    }
    return out;
}

Result<std::int64_t> whole_number_from(std::string_view text) {
    std::string_view number = text;
    if (number.size() > 1 && number[0] == '+' && number[1] != '-') number.remove_prefix(1);
    std::int64_t value = 0;
    const auto read = std::from_chars(number.data(), number.data() + number.size(), value);
    if (read.ec == std::errc() && read.ptr == number.data() + number.size()) return value;
    return not_like(text, "a whole number: write digits only, such as 15");
}

Result<double> decimal_from(std::string_view text) {
    std::string_view number = text;
    if (number.size() > 1 && number[0] == '+' && number[1] != '-') number.remove_prefix(1);
    double value = 0;
    const auto read = std::from_chars(number.data(), number.data() + number.size(), value);
    const bool whole = read.ec == std::errc() && read.ptr == number.data() + number.size();
    if (whole && std::isfinite(value)) return value;
    return not_like(text, "a number: write it with a point, such as 2.5");
}

Result<TimeOfDay> time_from(std::string_view text) {
    if (const auto time = clock_from(text)) return *time;
    return not_like(text, "a time: write it as 08:15");
}

Result<DateTime> date_time_from(std::string_view text) {
    const bool shaped = text.size() > 11 && (text[10] == 'T' || text[10] == ' ');
    const auto time = shaped ? clock_from(text.substr(11)) : std::nullopt;
    if (!time) return not_like(text, "a date and time: write it as 2025-11-23T08:15:00+01:00");
    const Date date = TRY(date_from(text.substr(0, 10)));
    const std::int64_t local = date.days * kDayMs + time->ms;
    return DateTime{local - time->offset_min * kMinuteMs, time->offset_min};
}

Result<geo::Point> point_from(std::string_view text) {
    const auto parts = words(text);
    std::array<double, 4> numbers{};
    bool shaped = parts.size() >= 2 && parts.size() <= 4;
    for (std::size_t i = 0; shaped && i < parts.size(); ++i) {
        const auto number = decimal_from(parts[i]);
        shaped = static_cast<bool>(number);
        if (shaped) numbers[i] = *number;
    }
    const geo::Point point{numbers[0], numbers[1], numbers[2], numbers[3]};
    if (shaped && geo::is_on_earth(point)) return point;
    return not_like(text,
                    "a place: write latitude (-90 to 90), longitude (-180 to 180), altitude and "
                    "accuracy, such as 6.68 -1.62 0 0");
}

Result<std::vector<geo::Point>> points_from(std::string_view text) {
    std::vector<geo::Point> points;
    for (const std::string_view part : split(text, ';')) {
        if (trimmed(part).empty()) continue;
        points.push_back(TRY(point_from(trimmed(part))));
    }
    if (points.size() < 2) {
        return not_like(text, "a line: give two points or more, with ; between them");
    }
    return points;
}

}  // namespace adit::record
