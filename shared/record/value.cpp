#include "record/value.h"

#include "base/text.h"
#include "record/value_text.h"

namespace adit::record {
namespace {

Error unlike(std::string_view text, std::string_view kind) {
    return {Code::BadInput, "\"" + std::string(text) + "\" is not " + std::string(kind)};
}

template <class T>
Result<Value> as_value(Result<T> read) {
    if (!read) return std::move(read).error();
    return Value{*std::move(read)};
}

struct TextOf {
    std::string operator()(const Nothing&) const { return {}; }
    std::string operator()(std::int64_t number) const { return std::to_string(number); }
    std::string operator()(double number) const { return decimal_text(number); }
    std::string operator()(const std::string& text) const { return text; }
    std::string operator()(const Choice& choice) const { return choice.name; }
    std::string operator()(const Choices& choices) const { return joined(choices.names, " "); }
    std::string operator()(const Date& date) const { return text_of(date); }
    std::string operator()(const TimeOfDay& time) const { return time_text(time); }
    std::string operator()(const DateTime& instant) const { return date_time_text(instant); }
    std::string operator()(const geo::Point& point) const { return point_text(point); }
    std::string operator()(const Geotrace& trace) const { return points_text(trace.points); }
    std::string operator()(const Geoshape& shape) const { return points_text(shape.points); }
    std::string operator()(const AttachmentRef& file) const { return file.name; }
};

Result<Value> shape_from(std::string_view text) {
    auto points = TRY(points_from(text));
    if (points.size() < 4 || points.front() != points.back()) {
        return unlike(text, "a closed shape: give at least three points and the first again");
    }
    return Value{Geoshape{std::move(points)}};
}

}  // namespace

std::string text_of(const Value& value) { return std::visit(TextOf{}, value); }

Result<Value> value_from(ValueType type, std::string_view raw) {
    const std::string_view text = trimmed(raw);
    if (text.empty()) return Value{Nothing{}};
    if (!is_utf8(raw))
        return Error{Code::BadInput, "the text is not UTF-8: save the file as UTF-8"};

    switch (type) {
        case ValueType::Integer:
            return as_value(whole_number_from(text));
        case ValueType::Decimal:
            return as_value(decimal_from(text));
        case ValueType::Text:
            return Value{std::string(raw)};
        case ValueType::SelectOne:
            return Value{Choice{std::string(text)}};
        case ValueType::SelectMultiple: {
            Choices choices;
            for (const std::string_view name : words(text)) choices.names.emplace_back(name);
            return Value{std::move(choices)};
        }
        case ValueType::Date:
            return as_value(date_from(text));
        case ValueType::Time:
            return as_value(time_from(text));
        case ValueType::DateTime:
            return as_value(date_time_from(text));
        case ValueType::Geopoint:
            return as_value(point_from(text));
        case ValueType::Geotrace:
            return Value{Geotrace{TRY(points_from(text))}};
        case ValueType::Geoshape:
            return shape_from(text);
        case ValueType::Attachment:
            return unlike(text, "a file: add the file itself, its name alone is not enough");
    }
    ENSURE(false);
}

bool is_nothing(const Value& value) { return std::holds_alternative<Nothing>(value); }

}  // namespace adit::record
