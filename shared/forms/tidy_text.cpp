#include "forms/tidy_text.h"

#include "base/text.h"
#include "base/unicode.h"
#include "xpath/value.h"

#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <vector>

namespace adit::forms {
namespace {

constexpr double kIntMin = -2'147'483'648.0;  // ODK's int has 32 bits.
constexpr double kIntMax = 2'147'483'647.0;
constexpr std::size_t kGeopointPartsMax = 4;

std::optional<double> number_in(std::string_view text) {
    const std::string_view digits = trimmed(text);
    const char first = digits.empty() ? ' ' : digits.back();
    if (first != '.' && (first < '0' || first > '9')) return std::nullopt;
    double number = 0;
    const char* const begin = digits.data();
    const char* const end = begin + digits.size();
    const auto read = std::from_chars(begin, end, number);
    if (read.ec != std::errc() || read.ptr != end || !std::isfinite(number)) return std::nullopt;
    return number;
}

std::string int_text(std::string_view text) {
    const auto number = number_in(text);
    if (!number) return {};
    const double whole = std::trunc(*number);
    if (whole < kIntMin || whole > kIntMax) return {};
    return xpath::text_of_number(whole);
}

std::string decimal_text(double number) {
    std::string text = xpath::text_of_number(number);
    if (text.find('.') == std::string::npos) text += ".0";
    return text;
}

std::string decimal_text(std::string_view text) {
    const auto number = number_in(text);
    return number ? decimal_text(*number) : std::string();
}

// "lat lon", "lat lon alt", "lat lon alt acc"
std::string geopoint_text(std::string_view text) {
    const auto parts = words(text);
    if (parts.size() < 2 || parts.size() > kGeopointPartsMax) return {};
    std::array<double, kGeopointPartsMax> numbers{};
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const auto number = number_in(parts[i]);
        if (!number) return {};
        numbers[i] = *number;
    }
    constexpr double kLatitudeMax = 90;
    constexpr double kLongitudeMax = 180;
    const bool on_earth =
        std::abs(numbers[0]) <= kLatitudeMax && std::abs(numbers[1]) <= kLongitudeMax;
    if (!on_earth || numbers[3] < 0) return {};
    std::string out;
    for (const double number : numbers) out += (out.empty() ? "" : " ") + decimal_text(number);
    return out;
}

// "lat lon alt acc;lat lon alt acc"; "" as soon as one is no point, and when they are too few: a
// line has two, an area two and the first again (ODK XForms, data types).
std::string points_text(std::string_view text, bool closed) {
    std::vector<std::string> points;
    for (const std::string_view part : split(text, ';')) {
        if (trimmed(part).empty()) continue;
        points.push_back(geopoint_text(trimmed(part)));
        if (points.back().empty()) return {};
    }
    const std::size_t least = closed ? 3 : 2;
    if (points.size() < least || (closed && points.front() != points.back())) return {};
    return joined(points, ";");
}

std::string boolean_text(std::string_view text) {
    if (text == "true" || text == "1") return "1";
    return text == "false" || text == "0" ? "0" : "";
}

// Takes so many digits off the front; -1 when they are not there.
int take_digits(std::string_view& rest, std::size_t count) {
    if (rest.size() < count) return -1;
    int number = 0;
    const char* const begin = rest.data();
    const auto read = std::from_chars(begin, begin + count, number);
    if (read.ptr != begin + count || *begin == '-') return -1;
    rest.remove_prefix(count);
    return number;
}

bool take(std::string_view& rest, char c) {
    if (!rest.starts_with(c)) return false;
    rest.remove_prefix(1);
    return true;
}

int days_in(int year, int month) {
    constexpr std::array kDays{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : kDays[static_cast<std::size_t>(month - 1)];
}

bool take_date(std::string_view& rest) {
    const int year = take_digits(rest, 4);
    if (year < 0 || !take(rest, '-')) return false;
    const int month = take_digits(rest, 2);
    if (month < 1 || month > 12 || !take(rest, '-')) return false;
    const int day = take_digits(rest, 2);
    return day >= 1 && day <= days_in(year, month);
}

bool take_offset(std::string_view& rest) {
    if (rest.empty() || take(rest, 'Z')) return true;
    if (!take(rest, '+') && !take(rest, '-')) return false;
    const int hours = take_digits(rest, 2);
    if (hours < 0 || hours > 14 || !take(rest, ':')) return false;
    const int minutes = take_digits(rest, 2);
    return minutes >= 0 && minutes <= 59;
}

bool take_time(std::string_view& rest) {
    const int hours = take_digits(rest, 2);
    if (hours < 0 || hours > 23 || !take(rest, ':')) return false;
    const int minutes = take_digits(rest, 2);
    if (minutes < 0 || minutes > 59 || !take(rest, ':')) return false;
    const int seconds = take_digits(rest, 2);
    if (seconds < 0 || seconds > 59) return false;
    if (take(rest, '.')) {
        const auto end = rest.find_first_not_of("0123456789");
        if (end == 0 || rest.empty()) return false;
        rest.remove_prefix(std::min(end, rest.size()));
    }
    return take_offset(rest);
}

std::string date_text(std::string_view text, bool with_time) {
    std::string_view rest = text;
    if (!take_date(rest)) return {};
    if (rest.empty()) return std::string(text);
    if (!with_time || !take(rest, 'T') || !take_time(rest) || !rest.empty()) return {};
    return std::string(text.substr(0, text.find('T')));
}

std::string time_text(std::string_view text) {
    std::string_view rest = text;
    return take_time(rest) && rest.empty() ? std::string(text) : std::string();
}

std::string date_time_text(std::string_view text) {
    std::string_view rest = text;
    const bool whole = take_date(rest) && take(rest, 'T') && take_time(rest) && rest.empty();
    return whole ? std::string(text) : std::string();
}

std::string_view bind_type_of(const Node& question) {
    if (!question.bind_type.empty()) return question.bind_type;
    switch (question.type) {
        case QuestionType::Integer:
            return "int";
        case QuestionType::Decimal:
        case QuestionType::Range:
            return "decimal";
        case QuestionType::Date:
            return "date";
        case QuestionType::Time:
            return "time";
        case QuestionType::DateTime:
            return "dateTime";
        case QuestionType::Geopoint:
            return "geopoint";
        case QuestionType::Geotrace:
            return "geotrace";
        case QuestionType::Geoshape:
            return "geoshape";
        default:
            return "string";
    }
}

// Beyond its ends a range has no answers.
bool is_within_range(const Node& question, std::string_view text) {
    const auto bound = [&](std::string_view name) -> std::optional<double> {
        const auto found = question.parameters.find(name);
        return found == question.parameters.end() ? std::nullopt : number_in(found->second);
    };
    const auto number = number_in(text);
    const auto start = bound("start");
    const auto end = bound("end");
    if (question.type != QuestionType::Range || !number || !start || !end) return true;
    return *number >= std::min(*start, *end) && *number <= std::max(*start, *end);
}

std::string text_of_type(const Node& question, std::string_view text, bool answered) {
    if (text.empty()) return {};
    const std::string_view type = bind_type_of(question);
    if (takes_choices(question.type)) return composed(text);
    if (type == "int" || type == "integer") return int_text(text);
    if (type == "decimal") return decimal_text(text);
    if (type == "date") return date_text(text, !answered);
    if (type == "time") return time_text(text);
    if (type == "dateTime") return answered ? date_time_text(text) : std::string(text);
    if (type == "geopoint") return geopoint_text(text);
    if (type == "geotrace" || type == "geoshape") return points_text(text, type == "geoshape");
    if (type == "boolean") return boolean_text(text);
    return composed(text);
}

}  // namespace

std::string answered_text(const Node& question, std::string_view text) {
    std::string tidy = text_of_type(question, text, true);
    return is_within_range(question, tidy) ? tidy : std::string();
}

std::string given_text(const Node& question, std::string_view text) {
    return text_of_type(question, text, false);
}

}  // namespace adit::forms
