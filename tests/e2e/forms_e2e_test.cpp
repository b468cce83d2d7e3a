// Whoever sets up a programme may rely on: a form that another tool wrote works beside workbooks,
// from the laptop's command line to headquarters' table.
#include "e2e/pilot.h"
#include "support/pit_form.h"

#include <catch2/catch_all.hpp>

using namespace adit;
using namespace adit::test;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("a programme with a workbook and an XForm collects records of both", "[e2e][forms]") {
    const Folder folder;
    write_pit_form(folder.path());
    const std::filesystem::path shipped = std::string(ADIT_SOURCES) + "/assets/forms";
    std::filesystem::copy_file(shipped / "site_profile.xlsx", folder / "site_profile.xlsx");
    std::filesystem::copy(shipped / "media", folder / "media");
    Pilot pilot({}, folder.path().string());
    REQUIRE(pilot.serve());
    REQUIRE(pilot.enrol("asha", "COD").code == 0);

    const auto check = [&](const std::string& depth) {
        return pilot.field("asha", {"record", "new", "--form", "pit_check", "--set", "pit=North 2",
                                    "--set", "tool=drill", "--set", "village=v1", "--set",
                                    "hazard=h1", "--set", "depth=" + depth, "--finalise"});
    };
    const Ended deep = check("70");  // What the tool can do stands in a file beside the form.
    CHECK(deep.code == 1);
    CHECK_THAT(deep.said, ContainsSubstring("Too deep for this tool."));
    const Ended checked = check("40");
    INFO(checked.said);
    REQUIRE(checked.code == 0);
    const std::string id = checked.said.substr(0, 36);
    const Ended shown = pilot.field("asha", {"--language", "fr", "show", id});
    CHECK_THAT(shown.said, ContainsSubstring("Puits") && ContainsSubstring("Foreuse") &&
                               ContainsSubstring("Kamituga") && ContainsSubstring("Mwenga"));
    const Ended site =
        pilot.field("asha", {"record", "new", "--form", "site_profile", "--set", "country=COD"});
    CHECK(site.code == 0);

    const Ended synced = pilot.field("asha", {"sync"});
    INFO(synced.said);
    REQUIRE(synced.code == 0);
    CHECK(pilot.exported_records() == 3);
    const std::string out = pilot.path("pits.csv").string();
    REQUIRE(pilot
                .server({"export", "--format", "csv", "--form", "pit_check", "--labels", "en",
                         "--out", out})
                .code == 0);
    const std::string table = file_text(out);
    for (const char* word : {"North 2", "Drill", "Kamituga", "Mwenga", "40"}) {
        CHECK_THAT(table, ContainsSubstring(word));
    }
    CHECK(pilot.stop() == 0);
    CHECK(pilot.server({"verify"}).code == 0);
}
