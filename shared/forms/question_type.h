// The question types of XLSForm, by their own words.
#pragma once

#include <optional>
#include <string_view>

namespace adit::forms {

enum class QuestionType {
    Text,
    Integer,
    Decimal,
    Date,
    Time,
    DateTime,
    SelectOne,
    SelectMultiple,
    Rank,
    Range,
    Note,
    Acknowledge,
    Calculate,
    Hidden,
    Geopoint,
    Geotrace,
    Geoshape,
    Image,
    Audio,
    Video,
    File,
    Barcode,
    // Metadata: filled by the session, never asked.
    Start,
    End,
    Today,
    Username,
    DeviceId,
    Email,
    PhoneNumber,
    Audit,
};

/// Its answer is among choices.
bool takes_choices(QuestionType type);

/// Asked of a person (not a calculate, hidden or metadata).
bool is_asked(QuestionType type);

}  // namespace adit::forms
