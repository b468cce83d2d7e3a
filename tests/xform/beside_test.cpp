// The reader may rely on: the files that a form looks things up in are tables and documents alike,
// and what is not what its ending says is refused with a sentence.
#include "xform/beside.h"

#include "xpath/tree.h"

#include <catch2/catch_all.hpp>

using namespace adit;
using Rows = std::vector<std::vector<std::string>>;

TEST_CASE("an XML list is a table of what its items hold", "[xform][beside]") {
    const auto table =
        xform::table_from_file("jr://file/places.xml",
                               "<root><item><name>a</name><label>A</label></item><note/>"
                               "<item><district>d</district><name>b</name></item></root>");
    REQUIRE(table);
    CHECK(table->columns == std::vector<std::string>{"name", "label", "district"});
    CHECK(table->rows == Rows{{"a", "A", ""}, {"b", "", "d"}});
    CHECK(table->document != nullptr);
}

TEST_CASE("XML of another shape is a document without rows", "[xform][beside]") {
    const auto table = xform::table_from_file("limits.xml", "<limits><of tool='x'/></limits>");
    REQUIRE(table);
    CHECK(table->rows.empty());
    REQUIRE(table->document != nullptr);
    CHECK(table->document->find_name("limits"));
}

TEST_CASE("GeoJSON is a list of its features", "[xform][beside]") {
    const auto table = xform::table_from_file(
        "pits.geojson", R"({"type":"FeatureCollection","features":[{"type":"Feature","id":"p1",
"properties":{"title":"Pit"},"geometry":{"type":"Point","coordinates":[28.5,-3]}}]})");
    REQUIRE(table);
    CHECK(table->columns == std::vector<std::string>{"geometry", "id", "title"});
    CHECK(table->rows == Rows{{"-3 28.5 0 0", "p1", "Pit"}});
}

TEST_CASE("a feature is called as GeoJSON calls it, and what is null is not there",
          "[xform][beside]") {
    const auto table = xform::table_from_file(
        "pits.geojson", R"({"type":"FeatureCollection","features":[{"type":"Feature","id":"top",
"properties":{"id":"inner","depth":null,"title":"Pit"},"geometry":null}]})");
    REQUIRE(table);
    CHECK(table->columns == std::vector<std::string>{"id", "title"});
    CHECK(table->rows == Rows{{"top", "Pit"}});
}

TEST_CASE("a shape that is called by no name has none", "[xform][beside]") {
    const auto table = xform::table_from_file(
        "pits.geojson", R"({"type":"FeatureCollection","features":[{"type":"Feature","id":"p1",
"properties":{},"geometry":{"type":["Point"],"coordinates":[28.5,-3]}}]})");
    REQUIRE(table);
    CHECK(table->rows == Rows{{"", "p1"}});
}

TEST_CASE("cells lie between commas, semicolons or tabs, as the first row has them",
          "[xform][beside]") {
    const Rows wanted{{"a", "A, or a"}, {"b", "B; b"}};
    for (const std::string& bytes :
         {std::string("name,label\na,\"A, or a\"\nb,B; b\n"),
          std::string("name;label\na;A, or a\nb;\"B; b\"\n"),
          std::string("\"name, all\"\tlabel\r\na\tA, or a\r\nb\tB; b\r\n")}) {
        const auto table = xform::table_from_file("a.csv", bytes);
        REQUIRE(table);
        CHECK(table->columns.size() == 2);
        CHECK(table->rows == wanted);
    }
}

TEST_CASE("a file that is not what its ending says is refused with a sentence", "[xform][beside]") {
    for (const auto& [name, bytes] : std::vector<std::pair<std::string, std::string>>{
             {"a.csv", "name\n\xff"},
             {"a.xml", "<a>"},
             {"a.geojson", "[]"},
             {"a.geojson", "{"},
             {"a.geojson", R"({"type":7,"features":[]})"},
             {"a.geojson", R"({"type":"FeatureCollection","features":[1e999]})"}}) {
        const auto table = xform::table_from_file(name, bytes);
        REQUIRE_FALSE(table);
        CHECK(table.error().code == Code::BadInput);
        CHECK_FALSE(table.error().what.empty());
    }
}

TEST_CASE("a list that is too wide for its length is refused", "[xform][beside]") {
    std::string wide = "<root>";
    for (int i = 0; i < 4000; ++i) {
        wide += "<item><c" + std::to_string(i) + "/></item>";
    }
    const auto table = xform::table_from_file("wide.xml", wide + "</root>");
    REQUIRE_FALSE(table);
    CHECK(table.error().what.find("cells") != std::string::npos);
}
