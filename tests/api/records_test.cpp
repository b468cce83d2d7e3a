// What a coordinator sees of records in the console: lists, pages with history, sites, summaries.
#include "api/service.h"
#include "support/carried.h"
#include "support/console.h"

#include <catch2/catch_all.hpp>

#include <atomic>
#include <thread>

using namespace adit;
using namespace adit::test;
using Catch::Matchers::ContainsSubstring;

namespace {

const Json* find_answer(const Json& page, const std::string& path) {
    for (const Json& section : page["sections"]) {
        for (const Json& answer : section["answers"]) {
            if (answer["path"] == path) return &answer;
        }
    }
    return nullptr;
}

}  // namespace

TEST_CASE("a record's page shows its answers by section, in both languages", "[api][record]") {
    TestConsole console;
    TestLaptop asha(console.server, "asha", {"COD"});
    const auto site = register_site(asha, "COD", "Kamituga");
    const auto visit = visit_site(asha, "COD", site, 70);
    const record::InstanceId first{0x11}, second{0x22};
    const record::NodePath payment{"/payment"};
    asha.write({"site_visit", "1"}, "COD",
               {record::AddInstance{payment.instance(first)},
                record::AddInstance{payment.instance(second)},
                record::Put{payment.instance(first).child("payee"), std::string("Chief"), {}},
                record::Put{payment.instance(second).child("amount"), 2.5, {}}},
               visit);
    need(asha.exchange());

    const Json page = console.json("cod", "GET /api/records/" + visit.text());
    CHECK(page["title"] == "2025-11-20");
    CHECK(page["form_title"]["fr"] == "Visite de site");
    CHECK(page["author_name"] == "Officer asha");
    CHECK(page["device"] == "Laptop of asha");
    CHECK(page["date"] == "2025-11-20");

    REQUIRE(page["sections"].size() == 3);
    CHECK(page["sections"][0]["label"]["fr"] == "Visite");
    CHECK(page["sections"][1]["instance"] == 1);
    CHECK(page["sections"][2]["instance"] == 2);
    CHECK(page["sections"][2]["path"] == "/payment[2]");

    const Json* country = find_answer(page, "/visit/country");
    REQUIRE(country != nullptr);
    CHECK((*country)["label"]["fr"] == "Pays");
    CHECK((*country)["value"] == "COD");
    CHECK((*country)["text"]["en"] == "Democratic Republic of the Congo");
    CHECK((*country)["type"] == "select_one");
    CHECK((*find_answer(page, "/visit/site"))["text"]["en"] == "Kamituga");
    CHECK((*find_answer(page, "/visit/province"))["text"]["fr"] == "Ituri");
    CHECK((*find_answer(page, "/visit/workers"))["value"] == 70);
    CHECK((*find_answer(page, "/visit/workers"))["sensitivity"] == "restricted");
    CHECK((*find_answer(page, "/payment[2]/amount"))["value"] == 2.5);
    CHECK((*find_answer(page, "/payment[1]/payee"))["text"]["en"] == "Chief");
}

TEST_CASE("the history says who changed what, and what stood there before", "[api][record]") {
    TestConsole console;
    TestLaptop asha(console.server, "asha", {"COD"});
    const auto visit = visit_site(asha, "COD", "unknown-site", 70);
    asha.write({"site_visit", "1"}, "COD", {put_at("/visit/workers", std::int64_t{85})}, visit);
    asha.write({"site_visit", "1"}, "COD", {record::Finalise{}}, visit);
    need(asha.exchange());

    const Json history = console.json("cod", "GET /api/records/" + visit.text())["history"];
    REQUIRE(history.size() == 3);
    CHECK(history[0]["author_name"] == "Officer asha");
    CHECK(history[0]["role"] == "field_officer");
    CHECK(history[0]["dot"] == asha.device().text() + "/1");
    CHECK(history[0]["received_ms"] == console.server.world.now());
    const Json& correction = history[1]["operations"][0];
    CHECK(correction["op"] == "put");
    CHECK(correction["label"]["en"] == "People at work");
    CHECK(correction["was"]["en"] == "70");
    CHECK(correction["text"]["en"] == "85");
    CHECK(history[2]["operations"][0]["op"] == "finalise");
}

