// What may be relied on with the programs as they are shipped when a laptop's whole disk was copied
// and both copies go on.
#include "e2e/field_work.h"
#include "e2e/pilot.h"
#include "sqlite/beside.h"

#include <catch2/catch_all.hpp>

using namespace adit;
using namespace adit::test;
using Catch::Matchers::ContainsSubstring;

namespace {

/// As an imaging program does it: the marker in the copy knows the copy's place on the disk.
void copy_disk(Pilot& pilot, const std::string& from, const std::string& to) {
    std::filesystem::copy(pilot.path(from), pilot.path(to),
                          std::filesystem::copy_options::recursive);
    const std::string old_file = laptop_file(pilot, from).string();
    const std::string new_file = laptop_file(pilot, to).string();
    std::string marker = *sqlite::read_small(new_file + ".life");
    const std::string place = sqlite::file_identity(old_file);
    marker.replace(marker.find(place), place.size(), sqlite::file_identity(new_file));
    REQUIRE(sqlite::write_small(new_file + ".life", marker));
}

}  // namespace

TEST_CASE("two copies of one laptop bring all that was recorded on either", "[e2e]") {
    Pilot pilot;
    REQUIRE(pilot.serve());
    REQUIRE(pilot.enrol("asha", "COD").code == 0);
    REQUIRE(import_sites(pilot, "asha", 0, 3));
    REQUIRE(pilot.field("asha", {"sync"}).code == 0);
    copy_disk(pilot, "asha", "copy");
    REQUIRE(import_sites(pilot, "asha", 100, 40));
    REQUIRE(import_sites(pilot, "copy", 200, 60));
    REQUIRE(pilot.field("asha", {"sync"}).code == 0);

    const Ended told = pilot.field("copy", {"sync"});
    INFO(told.said);
    CHECK_THAT(told.said, ContainsSubstring("Both are kept"));
    CHECK_THAT(file_text(pilot.path("serve.log")), ContainsSubstring("fork"));
    for (const char* laptop : {"copy", "asha", "copy", "asha"}) {
        const Ended synced = pilot.field(laptop, {"sync"});
        INFO(laptop << ": " << synced.said);
        CHECK(synced.code == 0);
    }
    CHECK(pilot.exported_records() == 103);
    for (const char* laptop : {"asha", "copy"}) {
        INFO(laptop);
        CHECK(sent_but_not_held(pilot, laptop) == 0);
        CHECK(heads_of(laptop_file(pilot, laptop)) == heads_of(server_file(pilot)));
        CHECK(pilot.field(laptop, {"verify"}).code == 0);
        CHECK_THAT(pilot.field(laptop, {"list", "--state", "unsent"}).said,
                   ContainsSubstring("0 of 0"));
    }
    CHECK(pilot.stop() == 0);
    const Ended verified = pilot.server({"verify"});
    INFO(verified.said);
    CHECK(verified.code == 0);
}
