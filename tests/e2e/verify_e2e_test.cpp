// What `adit-field verify` and `adit-server verify` tell the person who asks: that all is what was
// written and signed, or the first thing that is not, in his language and with what to do.
#include "e2e/field_work.h"
#include "sqlite/database.h"

using namespace adit;
using namespace adit::test;
using Catch::Matchers::ContainsSubstring;

namespace {

void meddle(const std::filesystem::path& file, const std::string& sql) {
    auto db = sqlite::Database::open({.path = file.string(), .create = false});
    REQUIRE(db);
    REQUIRE(db->execute(sql));
}

/// Two laptops that hold one another's sites, and a server that has stopped.
struct Scene {
    Pilot pilot;

    Scene() {
        REQUIRE(pilot.serve());
        int first = 0;
        for (const std::string laptop : {"asha", "badu"}) {
            REQUIRE(pilot.enrol(laptop, "COD").code == 0);
            write_sites(pilot.path("few.csv"), pilot.path("few.json"), laptop, first++, 3);
            REQUIRE(pilot
                        .field(laptop, {"import", pilot.path("few.csv").string(), "--mapping",
                                        pilot.path("few.json").string()})
                        .code == 0);
            REQUIRE(pilot.field(laptop, {"sync"}).code == 0);
        }
        REQUIRE(pilot.field("asha", {"sync"}).code == 0);
        REQUIRE(pilot.stop() == 0);
    }
    Ended on_laptop(const std::string& language = "en") {
        return pilot.field("asha", {"--language", language, "verify"});
    }
    void damaged(const std::string& sql, const std::string& english, const std::string& french) {
        meddle(laptop_file(pilot, "asha"), sql);
        const Ended told = on_laptop();
        INFO(told.said);
        CHECK(told.code == 4);
        CHECK_THAT(told.said, ContainsSubstring(english));
        const Ended said = on_laptop("fr");
        INFO(said.said);
        CHECK(said.code == 4);
        CHECK_THAT(said.said, ContainsSubstring(french));
    }
};

}  // namespace

TEST_CASE("verify proves a laptop and a server that have exchanged, and counts what it read",
          "[e2e][verify]") {
    Scene scene;
    const Ended laptop = scene.on_laptop();
    INFO(laptop.said);
    CHECK(laptop.code == 0);
    CHECK_THAT(laptop.said, ContainsSubstring("in 2 feeds, 6 records"));
    const Ended server = scene.pilot.server({"verify"});
    INFO(server.said);
    CHECK(server.code == 0);
    CHECK_THAT(server.said,
               ContainsSubstring("6 records, 2 laptops") && ContainsSubstring("signatures"));
    const Ended json = scene.pilot.field("asha", {"verify", "--json"});
    CHECK_THAT(json.said, ContainsSubstring("\"good\": true"));
}

TEST_CASE("a laptop's verify names what is wrong, in both languages", "[e2e][verify]") {
    Scene scene;
    SECTION("a change") {
        scene.damaged("UPDATE change SET bytes = CAST(bytes || x'00' AS BLOB) WHERE number = 2",
                      "The file of this laptop is damaged", "est abîmé");
    }
    SECTION("a signature") {
        scene.damaged("UPDATE head_signature SET signature = zeroblob(64)", "is not right",
                      "n’est pas bonne");
    }
    SECTION("the roster") {
        scene.damaged(
            "UPDATE setting SET value = CAST(value || x'00' AS BLOB) WHERE name = 'roster'",
            "not what the programme signed", "que le programme a signée");
    }
    SECTION("what a record says of its site") {
        scene.damaged("UPDATE effect SET label = 'another'", "kept of a site",
                      "conservé d’un site");
    }
    SECTION("what counts as sent") {
        scene.damaged("UPDATE feed SET acknowledged = 99", "counts as sent", "passe pour envoyée");
    }
}

TEST_CASE("a server's verify names what is wrong", "[e2e][verify]") {
    Scene scene;
    std::string named;
    SECTION("what a record says of its site") {
        meddle(server_file(scene.pilot), "UPDATE effect SET label = 'another'");
        named = "kept of the site of record";
    }
    SECTION("a signature") {
        meddle(server_file(scene.pilot), "UPDATE head_signature SET signature = zeroblob(64)");
        named = "signature at change";
    }
    SECTION("a laptop is gone from the list") {
        meddle(scene.pilot.data() / "people.adit", "DELETE FROM device WHERE name LIKE '%badu'");
        named = "does not have it";
    }
    SECTION("another server's key") {
        std::ofstream(scene.pilot.data() / "server.key", std::ios::trunc)
            << std::string(64, '1') << '\n';
        named = "server.key is not the key";
    }
    const Ended told = scene.pilot.server({"verify"});
    INFO(told.said);
    CHECK(told.code == 4);
    CHECK_THAT(told.said, ContainsSubstring(named));
}

TEST_CASE("verify looks beside a program that writes, and disturbs nobody", "[e2e][verify]") {
    Scene scene;
    write_sites(scene.pilot.path("more.csv"), scene.pilot.path("more.json"), "more", 0, 1500);
    Running importing({kField, "--workspace", scene.pilot.path("asha").string(), "import",
                       scene.pilot.path("more.csv").string(), "--mapping",
                       scene.pilot.path("more.json").string()},
                      scene.pilot.path("importing.said"));
    int looked = 0;
    while (importing.runs()) {
        const Ended told = scene.on_laptop();
        INFO(told.said);
        CHECK(told.code == 0);
        ++looked;
    }
    CHECK(looked > 0);
    CHECK_THAT(file_text(scene.pilot.path("importing.said")), ContainsSubstring("1500"));
    CHECK(scene.on_laptop().code == 0);
}
