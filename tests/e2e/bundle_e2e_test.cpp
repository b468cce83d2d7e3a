// What may be relied on of bundles with the programs as they are shipped: by stick to a neighbour,
// by a courier of another country to the server, by the administrator's own hand.
#include "base/json.h"
#include "e2e/pilot.h"

#include <catch2/catch_all.hpp>

using namespace adit;
using namespace adit::test;
using Catch::Matchers::ContainsSubstring;

namespace {

const std::vector<std::string> kSite = {
    "record", "new",         "--form", "site_profile",
    "--set",  "country=COD", "--set",  "site_name=Kamituga hill"};

Json json_of(const Ended& ended) {
    const std::size_t from = ended.said.find('{');
    INFO(ended.said);
    REQUIRE(from != std::string::npos);
    auto json = json_from(std::string_view(ended.said).substr(from));
    REQUIRE(json);
    return *std::move(json);
}

}  // namespace

TEST_CASE("a record goes by stick to a neighbour and by courier to the server", "[e2e][bundle]") {
    Pilot pilot;
    REQUIRE(pilot.serve());
    for (const auto& [person, country] :
         {std::pair("asha", "COD"), {"badu", "COD"}, {"kofi", "GHA"}}) {
        REQUIRE(pilot.enrol(person, country).code == 0);
    }
    REQUIRE(pilot.field("asha", {"sync"}).code == 0);  // Now she knows whom to seal to.
    REQUIRE(pilot.field("asha", kSite).code == 0);
    const std::string stick = pilot.path("stick").string();
    std::filesystem::create_directories(stick);
    const Ended made = pilot.field("asha", {"bundle", "make", "--out", stick, "--json"});
    REQUIRE(made.code == 0);
    const std::string file = json_of(made)["files"][0];
    CHECK(file_text(file).find("Kamituga") == std::string::npos);

    const Json look = json_of(pilot.field("badu", {"bundle", "show", stick, "--json"}));
    CHECK(look["records_new"] == 1);
    REQUIRE(look["from"].size() == 1);
    CHECK(look["from"][0]["laptop"] == "Laptop of asha");
    CHECK(json_of(pilot.field("badu", {"bundle", "take", stick, "--json"}))["changes"] == 1);
    CHECK(json_of(pilot.field("badu", {"bundle", "take", stick, "--json"}))["changes"] == 0);
    CHECK_THAT(pilot.field("badu", {"list"}).said, ContainsSubstring("Kamituga hill"));

    const Ended refused = pilot.field("kofi", {"bundle", "take", stick});
    CHECK(refused.code == 1);
    CHECK_THAT(refused.said, ContainsSubstring("this bundle is for COD"));
    REQUIRE(pilot.field("kofi", {"bundle", "carry", stick}).code == 0);
    pilot.stop();
    CHECK(pilot.field("kofi", {"sync"}).code == 3);
    CHECK(json_of(pilot.field("kofi", {"bundle", "carry", "--json"}))["carried"].size() == 1);
    REQUIRE(pilot.serve());
    CHECK(json_of(pilot.field("kofi", {"sync", "--json"}))["bundles_handed_over"] == 1);
    CHECK(json_of(pilot.field("kofi", {"bundle", "carry", "--json"}))["carried"].empty());
    CHECK(json_of(pilot.field("asha", {"list", "--state", "unsent", "--json"}))["records"].size() ==
          1);
    CHECK(json_of(pilot.field("asha", {"sync", "--json"}))["sent"] == 1);
    CHECK(json_of(pilot.field("asha", {"list", "--state", "unsent", "--json"}))["records"].empty());
    pilot.stop();

    // What the server has learnt of Asha's laptop it leaves out of a bundle for her.
    const std::string out = pilot.path("answer").string();
    const Ended answer = pilot.server(
        {"bundle", "make", "--country", "COD", "--out", out, "--for", "Laptop of asha"});
    CHECK_THAT(answer.said, ContainsSubstring("0 changes of COD"));
    const Ended taken = pilot.server({"bundle", "take", "--in", stick});
    CHECK(taken.code == 0);
    CHECK_THAT(taken.said, ContainsSubstring("0 changes were taken in"));
    CHECK(pilot.server({"bundle", "take", "--in", pilot.path("asha.ticket").string()}).code == 1);
    CHECK(pilot.server({"verify"}).code == 0);
}

TEST_CASE("a server that runs takes in the bundles that its administrator hands it",
          "[e2e][bundle]") {
    Pilot pilot;
    REQUIRE(pilot.serve());
    REQUIRE(pilot.enrol("asha", "COD").code == 0);
    REQUIRE(pilot.field("asha", {"sync"}).code == 0);  // The laptop knows whom to seal it for.
    REQUIRE(pilot.field("asha", kSite).code == 0);
    const std::string stick = pilot.path("stick").string();
    std::filesystem::create_directories(stick);
    REQUIRE(pilot.field("asha", {"bundle", "make", "--out", stick}).code == 0);

    const Ended taken = pilot.server({"bundle", "take", "--in", stick});
    INFO(taken.said);
    CHECK(taken.code == 0);
    CHECK_THAT(taken.said, ContainsSubstring("1 changes were taken in, of 1 records."));
    CHECK(pilot.exported_records() == 1);
    CHECK(std::filesystem::is_empty(pilot.path("server") / "handed-in"));
    // Another time it changes nothing; and what is no bundle is told in its place.
    CHECK_THAT(pilot.server({"bundle", "take", "--in", stick}).said,
               ContainsSubstring("0 changes were taken in"));
    const Ended refused =
        pilot.server({"bundle", "take", "--in", pilot.path("asha.ticket").string()});
    CHECK(refused.code == 1);
    CHECK_THAT(refused.said, ContainsSubstring("asha.ticket"));
    // Left by a server that was cut off: taken in at its next start.
    REQUIRE(pilot.field("asha", kSite).code == 0);
    const std::filesystem::path left = pilot.path("server") / "handed-in" / "left";
    std::filesystem::create_directories(left);
    REQUIRE(pilot.field("asha", {"bundle", "make", "--out", left.string()}).code == 0);
    pilot.stop();
    REQUIRE(pilot.serve());
    CHECK(comes_true([&] { return std::filesystem::exists(left.string() + ".said"); }));
    CHECK(pilot.exported_records() == 2);
    CHECK_FALSE(std::filesystem::exists(left));
}
