// What a field officer and a coordinator may rely on with the programs as they are shipped.
#include "e2e/field_work.h"
#include "e2e/pilot.h"
#include "sqlite/database.h"

#include <catch2/catch_all.hpp>

using namespace adit;
using namespace adit::test;
using Catch::Matchers::ContainsSubstring;

namespace {

const std::vector<std::string> kSite = {
    "record", "new",         "--form", "site_profile",
    "--set",  "country=COD", "--set",  "site_name=Kamituga hill"};

std::string first_id_in(const std::string& said) { return said.substr(0, 36); }

std::int64_t number_in(const std::filesystem::path& file, const std::string& sql) {
    auto db = sqlite::Database::open({.path = file.string(), .create = false});
    if (!db) return 0;
    auto select = db->prepare(sql);
    if (!select) return 0;
    const auto row = select->next();
    return row && *row ? select->integer(0) : 0;
}

}  // namespace

TEST_CASE("a record goes from a laptop to headquarters' table", "[e2e]") {
    Pilot pilot;
    REQUIRE(pilot.serve());
    const Ended enrolled = pilot.enrol("asha", "COD");
    INFO(enrolled.said);
    REQUIRE(enrolled.code == 0);

    const Ended begun = pilot.field("asha", kSite);
    INFO(begun.said);
    REQUIRE(begun.code == 0);
    const std::string id = first_id_in(begun.said);
    const Ended set = pilot.field("asha", {"record", "set", id, "locality=Mwenga"});
    INFO(set.said);
    CHECK(set.code == 0);
    // An incomplete record is refused with what is missing, and still travels as a draft.
    CHECK(pilot.field("asha", {"record", "finalise", id}).code == 1);

    const Ended synced = pilot.field("asha", {"sync"});
    INFO(synced.said);
    REQUIRE(synced.code == 0);
    CHECK(pilot.exported_records() == 1);
    const std::string table = file_text(pilot.path("export.csv"));
    CHECK_THAT(table, ContainsSubstring(id));
    CHECK_THAT(table, ContainsSubstring("Kamituga hill"));
    CHECK_THAT(table, ContainsSubstring("Mwenga"));
    CHECK_THAT(table, ContainsSubstring("Laptop of asha"));
    CHECK_THAT(pilot.server({"device", "list"}).said, ContainsSubstring("exchanged just now"));

    CHECK(pilot.stop() == 0);
    const Ended verified = pilot.server({"verify"});
    INFO(verified.said);
    CHECK(verified.code == 0);
    CHECK_THAT(verified.said, ContainsSubstring("1 records"));
}

TEST_CASE("two laptops of one country share what each recorded", "[e2e]") {
    Pilot pilot;
    REQUIRE(pilot.serve());
    REQUIRE(pilot.enrol("asha", "COD").code == 0);
    REQUIRE(pilot.enrol("badu", "COD").code == 0);
    REQUIRE(pilot.enrol("chen", "GHA").code == 0);
    const std::string id = first_id_in(pilot.field("asha", kSite).said);
    REQUIRE(pilot.field("asha", {"sync"}).code == 0);
    REQUIRE(pilot.field("badu", {"sync"}).code == 0);
    REQUIRE(pilot.field("chen", {"sync"}).code == 0);
    CHECK_THAT(pilot.field("badu", {"show", id}).said, ContainsSubstring("Kamituga hill"));
    CHECK(pilot.field("chen", {"show", id}).code == 1);
}

