// What a coordinator sees in the console of what people wrote apart: sites with two values, sites
// that may be registered twice, records that break a rule since they were merged, clocks far ahead.
#include "api/service.h"
#include "support/console.h"

#include <catch2/catch_all.hpp>

using namespace adit;
using namespace adit::test;

namespace {

/// What a form says of a site that is there already, in knowledge of what `base` says.
record::RecordId speak(TestLaptop& laptop, const std::string& site, const std::string& name,
                       const std::string& base) {
    return laptop.write(
        {"site_profile", "1"}, "COD",
        {put_at("/site_name", name), compute_at("/meta/entity/@dataset", std::string("sites")),
         compute_at("/meta/entity/@id", site), compute_at("/meta/entity/@update", std::string("1")),
         compute_at("/meta/entity/@base", base), compute_at("/meta/entity/label", name),
         record::Finalise{}});
}

const Json& site_called(const Json& sites, const std::string& id) {
    for (const Json& feature : sites["features"]) {
        if (feature["properties"]["id"] == id) return feature["properties"];
    }
    FAIL("there is no site " << id);
    return sites;
}

}  // namespace

TEST_CASE("a site that two people described apart shows both values, who said each and when",
          "[api][sites]") {
    TestConsole console;
    TestLaptop asha(console.server, "asha", {"COD"});
    TestLaptop badu(console.server, "badu", {"COD"});
    const auto site = register_site(asha, "COD", "Bisie");
    need(asha.exchange());
    need(badu.exchange());
    const auto calm = console.json("cod", "GET /api/sites");
    CHECK(site_called(calm, site)["conflicts"].empty());
    const std::string registered =
        console.json("cod", "GET /api/records?site=" + site)["records"][0]["id"];

    speak(asha, site, "Bisie Nord", "own");
    const auto of_badu = speak(badu, site, "Bisie II", registered);
    need(asha.exchange());
    need(badu.exchange());

    const auto sites = console.json("cod", "GET /api/sites");
    const Json& told = site_called(sites, site);
    REQUIRE(told["conflicts"].size() == 2);  // The property, and the label made of it.
    CHECK(told["label"] == "Bisie II");
    CHECK(told["conflicts"][0]["property"] == "label");
    CHECK(told["conflicts"][0]["label"]["fr"] == "Nom");
    const Json& name = told["conflicts"][1];
    CHECK(name["property"] == "site_name");
    CHECK(name["label"]["fr"] == "Nom du site");
    REQUIRE(name["siblings"].size() == 2);
    CHECK(name["siblings"][0]["text"]["en"] == "Bisie II");
    CHECK(name["siblings"][0]["author"] == "badu");
    CHECK(name["siblings"][0]["author_name"] == "Officer badu");
    CHECK(name["siblings"][0]["device_name"] == "Laptop of badu");
    CHECK(name["siblings"][0]["record"] == of_badu.text());
    CHECK(name["siblings"][0]["begun_ms"] > 0);
    CHECK(name["siblings"][1]["text"]["en"] == "Bisie Nord");
}

TEST_CASE("a site that may be registered twice is listed until it is linked, and again after",
          "[api][sites]") {
    TestConsole console;
    TestLaptop asha(console.server, "asha", {"COD"});
    TestLaptop badu(console.server, "badu", {"COD"});
    const auto one = register_site(asha, "COD", "Bisie");
    const auto other = register_site(badu, "COD", "Bisié");
    const auto visit = visit_site(asha, "COD", other, 70);
    asha.write({"site_visit", "1"}, "COD",
               {compute_at("/meta/entity/@id", other), record::Finalise{}}, visit);
    need(asha.exchange());
    need(badu.exchange());
    const auto before = console.json("cod", "GET /api/sites");
    REQUIRE(before["possible_duplicates"].size() == 1);
    const Json& pair = before["possible_duplicates"][0];
    CHECK(((pair["one"] == one && pair["other"] == other) ||
           (pair["one"] == other && pair["other"] == one)));
    CHECK(pair["likeness"] == 1.0);
    CHECK(pair["distance_m"] == 0.0);
    CHECK(site_called(before, one)["visits"] == 0);

    const auto registering = [&](const std::string& site) {
        const Json list =
            console.json("cod", "GET /api/records?form=site_profile&site=" + site)["records"];
        return record::RecordId{need(uuid_from(list[0]["id"].get<std::string>()))};
    };
    const record::RecordId of_one = registering(one), of_other = registering(other);
    badu.write({"site_profile", "1"}, "COD", {record::DuplicateOf{of_one, true}}, of_other);
    need(badu.exchange());
    const auto linked = console.json("cod", "GET /api/sites");
    CHECK(linked["possible_duplicates"].empty());
    CHECK(site_called(linked, one)["visits"] == 1);
    CHECK(site_called(linked, other)["duplicate_of"] == one);

    badu.write({"site_profile", "1"}, "COD", {record::DuplicateOf{of_one, false}}, of_other);
    need(badu.exchange());
    CHECK(console.json("cod", "GET /api/sites") == before);
}

