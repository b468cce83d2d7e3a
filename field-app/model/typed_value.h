// What a person typed, read as the answer to a question; and an answer written as one types it.
//
// Dates are typed as digits, day first ("14032026"), with any separator, or as 2026-03-14; decimals
// with a point or a comma; positions as latitude, longitude and, if known, altitude and accuracy,
// parted by spaces or, when one may be blank, by semicolons ("6.68;-1.62;;5").
// text_to_type() of a value is always read back as that value.
#pragma once

#include "record/value.h"

#include <string>
#include <string_view>
#include <variant>

namespace adit::model {

/// Why a text is no answer: the key of the sentence that says what to type ("typed.integer").
struct Unreadable {
    std::string key;
    bool operator==(const Unreadable&) const = default;
};

/// Blank text is Nothing.
std::variant<record::Value, Unreadable> value_of_typed(record::ValueType type,
                                                       std::string_view text,
                                                       std::int16_t offset_min);

std::string text_to_type(const record::Value& value);

}  // namespace adit::model
