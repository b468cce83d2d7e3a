#include "model/typed_value.h"

#include "base/text.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <optional>
#include <vector>

namespace adit::model {
namespace {

using record::Value;
using Reading = std::variant<Value, Unreadable>;

int number_of(std::string_view digits) {
    int out = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), out);
    return out;
}

/// Runs of digits, whatever stands between them.
std::vector<std::string_view> digit_runs(std::string_view text) {
    std::vector<std::string_view> runs;
    for (std::size_t at = 0; at < text.size();) {
        std::size_t end = at;
        while (end < text.size() && text[end] >= '0' && text[end] <= '9') ++end;
        if (end > at) runs.push_back(text.substr(at, end - at));
        at = std::max(end, at + 1);
    }
    return runs;
}

std::optional<record::Date> date_of(int year, int month, int day) {
    char iso[32];
    std::snprintf(iso, sizeof iso, "%04d-%02d-%02d", year, month, day);
    const auto date = record::date_from(iso);
    if (!date) return std::nullopt;
    return *date;
}

/// Only digits and the usual separators; day first unless the year stands first.
std::optional<record::Date> date_of_typed(std::string_view text) {
    if (text.find_first_not_of("0123456789-/. ") != std::string_view::npos) return std::nullopt;
    const auto runs = digit_runs(text);
    if (runs.size() == 1 && runs[0].size() == 8) {
        const auto& run = runs[0];
        return date_of(number_of(run.substr(4)), number_of(run.substr(2, 2)),
                       number_of(run.substr(0, 2)));
    }
    if (runs.size() != 3) return std::nullopt;
    const bool year_first = runs[0].size() == 4;
    const auto year = year_first ? runs[0] : runs[2];
    const auto day = year_first ? runs[2] : runs[0];
    if (year.size() != 4 || runs[1].size() > 2 || day.size() > 2) return std::nullopt;
    return date_of(number_of(year), number_of(runs[1]), number_of(day));
}

std::optional<std::int32_t> minutes_of_typed(std::string_view text) {
    if (text.find_first_not_of("0123456789:hH. ") != std::string_view::npos) return std::nullopt;
    auto runs = digit_runs(text);
    if (runs.size() == 1 && runs[0].size() == 4) {
        runs = {runs[0].substr(0, 2), runs[0].substr(2)};
    }
    if (runs.empty() || runs.size() > 2 || runs[0].size() > 2) return std::nullopt;
    const int hour = number_of(runs[0]);
    const int minute = runs.size() == 2 ? number_of(runs[1]) : 0;
    if (hour > 23 || minute > 59) return std::nullopt;
    return hour * 60 + minute;
}

std::optional<double> decimal_of(std::string_view text) {
    std::string plain(text);
    std::erase(plain, ' ');
    if (std::ranges::count(plain, ',') == 1 && plain.find('.') == std::string::npos) {
        plain[plain.find(',')] = '.';
    }
    double out = 0;
    const char* begin = plain.data() + (plain.starts_with('+') ? 1 : 0);
    const char* end = plain.data() + plain.size();
    const auto read = std::from_chars(begin, end, out);
    if (read.ec != std::errc{} || read.ptr != end || !std::isfinite(out)) return std::nullopt;
    return out;
}

Reading integer_of(std::string_view text) {
    std::string plain(text);
    std::erase(plain, ' ');
    std::int64_t out = 0;
    const char* end = plain.data() + plain.size();
    const auto read = std::from_chars(plain.data(), end, out);
    if (read.ec != std::errc{} || read.ptr != end) return Unreadable{"typed.integer"};
    return Value{out};
}