TEST_CASE("both answers of a conflict stand on the page with their writers", "[api][conflict]") {
    TestConsole console;
    TestLaptop asha(console.server, "asha", {"COD"});
    TestLaptop badu(console.server, "badu", {"COD"});
    const auto visit = visit_site(asha, "COD", "unknown-site", 70);
    need(asha.exchange());
    need(badu.exchange());
    const auto seen = need(asha.store->record(visit));
    const auto replaces = seen->answers.at({"/visit/workers"}).written_by;
    asha.write({"site_visit", "1"}, "COD",
               {record::Put{{"/visit/workers"}, std::int64_t{60}, replaces}}, visit);
    badu.write({"site_visit", "1"}, "COD",
               {record::Put{{"/visit/workers"}, std::int64_t{90}, replaces}}, visit);
    need(asha.exchange());
    need(badu.exchange());

    CHECK(console.json("cod", "GET /api/records?conflict=1")["total"] == 1);
    CHECK(console.json("cod", "GET /api/records?conflict=0")["total"] == 0);
    CHECK(console.json("cod", "GET /api/summary")["scopes"][0]["conflicts"] == 1);
    const Json page = console.json("cod", "GET /api/records/" + visit.text());
    CHECK(page["conflict"] == true);
    const Json* workers = find_answer(page, "/visit/workers");
    REQUIRE(workers != nullptr);
    CHECK((*workers)["conflict"] == true);
    REQUIRE((*workers)["siblings"].size() == 2);
    CHECK((*workers)["siblings"][0]["value"] == 90);
    CHECK((*workers)["siblings"][0]["author_name"] == "Officer badu");
    CHECK((*workers)["siblings"][1]["value"] == 60);
    CHECK((*workers)["siblings"][1]["device_name"] == "Laptop of asha");

    INFO("each wrote over what both had seen, and neither over the other");
    const Json& history = page["history"];
    REQUIRE(history.size() == 3);
    CHECK(history[1]["operations"][0]["was"]["en"] == "70");
    CHECK(history[2]["operations"][0]["was"]["en"] == "70");
}

TEST_CASE("an answer that the newest form no longer asks is kept as retired", "[api][record]") {
    TestConsole console;
    TestLaptop asha(console.server, "asha", {"COD"});
    const auto visit = asha.write({"site_visit", "1"}, "COD",
                                  {put_at("/visit/remarks", std::string("The bridge is down")),
                                   put_at("/visit/never_asked", std::string("by any form"))});
    need(asha.exchange());
    const auto folder = console.server.path("newer");
    std::filesystem::create_directories(folder);
    write_site_visit(folder, "2");
    for (const auto& file : need(formfiles::read_form_folder(folder)).files) {
        REQUIRE(console.server.central->records()->keep_form_file(file));
    }
    REQUIRE(console.server.central->forms().load());

    const Json page = console.json("cod", "GET /api/records/" + visit.text());
    const Json* remarks = find_answer(page, "/visit/remarks");
    REQUIRE(remarks != nullptr);
    CHECK((*remarks)["retired"] == true);
    CHECK((*remarks)["label"]["fr"] == "Remarques");
    CHECK((*remarks)["text"]["en"] == "The bridge is down");
    const Json* unknown = find_answer(page, "/visit/never_asked");
    REQUIRE(unknown != nullptr);
    CHECK((*unknown)["label"]["en"] == "never_asked");
}

TEST_CASE("a record of a form that the server never had is still shown", "[api][record]") {
    TestConsole console;
    TestLaptop asha(console.server, "asha", {"COD"});
    const auto id =
        asha.write({"water_point", "7"}, "COD", {put_at("/source", record::Choice{"river"})});
    need(asha.exchange());
    const Json page = console.json("cod", "GET /api/records/" + id.text());
    const Json* source = find_answer(page, "/source");
    REQUIRE(source != nullptr);
    CHECK((*source)["text"]["en"] == "river");
    CHECK(page["history"].size() == 1);
}

