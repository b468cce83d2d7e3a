// What a field officer may type, and what Adit makes of it.
#include "model/typed_value.h"

#include <catch2/catch_all.hpp>

using namespace adit;
using model::Unreadable;
using model::value_of_typed;
using record::Value;
using record::ValueType;

namespace {

std::string read(ValueType type, std::string_view text) {
    const auto value = value_of_typed(type, text, 60);
    if (const auto* unreadable = std::get_if<Unreadable>(&value)) return unreadable->key;
    return record::text_of(std::get<Value>(value));
}

}  // namespace

TEST_CASE("a date is typed as digits, day first, or with the year first", "[model][typed]") {
    for (const char* text : {"14032026", "14/03/2026", "14.3.2026", "14 03 2026", "2026-03-14"}) {
        CHECK(read(ValueType::Date, text) == "2026-03-14");
    }
}

TEST_CASE("a day that is in no calendar is not taken for another", "[model][typed]") {
    for (const char* text : {"31022026", "14/03/26", "1403", "soon", "2026-13-01"}) {
        CHECK(read(ValueType::Date, text) == "typed.date");
    }
}

TEST_CASE("a decimal may have a point or a comma", "[model][typed]") {
    CHECK(read(ValueType::Decimal, "12.5") == "12.5");
    CHECK(read(ValueType::Decimal, "12,5") == "12.5");
    CHECK(read(ValueType::Decimal, " 1 250,5 ") == "1250.5");
    CHECK(read(ValueType::Decimal, "1,250.5") == "typed.decimal");
    CHECK(read(ValueType::Decimal, "inf") == "typed.decimal");
}

TEST_CASE("a whole number with other things in it is no whole number", "[model][typed]") {
    CHECK(read(ValueType::Integer, "70") == "70");
    CHECK(read(ValueType::Integer, "1 200") == "1200");
    CHECK(read(ValueType::Integer, "-3") == "-3");
    for (const char* text : {"70.5", "70 people", "99999999999999999999"}) {
        CHECK(read(ValueType::Integer, text) == "typed.integer");
    }
}

TEST_CASE("a position is taken as a GPS or a map writes it", "[model][typed]") {
    const Value place{geo::Point{6.68, -1.62, 0, 0}};
    CHECK(std::get<Value>(value_of_typed(ValueType::Geopoint, "6.68 -1.62", 0)) == place);
    CHECK(std::get<Value>(value_of_typed(ValueType::Geopoint, "6.68, -1.62", 0)) == place);
    CHECK(std::get<Value>(value_of_typed(ValueType::Geopoint, "6,68;-1,62;;", 0)) == place);
    const Value exact{geo::Point{6.68, -1.62, 0, 5}};
    CHECK(std::get<Value>(value_of_typed(ValueType::Geopoint, "6.68;-1.62;;5", 0)) == exact);
}

TEST_CASE("a position off the earth, or half of one, is refused", "[model][typed]") {
    for (const char* text : {"6.68", "6.68;;;", "96.68 -1.62", "6.68 -181", "6.68 -1.62 0 -5"}) {
        CHECK(read(ValueType::Geopoint, text) == "typed.geopoint");
    }
}

TEST_CASE("blank text takes an answer away", "[model][typed]") {
    for (const ValueType type : {ValueType::Text, ValueType::Integer, ValueType::Date}) {
        CHECK(record::is_nothing(std::get<Value>(value_of_typed(type, "  ", 0))));
    }
}

TEST_CASE("an answer written as one types it is read back as the same answer", "[model][typed]") {
    const std::pair<ValueType, Value> answers[] = {
        {ValueType::Integer, std::int64_t{70}},
        {ValueType::Decimal, 12.25},
        {ValueType::Text, std::string("Évêché, pit 3")},
        {ValueType::Date, record::Date{20'526}},
        {ValueType::Time, record::TimeOfDay{8 * 3'600'000 + 5 * 60'000, 60}},
        {ValueType::DateTime, record::DateTime{1'763'885'700'000, 60}},
        {ValueType::Geopoint, geo::Point{6.68125, -1.62, 210, 4.5}},
        {ValueType::SelectOne, record::Choice{"Kamituga"}}};
    for (const auto& [type, value] : answers) {
        const std::string text = model::text_to_type(value);
        INFO(text);
        CHECK(std::get<Value>(value_of_typed(type, text, 60)) == value);
    }
}
