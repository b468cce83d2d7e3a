// What whoever analyses the data may rely on in a download.
#include "api/service.h"
#include "forms/definition.h"
#include "support/console.h"

#include <catch2/catch_all.hpp>

using namespace adit;
using namespace adit::test;
using Catch::Matchers::ContainsSubstring;

namespace {

forms::Table table_in(const http::Response& response) {
    REQUIRE(response.status == 200);
    return forms::table_from_csv(response.body);
}

std::string cell(const forms::Table& table, std::size_t row, const std::string& column) {
    const auto place = table.find_column(column);
    REQUIRE(place);
    return table.rows.at(row).at(*place);
}

}  // namespace

TEST_CASE("a form's download is a table with marks and credit", "[api][export]") {
    TestConsole console;
    TestLaptop asha(console.server, "asha", {"COD"});
    register_site(asha, "COD", "Bisie", "imported:ipis");
    need(asha.exchange());
    const auto response = console.ask("cod", "GET /api/export.csv?form=site_profile");
    CHECK_THAT(response.headers.at("Content-Disposition"),
               ContainsSubstring("adit-COD-site_profile-2025-11-23.csv"));
    CHECK(response.headers.at("X-Adit-Records") == "1");
    const auto table = table_in(response);
    REQUIRE(table.rows.size() == 1);
    CHECK(cell(table, 0, "site_name") == "Bisie");
    CHECK(cell(table, 0, "minerals") == "gold coltan");
    CHECK(cell(table, 0, "marks") == "imported:ipis");
    CHECK(cell(table, 0, "credit") == "IPIS open data, ODC-BY 1.0");
    CHECK(cell(table, 0, "device") == "Laptop of asha");

    const auto labelled =
        table_in(console.ask("cod", "GET /api/export.csv?form=site_profile&labels=fr"));
    CHECK_THAT(cell(labelled, 0, "country"), ContainsSubstring("République"));
}

TEST_CASE("several forms go into one table under all their columns", "[api][export]") {
    TestConsole console;
    TestLaptop asha(console.server, "asha", {"COD"});
    const auto site = register_site(asha, "COD", "Bisie");
    visit_site(asha, "COD", site, 70);
    need(asha.exchange());
    const auto table = table_in(console.ask("cod", "GET /api/export.csv"));
    REQUIRE(table.rows.size() == 2);
    const std::size_t visit = cell(table, 0, "form") == "site_visit" ? 0 : 1;
    CHECK(cell(table, visit, "visit/workers") == "70");
    CHECK(cell(table, visit, "site_name").empty());
    CHECK(cell(table, 1 - visit, "site_name") == "Bisie");
}

TEST_CASE("a repeat has a sheet of its own, and a wrong name is told the right ones",
          "[api][export]") {
    TestConsole console;
    TestLaptop asha(console.server, "asha", {"COD"});
    const record::NodePath first = record::NodePath{"/payment"}.instance({0x11});
    asha.write(
        {"site_visit", "1"}, "COD",
        {record::AddInstance{first}, record::Put{first.child("payee"), std::string("=Chief"), {}}});
    need(asha.exchange());
    const auto table = table_in(
        console.ask("cod", "GET /api/export.csv?form=site_visit&sheet=site_visit-payment"));
    REQUIRE(table.rows.size() == 1);
    CHECK(cell(table, 0, "payee") == "'=Chief");

    const auto wrong = console.ask("cod", "GET /api/export.csv?form=site_visit&sheet=payments");
    CHECK(wrong.status == 400);
    CHECK_THAT(sentence_of(wrong), ContainsSubstring("site_visit-payment"));
    CHECK(console.ask("cod", "GET /api/export.csv?sheet=site_visit-payment").status == 400);
    CHECK(console.ask("cod", "GET /api/export.csv?form=no_form").status == 404);
    CHECK(console.ask("cod", "GET /api/export.csv?labels=sw").status == 400);
}

TEST_CASE("a download keeps to its filters", "[api][export]") {
    TestConsole console;
    TestLaptop asha(console.server, "asha", {"COD"});
    register_site(asha, "COD", "Bisie", "training");
    register_site(asha, "COD", "Kamituga");
    need(asha.exchange());
    CHECK(table_in(console.ask("hq", "GET /api/export.csv?mark=training")).rows.size() == 1);
    CHECK(table_in(console.ask("hq", "GET /api/export.csv?q=kamituga")).rows.size() == 1);
}

TEST_CASE("records come as GeoJSON for maps", "[api][export]") {
    TestConsole console;
    TestLaptop asha(console.server, "asha", {"COD"});
    register_site(asha, "COD", "Bisie");
    need(asha.exchange());
    const auto response = console.ask("cod", "GET /api/export.geojson");
    CHECK(response.content_type == "application/geo+json");
    const Json collection = need(json_from(response.body));
    CHECK(collection["type"] == "FeatureCollection");
    REQUIRE(collection["features"].size() == 1);
    CHECK(collection["features"][0]["geometry"]["coordinates"][0] == 28.25);
}