TEST_CASE("the list is filtered, sorted and paged", "[api][list]") {
    TestConsole console;
    TestLaptop asha(console.server, "asha", {"COD"});
    TestLaptop badu(console.server, "badu", {"GHA"});
    const auto site = register_site(asha, "COD", "Bisie", "sample");
    register_site(badu, "GHA", "Akwatia", "training");
    register_site(asha, "COD", "Évêché");
    visit_site(asha, "COD", site, 70);
    need(asha.exchange());
    need(badu.exchange());
    const auto total = [&](const std::string& query) {
        return console.json("hq", "GET /api/records?" + query)["total"].get<int>();
    };

    CHECK(total("") == 4);
    CHECK(total("form=site_profile") == 3);
    CHECK(total("stage=draft") == 1);
    CHECK(total("stage=finalised") == 3);
    CHECK(total("mark=sample") == 1);
    CHECK(total("mark=training&scope=COD") == 0);
    CHECK(total("q=eveche") == 1);
    CHECK(total("from=2025-11-20&to=2025-11-20") == 1);
    CHECK(total("from=2025-11-21") == 0);
    CHECK(total("site=" + site) >= 1);

    const Json page = console.json("hq", "GET /api/records?sort=title&form=site_profile&limit=2");
    CHECK(page["total"] == 3);
    REQUIRE(page["records"].size() == 2);
    CHECK(page["records"][0]["title"] == "Akwatia");
    CHECK(page["records"][1]["title"] == "Bisie");
    CHECK(page["records"][1]["marks"] == Json{"sample"});
    CHECK(page["records"][1]["place"]["lat"] == 1.5);
    const Json rest =
        console.json("hq", "GET /api/records?sort=title&form=site_profile&limit=2&offset=2");
    REQUIRE(rest["records"].size() == 1);
    CHECK(rest["records"][0]["title"] == "Évêché");
    const Json latest = console.json("cod", "GET /api/records?limit=1");
    CHECK(latest["records"][0]["form"] == "site_visit");
}

TEST_CASE("a question that makes no sense is told what would", "[api][list]") {
    TestConsole console;
    for (const char* query : {"stage=done", "conflict=yes", "from=yesterday", "to=2025-02-30",
                              "limit=-1", "limit=5000", "offset=x", "sort=size"}) {
        INFO(query);
        const auto refused = console.ask("hq", std::string("GET /api/records?") + query);
        CHECK(refused.status == 400);
        CHECK_FALSE(sentence_of(refused).empty());
    }
    CHECK(console.ask("hq", "GET /api/records?q=" + std::string(201, 'x')).status == 400);
    CHECK(console.ask("hq", "GET /api/records/nonsense").status == 400);
    CHECK(console.ask("hq", "GET /api/nothing").status == 404);
    CHECK(console.ask("hq", "POST /api/records").status == 405);
}

TEST_CASE("sites come as GeoJSON with their marks and the credit they need", "[api][sites]") {
    TestConsole console;
    TestLaptop asha(console.server, "asha", {"COD"});
    const auto site = register_site(asha, "COD", "Bisie", "imported:ipis");
    need(asha.exchange());
    const auto response = console.ask("cod", "GET /api/sites");
    CHECK(response.content_type == "application/geo+json");
    const Json sites = need(json_from(response.body));
    CHECK(sites["type"] == "FeatureCollection");
    REQUIRE(sites["features"].size() == 1);
    const Json& feature = sites["features"][0];
    CHECK(feature["geometry"]["coordinates"] == Json{28.25, 1.5});
    CHECK(feature["properties"]["id"] == site);
    CHECK(feature["properties"]["label"] == "Bisie");
    CHECK(feature["properties"]["minerals"] == "gold coltan");
    CHECK(feature["properties"]["marks"] == Json{"imported:ipis"});
    CHECK(feature["properties"]["source"] == "IPIS open data, ODC-BY 1.0");
}