TEST_CASE("a change from a clock more than two days ahead is kept and says so", "[api][record]") {
    TestConsole console;
    TestLaptop asha(console.server, "asha", {"COD"});
    const auto visit = visit_site(asha, "COD", "somewhere", 70);
    const std::int64_t now = console.server.world.now();
    console.server.world.set_now(now + 3LL * 24 * 3'600'000);
    asha.write({"site_visit", "1"}, "COD", {put_at("/visit/workers", std::int64_t{71})}, visit);
    console.server.world.set_now(now);
    need(asha.exchange());
    const Json page = console.json("cod", "GET /api/records/" + visit.text());
    REQUIRE(page["history"].size() == 2);
    CHECK(page["history"][0]["clock_ahead_ms"] == nullptr);
    CHECK(page["history"][1]["clock_ahead_ms"] > 48LL * 3'600'000);
    CHECK(page["edited_apart"] == false);
    CHECK(page["invalid"].empty());
}

TEST_CASE("a record that two corrections broke together says which rule, in both languages",
          "[api][record]") {
    TestConsole console;
    TestLaptop asha(console.server, "asha", {"COD"});
    TestLaptop badu(console.server, "badu", {"COD"});
    const auto visit = visit_site(asha, "COD", "somewhere", 70);
    asha.write({"site_visit", "1"}, "COD",
               {put_at("/visit/province", record::Choice{"GH15"}), record::Finalise{}}, visit);
    need(asha.exchange());
    need(badu.exchange());
    const auto page = [&] { return console.json("cod", "GET /api/records/" + visit.text()); };
    CHECK(page()["invalid"].empty());

    // Many people where many may be; and elsewhere, where seventy were fine.
    const auto seen = need(badu.store->record(visit))->answers.at({"/visit/workers"}).written_by;
    badu.write({"site_visit", "1"}, "COD",
               {record::Put{{"/visit/workers"}, std::int64_t{400}, seen}}, visit);
    asha.write({"site_visit", "1"}, "COD", {put_at("/visit/province", record::Choice{"CD54"})},
               visit);
    need(badu.exchange());
    need(asha.exchange());
    const Json merged = page();
    CHECK(merged["conflict"] == false);
    CHECK(merged["edited_apart"] == true);
    REQUIRE(merged["invalid"].size() == 1);
    CHECK(merged["invalid"][0]["path"] == "/visit/workers");
    CHECK(merged["invalid"][0]["label"]["fr"] == "Personnes au travail");
    CHECK(merged["invalid"][0]["message"]["en"] == "In Ituri fewer than 100.");
    CHECK(merged["invalid"][0]["message"]["fr"] == "En Ituri moins de 100.");

    // Seen whole and finalised again by somebody who puts it right.
    need(asha.exchange());
    asha.write({"site_visit", "1"}, "COD",
               {put_at("/visit/province", record::Choice{"GH15"}),
                record::Finalise{need(asha.store->record(visit))->seen}},
               visit);
    need(asha.exchange());
    CHECK(page()["edited_apart"] == false);
    CHECK(page()["invalid"].empty());
}