Reading datetime_of(std::string_view text, std::int16_t offset_min) {
    const auto gap = text.find_first_of("T ");
    const auto date = date_of_typed(trimmed(text.substr(0, gap)));
    const auto clock = gap == std::string_view::npos ? std::string_view{} : text.substr(gap + 1);
    const auto minutes = clock.empty() ? 0 : minutes_of_typed(clock);
    if (!date || !minutes) return Unreadable{"typed.datetime"};
    const std::int64_t local_min = std::int64_t{date->days} * 1440 + *minutes;
    return Value{record::DateTime{(local_min - offset_min) * 60'000, offset_min}};
}

/// "6.68 -1.62 0 5", "6.68, -1.62", "6.68;-1.62;;5".
std::vector<std::string_view> point_parts(std::string_view text) {
    if (text.find(';') == std::string_view::npos) return words(text);
    std::vector<std::string_view> parts;
    for (const std::string_view part : split(text, ';')) parts.push_back(trimmed(part));
    return parts;
}

std::optional<geo::Point> point_of(std::string_view text) {
    const auto parts = point_parts(text);
    if (parts.size() < 2 || parts.size() > 4) return std::nullopt;
    double numbers[4] = {0, 0, 0, 0};
    for (std::size_t i = 0; i < parts.size(); ++i) {
        std::string_view part = parts[i];
        if (part.ends_with(',')) part.remove_suffix(1);  // As it is copied from a map.
        if (part.empty() && i >= 2) continue;
        const auto number = decimal_of(part);
        if (!number) return std::nullopt;
        numbers[i] = *number;
    }
    const geo::Point point{numbers[0], numbers[1], numbers[2], numbers[3]};
    if (!geo::is_on_earth(point) || point.accuracy_m < 0) return std::nullopt;
    return point;
}

/// What has no typing rules of its own is read as XForms writes it.
Reading plain_of(record::ValueType type, std::string_view text) {
    auto read = record::value_from(type, text);
    if (!read) return Unreadable{"typed.other"};
    return *std::move(read);
}

std::string plain_number(double number) {
    char text[64];
    const auto end = std::to_chars(text, text + sizeof text, number).ptr;
    return {text, end};
}

}  // namespace

Reading value_of_typed(record::ValueType type, std::string_view text, std::int16_t offset_min) {
    using record::ValueType;
    const std::string_view said = trimmed(text);
    if (said.empty()) return Value{record::Nothing{}};
    switch (type) {
        case ValueType::Text:
            return Value{std::string(said)};
        case ValueType::Integer:
            return integer_of(said);
        case ValueType::Decimal: {
            const auto number = decimal_of(said);
            if (!number) return Unreadable{"typed.decimal"};
            return Value{*number};
        }
        case ValueType::Date: {
            const auto date = date_of_typed(said);
            if (!date) return Unreadable{"typed.date"};
            return Value{*date};
        }
        case ValueType::Time: {
            const auto minutes = minutes_of_typed(said);
            if (!minutes) return Unreadable{"typed.time"};
            return Value{record::TimeOfDay{*minutes * 60'000, offset_min}};
        }
        case ValueType::DateTime:
            return datetime_of(said, offset_min);
        case ValueType::Geopoint: {
            const auto point = point_of(said);
            if (!point) return Unreadable{"typed.geopoint"};
            return Value{*point};
        }
        // Typed because the list it would be chosen from is missing on this laptop.
        case ValueType::SelectOne:
            return Value{record::Choice{std::string(said)}};
        default:
            return plain_of(type, said);
    }
}

std::string text_to_type(const Value& value) {
    if (const auto* number = std::get_if<double>(&value)) return plain_number(*number);
    if (const auto* date = std::get_if<record::Date>(&value)) return record::text_of(*date);
    if (const auto* time = std::get_if<record::TimeOfDay>(&value)) {
        char text[16];
        std::snprintf(text, sizeof text, "%02d:%02d", time->ms / 3'600'000, time->ms / 60'000 % 60);
        return text;
    }
    if (const auto* when = std::get_if<record::DateTime>(&value)) {
        const std::string iso = iso_time(when->utc_ms + std::int64_t{when->offset_min} * 60'000);
        return iso.substr(0, 10) + " " + iso.substr(11, 5);
    }
    if (const auto* point = std::get_if<geo::Point>(&value)) {
        std::string text = plain_number(point->latitude) + " " + plain_number(point->longitude);
        if (point->altitude_m != 0 || point->accuracy_m != 0) {
            text += " " + plain_number(point->altitude_m) + " " + plain_number(point->accuracy_m);
        }
        return text;
    }
    return record::text_of(value);
}

}  // namespace adit::model
