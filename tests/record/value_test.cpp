// What may be relied on when answers are read from text and written as text.
#include "record/value.h"

#include <catch2/catch_all.hpp>

using namespace adit;
using namespace adit::record;

namespace {

std::string again(ValueType type, const std::string& text) {
    const auto value = value_from(type, text);
    return value ? text_of(*value) : "refused: " + value.error().what;
}

bool refuses(ValueType type, const std::string& text) {
    const auto value = value_from(type, text);
    return !value && value.error().code == Code::BadInput &&
           value.error().what.find(text) != std::string::npos;
}

}  // namespace

TEST_CASE("answers are written as ODK writes them", "[record][value]") {
    CHECK(again(ValueType::Integer, "-15") == "-15");
    CHECK(again(ValueType::Decimal, "0.1") == "0.1");
    CHECK(again(ValueType::Decimal, "2.50") == "2.5");
    CHECK(again(ValueType::Decimal, "1e21") == "1000000000000000000000");
    CHECK(again(ValueType::Text, "  as typed ") == "  as typed ");
    CHECK(again(ValueType::SelectOne, " gold ") == "gold");
    CHECK(again(ValueType::SelectMultiple, "gold  tin") == "gold tin");
    CHECK(again(ValueType::Date, "2024-02-29") == "2024-02-29");
    CHECK(again(ValueType::Date, "0001-01-01") == "0001-01-01");
    CHECK(again(ValueType::Time, "08:15") == "08:15:00.000Z");
    CHECK(again(ValueType::Time, "23:59:59.5+01:00") == "23:59:59.500+01:00");
    CHECK(again(ValueType::DateTime, "2025-11-23T00:30:00.250+02:00") ==
          "2025-11-23T00:30:00.250+02:00");
    CHECK(again(ValueType::DateTime, "1969-12-31 23:00:00-03:30") ==
          "1969-12-31T23:00:00.000-03:30");
    CHECK(again(ValueType::Geopoint, "6.68 -1.62") == "6.68 -1.62 0 0");
    CHECK(again(ValueType::Geotrace, "1 2 0 0;3 4 0 0;") == "1 2 0 0; 3 4 0 0");
    CHECK(again(ValueType::Geoshape, "1 2; 3 4; 5 6; 1 2") == "1 2 0 0; 3 4 0 0; 5 6 0 0; 1 2 0 0");
}

TEST_CASE("an empty cell is no answer, whatever was asked", "[record][value]") {
    for (const auto type : {ValueType::Integer, ValueType::Text, ValueType::Date,
                            ValueType::Geopoint, ValueType::Attachment}) {
        CHECK(is_nothing(*value_from(type, "  ")));
    }
}

TEST_CASE("text that is not such an answer is refused, with what it should be", "[record][value]") {
    CHECK(refuses(ValueType::Integer, "5.0"));
    CHECK(refuses(ValueType::Integer, "99999999999999999999"));
    CHECK(refuses(ValueType::Decimal, "2,5"));
    CHECK(refuses(ValueType::Decimal, "nan"));
    CHECK(refuses(ValueType::Decimal, "inf"));
    CHECK(refuses(ValueType::Decimal, "+-1"));
    CHECK(refuses(ValueType::Date, "2025-02-29"));
    CHECK(refuses(ValueType::Date, "23/11/2025"));
    CHECK(refuses(ValueType::Date, "2025-13-01"));
    CHECK(refuses(ValueType::Time, "24:00"));
    CHECK(refuses(ValueType::Time, "08:15+15:00"));
    CHECK(refuses(ValueType::DateTime, "2025-11-23"));
    CHECK(refuses(ValueType::Geopoint, "91 0"));
    CHECK(refuses(ValueType::Geopoint, "6.68"));
    CHECK(refuses(ValueType::Geotrace, "1 2"));
    CHECK(refuses(ValueType::Geoshape, "1 2; 3 4; 5 6; 7 8"));
    CHECK(refuses(ValueType::Attachment, "site.jpg"));
    CHECK_FALSE(value_from(ValueType::Text, "\xc3\x28"));
}