TEST_CASE("a ticket that does not hold enrols nobody", "[e2e]") {
    Pilot pilot;
    REQUIRE(pilot.serve());
    const std::string ticket = pilot.invite("asha", "COD");

    SECTION("another code") {
        std::string text = file_text(ticket);
        const auto code = text.find("ADIT-");
        text.replace(code, 9, "ADIT-0000");
        std::ofstream(ticket) << text;
        const Ended refused = pilot.field("asha", {"enrol", "--ticket", ticket});
        CHECK(refused.code == 1);
        CHECK_THAT(refused.said, ContainsSubstring("knows no such ticket"));
    }
    SECTION("its time is over") {
        auto db = sqlite::Database::open({.path = (pilot.path("server") / "people.adit").string()});
        REQUIRE(db);
        REQUIRE(db->execute("UPDATE ticket SET expires_ms = 1"));
        const Ended refused = pilot.field("asha", {"enrol", "--ticket", ticket});
        CHECK(refused.code == 1);
        CHECK_THAT(refused.said, ContainsSubstring("expired"));
    }
    SECTION("another laptop has used it") {
        REQUIRE(pilot.field("badu", {"enrol", "--ticket", ticket}).code == 0);
        const Ended refused = pilot.field("asha", {"enrol", "--ticket", ticket});
        CHECK(refused.code == 1);
        CHECK_THAT(refused.said, ContainsSubstring("used already"));
    }
    SECTION("the server is not there") {
        pilot.stop();
        const Ended refused = pilot.field("asha", {"enrol", "--ticket", ticket});
        CHECK(refused.code == 3);
    }
    CHECK(pilot.field("asha", {"sync"}).code != 0);
}

TEST_CASE("a revoked laptop is told so, and what it had sent stays", "[e2e]") {
    Pilot pilot;
    REQUIRE(pilot.serve());
    REQUIRE(pilot.enrol("asha", "COD").code == 0);
    REQUIRE(pilot.field("asha", kSite).code == 0);
    REQUIRE(pilot.field("asha", {"sync"}).code == 0);
    const std::string devices = pilot.server({"device", "list"}).said;
    const Ended revoked = pilot.server({"device", "revoke", "--device", devices.substr(0, 32)});
    INFO(revoked.said);
    REQUIRE(revoked.code == 0);

    REQUIRE(pilot.field("asha", kSite).code == 0);
    const Ended refused = pilot.field("asha", {"sync"});
    CHECK(refused.code == 1);
    CHECK_THAT(refused.said, ContainsSubstring("revoked"));
    CHECK(pilot.exported_records() == 1);
    CHECK_THAT(pilot.server({"device", "list"}).said, ContainsSubstring("REVOKED"));
}

TEST_CASE("a server killed in mid-sync loses nothing and doubles nothing", "[e2e][crash]") {
    constexpr int kSites = 2500;
    Pilot pilot;
    REQUIRE(pilot.serve());
    REQUIRE(pilot.enrol("asha", "COD").code == 0);
    write_sites(pilot.path("sites.csv"), pilot.path("sites.json"), "T", 0, kSites);
    const Ended imported = pilot.field("asha", {"import", pilot.path("sites.csv").string(),
                                                "--mapping", pilot.path("sites.json").string()});
    INFO(imported.said);
    REQUIRE(imported.code == 0);

    const std::filesystem::path records = pilot.path("server") / "central.adit";
    const auto taken = [&] { return number_in(records, "SELECT count(*) FROM change"); };
    {
        Running syncing({kField, "--workspace", pilot.path("asha").string(), "sync"},
                        pilot.path("syncing.said"));
        REQUIRE(comes_true([&] { return taken() > 0; }));
        CHECK(pilot.stop(SIGKILL) == 128 + SIGKILL);
        syncing.wait();  // 3 when the server was gone before it had answered.
    }
    const std::int64_t in_the_middle = taken();
    CHECK(in_the_middle > 0);
    CHECK(in_the_middle <= kSites);  // What is read at once is taken in at once.

    REQUIRE(pilot.serve());
    const Ended again = pilot.field("asha", {"sync"});
    INFO(again.said);
    REQUIRE(again.code == 0);
    CHECK(taken() == kSites);
    CHECK(pilot.exported_records() == kSites);
    CHECK_THAT(pilot.field("asha", {"list", "--state", "unsent"}).said,
               ContainsSubstring("0 of 0"));
    CHECK(pilot.stop() == 0);
    CHECK(pilot.server({"verify"}).code == 0);
}