TEST_CASE("a site has as many visits as records that found it, not the one that registered it",
          "[api][sites]") {
    TestConsole console;
    TestLaptop asha(console.server, "asha", {"COD"});
    const auto site = register_site(asha, "COD", "Bisie");
    need(asha.exchange());
    const auto first = [&] { return console.json("cod", "GET /api/sites")["features"][0]; };
    CHECK(first()["properties"]["visits"] == 0);

    const auto visit = visit_site(asha, "COD", site, 70);
    asha.write({"site_visit", "1"}, "COD",
               {compute_at("/meta/entity/@id", site), record::Finalise{}}, visit);
    need(asha.exchange());
    CHECK(first()["properties"]["visits"] == 1);
    CHECK(first()["properties"]["last_visit"] == "2025-11-20");
    CHECK(console.json("cod", "GET /api/records?site=" + site)["total"] == 2);
    CHECK(console.json("cod", "GET /api/records?form=site_visit")["records"][0]["site"]["label"] ==
          "Bisie");
}

TEST_CASE("readers and laptops at the same time lose nothing", "[api][threads]") {
    TestConsole console;
    TestLaptop asha(console.server, "asha", {"COD"});
    for (int i = 0; i < 60; ++i) register_site(asha, "COD", "Site " + std::to_string(i));
    const std::string cookie = console.cookie_of("hq");
    std::atomic<int> refused{0};
    std::vector<std::thread> readers;
    for (const char* what :
         {"GET /api/records", "GET /api/sites", "GET /api/summary", "GET /api/export.csv"}) {
        readers.emplace_back([&console, &refused, cookie, what] {
            for (int i = 0; i < 20; ++i) {
                http::Request request = TestConsole::request_of(what);
                request.headers["cookie"] = cookie;
                if (console.service.answer(request).status != 200) ++refused;
            }
        });
    }
    const auto report = asha.exchange();
    for (std::thread& reader : readers) reader.join();

    REQUIRE(report);
    CHECK(report->problems.empty());
    CHECK(refused == 0);
    CHECK(console.json("hq", "GET /api/records")["total"] == 60);
    CHECK(console.json("hq", "GET /api/sites")["features"].size() == 60);
}

TEST_CASE("the summary counts records and shows when each laptop exchanged", "[api][summary]") {
    TestConsole console;
    TestLaptop asha(console.server, "asha", {"COD"});
    TestLaptop silent(console.server, "silent", {"COD"});
    register_site(asha, "COD", "Bisie");
    visit_site(asha, "COD", "unknown-site", 3);
    need(asha.exchange());
    const Json summary = console.json("cod", "GET /api/summary")["scopes"][0];
    CHECK(summary["records"] == 2);
    CHECK(summary["drafts"] == 1);
    CHECK(summary["finalised"] == 1);
    CHECK(summary["sites"] == 1);
    REQUIRE(summary["devices"].size() == 2);
    for (const Json& device : summary["devices"]) {
        const bool is_asha = device["person_name"] == "Officer asha";
        CHECK(device["changes"] == (is_asha ? 2 : 0));
        CHECK(device["last_sync"].is_null() == !is_asha);
    }
}

TEST_CASE("what a revoked laptop wrote after its end is told to who reviews its country",
          "[api][summary]") {
    TestConsole console;
    TestServer& server = console.server;
    TestLaptop lost(server, "asha", {"COD"});
    TestLaptop other(server, "badu", {"COD"});
    register_site(lost, "COD", "Bisie");
    need(lost.exchange());
    need(server.central->people().revoke(lost.device().bytes, server.world.now()));
    need(server.central->roster());
    register_site(lost, "COD", "After it was stolen");
    carry(*lost.store, lost.self().key, *other.store, {"COD"}, server.world.now());
    need(other.exchange());

    const Json aside = console.json("cod", "GET /api/summary")["scopes"][0]["aside"];
    REQUIRE(aside.size() == 1);
    CHECK(aside[0]["person_name"] == "Officer asha");
    CHECK(aside[0]["rule"] == "revoked");
    CHECK(aside[0]["last"] == 2);
    CHECK(console.json("gha", "GET /api/summary")["scopes"][0]["aside"].empty());
}

TEST_CASE("the forms are listed with their titles", "[api][forms]") {
    TestConsole console;
    const Json forms = console.json("gha", "GET /api/forms");
    REQUIRE(forms.size() == 2);
    CHECK(forms[0]["id"] == "site_profile");
    CHECK(forms[1]["title"]["en"] == "Site visit");
}
