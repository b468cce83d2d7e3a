#include "xpath/moment.h"

#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <limits>

namespace adit::xpath {
namespace {

namespace chrono = std::chrono;

constexpr std::int64_t kMinuteMs = 60'000;
constexpr double kDaysMax = 2'932'896;  // 9999-12-31.

// Reads exactly `count` digits off the front.
std::optional<int> take_digits(std::string_view& rest, std::size_t count) {
    if (rest.size() < count) return std::nullopt;
    int number = 0;
    for (std::size_t i = 0; i < count; ++i) {
        if (rest[i] < '0' || rest[i] > '9') return std::nullopt;
        number = number * 10 + (rest[i] - '0');
    }
    rest.remove_prefix(count);
    return number;
}

bool take(std::string_view& rest, char c) {
    if (rest.empty() || rest.front() != c) return false;
    rest.remove_prefix(1);
    return true;
}

struct Clock {
    std::int64_t ms = 0;  // Since midnight, as shown.
    std::optional<std::int16_t> offset_min;
};

// "08:15", "08:15:30", "08:15:30.123", each with "Z", "+01", "+01:00" or nothing behind.
std::optional<Clock> clock_from(std::string_view rest) {
    const auto hour = take_digits(rest, 2);
    if (!hour || *hour > 23 || !take(rest, ':')) return std::nullopt;
    const auto minute = take_digits(rest, 2);
    if (!minute || *minute > 59) return std::nullopt;
    std::int64_t ms = (*hour * 60 + *minute) * kMinuteMs;
    if (take(rest, ':')) {
        const auto second = take_digits(rest, 2);
        if (!second || *second > 59) return std::nullopt;
        ms += std::int64_t{1000} * *second;
        if (take(rest, '.')) {
            std::int64_t unit = 100;
            bool any = false;
            while (!rest.empty() && rest.front() >= '0' && rest.front() <= '9') {
                ms += (rest.front() - '0') * unit;
                unit /= 10;
                rest.remove_prefix(1);
                any = true;
            }
            if (!any) return std::nullopt;
        }
    }
    Clock clock{ms, std::nullopt};
    if (rest.empty()) return clock;
    if (rest == "Z") {
        clock.offset_min = 0;
        return clock;
    }
    const int sign = rest.front() == '-' ? -1 : 1;
    if (!take(rest, '+') && !take(rest, '-')) return std::nullopt;
    const auto hours = take_digits(rest, 2);
    if (!hours || *hours > 14) return std::nullopt;
    int minutes = 0;
    if (!rest.empty()) {
        take(rest, ':');
        const auto read = take_digits(rest, 2);
        if (!read || *read > 59 || !rest.empty()) return std::nullopt;
        minutes = *read;
    }
    clock.offset_min = static_cast<std::int16_t>(sign * (*hours * 60 + minutes));
    return clock;
}

struct Shown {  // What a calendar and a clock on the wall show.
    chrono::year_month_day date;
    chrono::weekday weekday;
    int hour, minute, second, ms;
};

Shown shown(const Moment& moment) {
    const std::int64_t local = moment.utc_ms + moment.offset_min * kMinuteMs;
    const chrono::sys_time<chrono::milliseconds> instant{chrono::milliseconds(local)};
    const auto day = chrono::floor<chrono::days>(instant);
    const chrono::hh_mm_ss time(instant - day);
    return {chrono::year_month_day(day),
            chrono::weekday(day),
            static_cast<int>(time.hours().count()),
            static_cast<int>(time.minutes().count()),
            static_cast<int>(time.seconds().count()),
            static_cast<int>(time.subseconds().count())};
}

template <class... Numbers>
std::string printed(const char* format, Numbers... numbers) {
    std::array<char, 64> out{};
    std::snprintf(out.data(), out.size(), format, numbers...);
    return out.data();
}

std::string month_word(unsigned month, std::string_view language) {
    constexpr std::array kEnglish{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    constexpr std::array kFrench{"janv.", "févr.", "mars",  "avr.", "mai",  "juin",
                                 "juil.", "août",  "sept.", "oct.", "nov.", "déc."};
    return (language == "fr" ? kFrench : kEnglish)[(month + 11) % 12];
}

std::string day_word(unsigned weekday, std::string_view language) {
    constexpr std::array kEnglish{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::array kFrench{"dim.", "lun.", "mar.", "mer.", "jeu.", "ven.", "sam."};
    return (language == "fr" ? kFrench : kEnglish)[weekday % 7];
}

}  // namespace

std::optional<Moment> moment_from(std::string_view text, const Reckoning& local) {
    if (text.size() < 8 || text.size() > 40) return std::nullopt;
    std::string_view rest = text;
    const auto year = take_digits(rest, 4);
    if (!year || !take(rest, '-')) return std::nullopt;
    const auto month = take_digits(rest, 2);
    if (!month || !take(rest, '-')) return std::nullopt;
    const auto day = take_digits(rest, 2);
    if (!day) return std::nullopt;
    const chrono::year_month_day date{chrono::year(*year),
                                      chrono::month(static_cast<unsigned>(*month)),
                                      chrono::day(static_cast<unsigned>(*day))};
    if (!date.ok()) return std::nullopt;
    const std::int64_t midnight =
        chrono::milliseconds(chrono::sys_days(date).time_since_epoch()).count();
    if (rest.empty()) {
        const std::int16_t offset = local.offset_of_shown(midnight);
        return Moment{midnight - offset * kMinuteMs, offset, true};
    }
    if (!take(rest, 'T') && !take(rest, ' ')) return std::nullopt;
    const auto clock = clock_from(rest);
    if (!clock) return std::nullopt;
    const std::int64_t shown_ms = midnight + clock->ms;
    const std::int16_t offset =
        clock->offset_min ? *clock->offset_min : local.offset_of_shown(shown_ms);
    return Moment{shown_ms - offset * kMinuteMs, offset, false};
}

std::optional<std::int64_t> time_of_day_from(std::string_view text, std::int16_t local_offset_min) {
    const auto clock = clock_from(text);
    if (!clock) return std::nullopt;
    return clock->ms - clock->offset_min.value_or(local_offset_min) * kMinuteMs;
}

std::string text_of(const Moment& moment) {
    if (moment.is_none) return "Invalid Date";
    const Shown at = shown(moment);
    std::string text = printed("%04d-%02u-%02u", int(at.date.year()), unsigned(at.date.month()),
                               unsigned(at.date.day()));
    if (moment.is_day) return text;
    const int offset = moment.offset_min;
    const int distance = offset < 0 ? -offset : offset;
    text += printed("T%02d:%02d:%02d.%03d", at.hour, at.minute, at.second, at.ms);
    return text + printed("%c%02d:%02d", offset < 0 ? '-' : '+', distance / 60, distance % 60);
}

double number_of(const Moment& moment) {
    if (moment.is_none) return std::numeric_limits<double>::quiet_NaN();
    return static_cast<double>(moment.utc_ms) / kDayMs;
}

std::optional<Moment> moment_of_days(double days, const Reckoning& local) {
    if (!(days > -719'500) || days > kDaysMax) return std::nullopt;
    return moment_here(std::llround(days * kDayMs), local);
}

Moment moment_here(std::int64_t utc_ms, const Reckoning& local) {
    return {utc_ms, local.offset_at(utc_ms), false};
}

Moment day_of(const Moment& moment) {
    const std::int64_t local = moment.utc_ms + moment.offset_min * kMinuteMs;
    const auto day = chrono::floor<chrono::days>(chrono::milliseconds(local));
    const std::int64_t midnight = chrono::milliseconds(day).count();
    return {midnight - moment.offset_min * kMinuteMs, moment.offset_min, true};
}

std::string formatted(const Moment& moment, std::string_view format, std::string_view language) {
    const Shown at = shown(moment);
    const int year = int(at.date.year());
    const unsigned month = unsigned(at.date.month());
    const unsigned day = unsigned(at.date.day());
    std::string out;
    for (std::size_t i = 0; i < format.size(); ++i) {
        if (format[i] != '%' || i + 1 == format.size()) {
            out += format[i];
            continue;
        }
        switch (format[++i]) {
            case 'Y':
                out += printed("%04d", year);
                break;
            case 'y':
                out += printed("%02d", year % 100);
                break;
            case 'm':
                out += printed("%02u", month);
                break;
            case 'n':
                out += printed("%u", month);
                break;
            case 'b':
                out += month_word(month, language);
                break;
            case 'd':
                out += printed("%02u", day);
                break;
            case 'e':
                out += printed("%u", day);
                break;
            case 'a':
                out += day_word(at.weekday.c_encoding(), language);
                break;
            case 'H':
                out += printed("%02d", at.hour);
                break;
            case 'h':
                out += printed("%d", at.hour);
                break;
            case 'M':
                out += printed("%02d", at.minute);
                break;
            case 'S':
                out += printed("%02d", at.second);
                break;
            case '3':
                out += printed("%03d", at.ms);
                break;
            case '%':
                out += '%';
                break;
            default:
                (out += '%') += format[i];
        }
    }
    return out;
}

}  // namespace adit::xpath
