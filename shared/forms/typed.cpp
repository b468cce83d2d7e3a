#include "forms/typed.h"

#include <cmath>

namespace adit::forms {
namespace {

using record::Value;
using record::ValueType;

constexpr std::int64_t kMinuteMs = 60'000;
constexpr std::int64_t kDayMs = 86'400'000;
constexpr double kWholeMax = 9'007'199'254'740'992.0;  // Beyond, doubles skip integers.

bool has_type(const Value& value, ValueType type) {
    switch (type) {
        case ValueType::Integer:
            return std::holds_alternative<std::int64_t>(value);
        case ValueType::Decimal:
            return std::holds_alternative<double>(value);
        case ValueType::Text:
            return std::holds_alternative<std::string>(value);
        case ValueType::SelectOne:
            return std::holds_alternative<record::Choice>(value);
        case ValueType::SelectMultiple:
            return std::holds_alternative<record::Choices>(value);
        case ValueType::Date:
            return std::holds_alternative<record::Date>(value);
        case ValueType::Time:
            return std::holds_alternative<record::TimeOfDay>(value);
        case ValueType::DateTime:
            return std::holds_alternative<record::DateTime>(value);
        case ValueType::Geopoint:
            return std::holds_alternative<geo::Point>(value);
        case ValueType::Geotrace:
            return std::holds_alternative<record::Geotrace>(value);
        case ValueType::Geoshape:
            return std::holds_alternative<record::Geoshape>(value);
        case ValueType::Attachment:
            return std::holds_alternative<record::AttachmentRef>(value);
    }
    return false;
}

std::optional<ValueType> bound_type(const std::string& word) {
    if (word == "int" || word == "integer") return ValueType::Integer;
    if (word == "decimal") return ValueType::Decimal;
    if (word == "date") return ValueType::Date;
    if (word == "dateTime") return ValueType::DateTime;
    if (word == "time") return ValueType::Time;
    if (word == "geopoint") return ValueType::Geopoint;
    return std::nullopt;
}

}  // namespace

record::Date date_of(const record::DateTime& moment) {
    const std::int64_t local = moment.utc_ms + moment.offset_min * kMinuteMs;
    const std::int64_t days = local >= 0 ? local / kDayMs : -((-local + kDayMs - 1) / kDayMs);
    return {static_cast<std::int32_t>(days)};
}

std::optional<Value> typed_for(const Node& question, bool has_list, const Value& value) {
    const ValueType type = value_type_of(question);
    const std::string* text = std::get_if<std::string>(&value);
    if (text != nullptr && text->empty()) return Value();
    if (record::is_nothing(value) || has_type(value, type)) return value;
    if (!has_list && text != nullptr) return value;  // A name that was typed, not chosen.
    if (type == ValueType::Attachment) return std::nullopt;
    auto read = record::value_from(type, record::text_of(value));
    if (!read) return std::nullopt;
    return std::move(*read);
}

Value calculated_value(const Node& question, const xpath::Value& value) {
    const auto* moment = std::get_if<xpath::Moment>(&value);
    if (moment != nullptr && moment->is_none) return {};
    if (const auto type = bound_type(question.bind_type)) {
        if (auto read = record::value_from(*type, xpath::text_of(value))) return std::move(*read);
    }
    const auto* number = std::get_if<double>(&value);
    if (number != nullptr) {
        if (!std::isfinite(*number)) return {};
        const bool whole = std::trunc(*number) == *number && std::abs(*number) < kWholeMax;
        if (whole) return static_cast<std::int64_t>(*number);
        return *number;
    }
    if (const auto* days = std::get_if<xpath::Days>(&value)) {
        return static_cast<std::int64_t>(std::floor(days->count));
    }
    if (moment != nullptr) {
        const record::DateTime at{moment->utc_ms, moment->offset_min};
        if (moment->is_day) return date_of(at);
        return at;
    }
    std::string text = xpath::text_of(value);
    if (text.empty()) return {};
    return text;
}

}  // namespace adit::forms
