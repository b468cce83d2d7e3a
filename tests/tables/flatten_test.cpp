// What whoever opens an export may rely on: every answer has its place, nothing is left out in
// silence, and other people's data carry their credit.
#include "tables/flatten.h"

#include "base/json.h"
#include "tables/geojson.h"

#include <catch2/catch_all.hpp>

#include <algorithm>

using namespace adit;

namespace {

forms::Node question(const std::string& path, forms::QuestionType type,
                     const std::string& list = "") {
    forms::Node node;
    node.type = type;
    node.name = path.substr(path.rfind('/') + 1);
    node.path = {path};
    node.list = list;
    return node;
}

/// A visit with a group, a choice, a place, a decimal, and payments in a repeat.
std::shared_ptr<const forms::Definition> visit_form() {
    auto form = std::make_shared<forms::Definition>();
    form->form = {"visit", "1"};
    form->default_language = "en";
    form->lists["mineral"] = {
        {.name = "gold", .label = {{{"en", "Gold"}, {"fr", "Or"}}}, .media = {}, .columns = {}},
        {.name = "tin", .label = {{{"en", "Tin"}}}, .media = {}, .columns = {}}};
    forms::Node group = question("/site", forms::QuestionType::Text);
    group.kind = forms::NodeKind::Group;
    group.children = {question("/site/minerals", forms::QuestionType::SelectMultiple, "mineral"),
                      question("/site/place", forms::QuestionType::Geopoint),
                      question("/site/name", forms::QuestionType::Text),
                      question("/site/hint", forms::QuestionType::Note)};
    forms::Node repeat = question("/payment", forms::QuestionType::Text);
    repeat.kind = forms::NodeKind::Repeat;
    repeat.children = {question("/payment/payee", forms::QuestionType::Text),
                       question("/payment/amount", forms::QuestionType::Decimal)};
    form->root.kind = forms::NodeKind::Group;
    form->root.children = {group, repeat};
    return form;
}

record::Answer answer(record::Value value, const std::string& author = "asha") {
    record::Answer made;
    made.siblings.push_back({.value = std::move(value), .dot = {}, .clock = {}, .author = author});
    return made;
}

record::Record visit() {
    record::Record record;
    record.scope = {"COD"};
    record.form = {"visit", "1"};
    record.author = "asha";
    record.stage = record::Stage::Finalised;
    record.marks = {"imported:ipis"};
    record.answers[{"/site/minerals"}] = answer(record::Choices{{"gold", "tin"}});
    record.answers[{"/site/place"}] = answer(geo::Point{-2.5, 28.8, 1460, 5});
    record.answers[{"/site/name"}] = answer("=Kamituga");
    const record::NodePath payment = record::NodePath{"/payment"}.instance({0x1f});
    record.instances[{"/payment"}] = {{0x1f}};
    record.answers[payment.child("payee")] = answer("chief");
    record.answers[payment.child("amount")] = answer(2.5);
    return record;
}

std::string at(const tables::Flattener& flattener, const record::Record& record,
               const std::string& column, std::size_t sheet = 0) {
    const auto& columns = flattener.sheets()[sheet].columns;
    const auto place = std::ranges::find(columns, column);
    REQUIRE(place != columns.end());
    const auto rows = flattener.rows_of(record);
    REQUIRE(rows[sheet].size() == 1);
    REQUIRE(rows[sheet][0].size() == columns.size());
    return rows[sheet][0][static_cast<std::size_t>(place - columns.begin())].text;
}

}  // namespace

TEST_CASE("an answer stands in the column of its question, a position in four", "[tables]") {
    const tables::Flattener flattener(visit_form(), {});
    const auto record = visit();
    CHECK(at(flattener, record, "site/minerals") == "gold tin");
    CHECK(at(flattener, record, "site/place.latitude") == "-2.5");
    CHECK(at(flattener, record, "site/place.altitude") == "1460");
    CHECK(at(flattener, record, "stage") == "finalised");
    CHECK(std::ranges::find(flattener.sheets()[0].columns, "site/hint") ==
          flattener.sheets()[0].columns.end());
}

TEST_CASE("choices are written by their labels when a person is to read them", "[tables]") {
    const tables::Flattener french(
        visit_form(),
        {.wording = tables::Wording::Labels, .language = "fr", .tables = {}, .device_name = {}});
    CHECK(at(french, visit(), "site/minerals") == "Or; Tin");
}

TEST_CASE("each payment is a row of its own with the key of its visit", "[tables]") {
    const tables::Flattener flattener(visit_form(), {});
    const auto record = visit();
    REQUIRE(flattener.sheets().size() == 2);
    CHECK(flattener.sheets()[1].name == "visit-payment");
    CHECK(at(flattener, record, "payee", 1) == "chief");
    CHECK(at(flattener, record, "amount", 1) == "2.5");
    CHECK(at(flattener, record, "place", 1) == "1");
    CHECK(at(flattener, record, "parent_key", 1) == record.id.text());
    CHECK(at(flattener, record, "key", 1) == record.id.text() + "/payment[000000000000001f]");
}

TEST_CASE("where people disagree every value and its author is in the export", "[tables]") {
    auto record = visit();
    record.answers[{"/site/name"}].siblings.push_back(
        {.value = "Kamituga 2", .dot = {}, .clock = {}, .author = "badu"});
    const tables::Flattener flattener(visit_form(), {});
    CHECK(at(flattener, record, "conflicts") == "site/name: =Kamituga (asha) | Kamituga 2 (badu)");
}

TEST_CASE("an answer that the form no longer asks is exported all the same", "[tables]") {
    auto record = visit();
    record.answers[{"/site/old_question"}] = answer(std::int64_t{7});
    const tables::Flattener flattener(visit_form(), {});
    CHECK(at(flattener, record, "retired") == "site/old_question = 7");
}

TEST_CASE("imported data carry the name of their source", "[tables]") {
    const tables::Flattener flattener(visit_form(), {});
    auto record = visit();
    CHECK(at(flattener, record, "credit") == "IPIS open data, ODC-BY 1.0");
    record.marks = {"training"};
    CHECK(at(flattener, record, "credit").empty());
    CHECK(at(flattener, record, "marks") == "training");
}

TEST_CASE("a CSV export guards formulas and begins with a byte order mark", "[tables]") {
    const tables::Flattener flattener(visit_form(), {});
    tables::CsvExport csv(flattener);
    csv.add(visit());
    csv.add(visit());
    CHECK(csv.rows_in(0) == 2);
    CHECK(csv.rows_in(1) == 2);
    const std::string text = csv.take_text(0);
    CHECK(text.starts_with(tables::kByteOrderMark));
    CHECK(text.find("'=Kamituga") != text.npos);
}

TEST_CASE("a map file holds positions as longitude and latitude, and the credit", "[tables]") {
    const tables::Flattener flattener(visit_form(), {});
    tables::GeojsonExport geojson;
    geojson.add(flattener, visit());
    record::Record nowhere;
    geojson.add(flattener, nowhere);
    const auto json = json_from(geojson.finish());
    REQUIRE(json);
    CHECK((*json)["credit"][0] == "IPIS open data, ODC-BY 1.0");
    REQUIRE((*json)["features"].size() == 2);
    CHECK((*json)["features"][0]["geometry"]["coordinates"] == Json({28.8, -2.5, 1460.0}));
    CHECK((*json)["features"][0]["properties"]["site/place.accuracy"] == 5);
    CHECK((*json)["features"][1]["geometry"].is_null());
}
