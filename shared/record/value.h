// Value: what stands at a node of a record. It keeps its exact type on every way: integer 5,
// decimal 5.0 and text "5" are three values (MERGE, sync rule 13).
//
// The types are XLSForm's. Nothing (std::monostate) is an answer that was taken away again.
// Text forms are those of the ODK XForms specification: "2025-11-23", "6.68 -1.62 0 0", "a b c".
#pragma once

#include "base/result.h"
#include "geo/point.h"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace adit::record {

struct Nothing {
    bool operator==(const Nothing&) const = default;
};
/// The name of one choice (select_one).
struct Choice {
    std::string name;
    bool operator==(const Choice&) const = default;
};
/// Names of choices in the order of their list (select_multiple) or of a person's (rank).
struct Choices {
    std::vector<std::string> names;
    bool operator==(const Choices&) const = default;
};
struct Date {
    std::int32_t days = 0;  // Since 1970-01-01.
    bool operator==(const Date&) const = default;
};
struct TimeOfDay {
    std::int32_t ms = 0;  // Since local midnight.
    std::int16_t offset_min = 0;
    bool operator==(const TimeOfDay&) const = default;
};
struct DateTime {
    std::int64_t utc_ms = 0;
    std::int16_t offset_min = 0;  // Of the clock that wrote it, minutes east of UTC.
    bool operator==(const DateTime&) const = default;
};
struct Geotrace {
    std::vector<geo::Point> points;
    bool operator==(const Geotrace&) const = default;
};
struct Geoshape {
    std::vector<geo::Point> points;  // The first again as the last, as in ODK.
    bool operator==(const Geoshape&) const = default;
};
/// A photo or another file, named by its content (BLAKE2b-256).
struct AttachmentRef {
    std::array<std::uint8_t, 32> hash{};
    std::uint64_t size_bytes = 0;
    std::string name;  // "site-front.jpg"
    bool operator==(const AttachmentRef&) const = default;
};

/// The order of the alternatives is the type number in stored and sent bytes: append only.
using Value = std::variant<Nothing, std::int64_t, double, std::string, Choice, Choices, Date,
                           TimeOfDay, DateTime, geo::Point, Geotrace, Geoshape, AttachmentRef>;

/// XLSForm's words for the types, as far as a value can have them.
enum class ValueType {
    Integer,
    Decimal,
    Text,
    SelectOne,
    SelectMultiple,
    Date,
    Time,
    DateTime,
    Geopoint,
    Geotrace,
    Geoshape,
    Attachment,
};

/// The XForms text of a value; "" for Nothing, the file's name for an attachment.
std::string text_of(const Value& value);

/// Reads XForms text. "" is Nothing. The error says what the text should look like.
Result<Value> value_from(ValueType type, std::string_view text);

bool is_nothing(const Value& value);

/// Calendar words used by value_from and by anyone who shows dates. Proleptic Gregorian.
std::string text_of(const Date& date);          // "2025-11-23"
Result<Date> date_from(std::string_view text);  // The same; checks the calendar.

}  // namespace adit::record
