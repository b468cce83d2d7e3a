// A coordinator of one country never sees another: held for every endpoint and every role.
#include "api/service.h"
#include "support/console.h"

#include <catch2/catch_all.hpp>

#include <fstream>
#include <sstream>

using namespace adit;
using namespace adit::test;

namespace {

constexpr const char* kGhanasSecret = "Prestea underground";
constexpr const char* kCongosSecret = "Kamituga hill";

struct Filled : TestConsole {
    Filled() : asha(server, "asha", {"COD"}), badu(server, "badu", {"GHA"}) {
        cod_site = register_site(asha, "COD", kCongosSecret);
        gha_site = register_site(badu, "GHA", kGhanasSecret);
        cod_visit = visit_site(asha, "COD", cod_site, 70);
        gha_visit = visit_site(badu, "GHA", gha_site, 12);
        need(asha.exchange());
        need(badu.exchange());
    }
    TestLaptop asha, badu;
    std::string cod_site, gha_site;
    record::RecordId cod_visit, gha_visit;
};

/// Every route behind the console's door, with what it needs to be asked.
std::vector<std::string> console_questions(const Filled& world) {
    std::vector<std::string> questions;
    for (const api::Route& route : api::routes()) {
        if (route.door != api::Door::Console) continue;
        std::string path(route.path);
        if (const auto id = path.find("{id}"); id != std::string::npos) {
            path.replace(id, 4, world.gha_visit.text());
        }
        questions.push_back(std::string(route.method) + " " + path);
    }
    return questions;
}

}  // namespace

TEST_CASE("without a session no endpoint of the console says anything", "[api][scope]") {
    Filled world;
    for (const std::string& question : console_questions(world)) {
        INFO(question);
        const auto response = world.ask("", question);
        CHECK(response.status == 401);
        CHECK_FALSE(sentence_of(response).empty());
        CHECK(response.body.find(kGhanasSecret) == std::string::npos);
    }
}

TEST_CASE("a coordinator of Congo never sees Ghana, at any endpoint", "[api][scope]") {
    Filled world;
    for (const std::string& question : console_questions(world)) {
        INFO(question);
        const auto response = world.ask("cod", question);
        CHECK(response.body.find(kGhanasSecret) == std::string::npos);
        CHECK(response.body.find("badu") == std::string::npos);
        CHECK(response.body.find("\"GHA\"") == std::string::npos);
        CHECK(response.body.find(world.gha_site) == std::string::npos);
    }
}

TEST_CASE("asking for another country by name is refused, at any endpoint", "[api][scope]") {
    Filled world;
    for (const char* path :
         {"/api/summary", "/api/records", "/api/sites", "/api/export.csv", "/api/export.geojson"}) {
        INFO(path);
        const auto refused = world.ask("cod", std::string("GET ") + path + "?scope=GHA");
        CHECK(refused.status == 403);
        CHECK_THAT(sentence_of(refused), Catch::Matchers::ContainsSubstring("yours are COD"));
        CHECK(world.ask("gha", std::string("GET ") + path + "?scope=GHA").status == 200);
        CHECK(world.ask("hq", std::string("GET ") + path + "?scope=GHA").status == 200);
    }
}

TEST_CASE("a record of another country is not there", "[api][scope]") {
    Filled world;
    const std::string cod = "GET /api/records/" + world.cod_visit.text();
    const std::string gha = "GET /api/records/" + world.gha_visit.text();
    CHECK(world.ask("cod", cod).status == 200);
    CHECK(world.ask("cod", gha).status == 404);
    CHECK(world.ask("gha", gha).status == 200);
    CHECK(world.ask("gha", cod).status == 404);
    CHECK(world.ask("hq", cod).status == 200);
    CHECK(world.ask("hq", gha).status == 200);
    CHECK(world.ask("cod", gha).body ==
          world.ask("cod", "GET /api/records/0191d6b2-0000-7000-8000-000000000001").body);
}

TEST_CASE("another country's site as a filter gives nothing", "[api][scope]") {
    Filled world;
    CHECK(world.json("cod", "GET /api/records?site=" + world.gha_site)["total"] == 0);
    CHECK(world.json("cod", "GET /api/records?q=Prestea")["total"] == 0);
    CHECK(world.json("gha", "GET /api/records?q=Prestea")["total"] == 1);
}

TEST_CASE("headquarters sees both countries", "[api][scope]") {
    Filled world;
    CHECK(world.json("hq", "GET /api/records")["total"] == 4);
    CHECK(world.json("cod", "GET /api/records")["total"] == 2);
    CHECK(world.json("hq", "GET /api/sites")["features"].size() == 2);
    CHECK(world.json("gha", "GET /api/sites")["features"].size() == 1);
    CHECK(world.json("hq", "GET /api/summary")["scopes"].size() == 2);
    CHECK(world.json("gha", "GET /api/summary")["scopes"].size() == 1);
}

TEST_CASE("an account whose countries were taken away sees nothing", "[api][scope]") {
    Filled world;
    world.add("none", identity::Role::Coordinator, {});
    CHECK(world.json("none", "GET /api/records")["total"] == 0);
    CHECK(world.json("none", "GET /api/sites")["features"].empty());
    CHECK(world.ask("none", "GET /api/records?scope=COD").status == 403);
}

TEST_CASE("every endpoint is written down in openapi.yaml", "[api][openapi]") {
    std::ifstream file(std::string(ADIT_SOURCES) + "/sync-server/api/openapi.yaml");
    REQUIRE(file);
    std::ostringstream text;
    text << file.rdbuf();
    for (const api::Route& route : api::routes()) {
        INFO(route.path);
        const std::string heading = "\n  " + std::string(route.path) + ":\n";
        const auto place = text.view().find(heading);
        REQUIRE(place != std::string::npos);
        const auto rest = text.view().substr(place + heading.size());
        const auto next_path = rest.find("\n  /");
        std::string method = "    ";
        for (const char c : route.method) method += static_cast<char>(c - 'A' + 'a');
        CHECK(rest.substr(0, next_path).find(method + ":\n") != std::string::npos);
    }
}
