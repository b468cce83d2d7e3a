// What people may rely on when a disk is full or read-only under the programs: they are told in a
// sentence what to do, nothing that was saved or confirmed is lost, and once there is room the work
// goes on, the server's without a restart.
#include "base/json.h"
#include "e2e/field_work.h"
#include "support/files.h"

#include <sys/mount.h>
#include <sys/statvfs.h>

#include <chrono>

using namespace adit;
using namespace adit::test;
using Catch::Matchers::ContainsSubstring;

namespace {

/// A small disk of its own, in memory; its size and whether it may be written can be changed.
class SmallDisk {
    Folder folder_;

public:
    SmallDisk() { mounted_ = ::mount("none", path().c_str(), "tmpfs", 0, "size=64m") == 0; }
    ~SmallDisk() {
        if (mounted_) ::umount2(path().c_str(), MNT_DETACH);
    }
    SmallDisk(const SmallDisk&) = delete;
    SmallDisk& operator=(const SmallDisk&) = delete;

    bool is_there() const { return mounted_; }
    const std::filesystem::path& path() const { return folder_.path(); }
    void leave_room(std::uint64_t bytes) {
        struct statvfs disk{};
        REQUIRE(::statvfs(path().c_str(), &disk) == 0);
        const std::uint64_t used = (disk.f_blocks - disk.f_bfree) * disk.f_frsize;
        remount(0, "size=" + std::to_string(used + bytes));
    }
    void make_read_only() { remount(MS_RDONLY, ""); }
    void make_writable() { remount(0, "size=64m"); }

private:
    void remount(unsigned long flags, const std::string& options) {
        REQUIRE(::mount("none", path().c_str(), "tmpfs", MS_REMOUNT | flags, options.c_str()) == 0);
    }
    bool mounted_ = false;
};

/// A laptop whose folder lies on the small disk; what it says is kept elsewhere.
void put_on(const SmallDisk& disk, Pilot& pilot, const std::string& laptop) {
    std::filesystem::create_directories(disk.path() / laptop);
    std::filesystem::create_directory_symlink(disk.path() / laptop, pilot.path(laptop));
}

std::size_t records_in(Pilot& pilot, const std::string& laptop) {
    const auto count = store_at(laptop_file(pilot, laptop))->count({.with_deleted = true});
    REQUIRE(count);
    return *count;
}

/// A record of this laptop, and a photo on the laptop's disk to add to it.
std::vector<std::string> attaching(Pilot& pilot, const std::string& laptop, const Bytes& bytes) {
    const Ended made = pilot.field(laptop, {"record", "new", "--form", "site_profile", "--json"});
    REQUIRE(made.code == 0);
    std::ofstream(pilot.path("pit.jpg"), std::ios::binary) << text_of(ByteView(bytes));
    return {"record", "attach", (*json_from(made.said))["id"].get<std::string>(),
            "photo=" + pilot.path("pit.jpg").string()};
}

const std::vector<std::string> kSite = {"record", "new",         "--form", "site_profile",
                                        "--set",  "country=COD", "--set",  "site_name=Hill"};

}  // namespace

TEST_CASE("a laptop whose disk fills up says so, keeps what it saved and goes on with room",
          "[e2e][disk]") {
    SmallDisk disk;
    if (!disk.is_there()) SKIP("no right to mount a disk here; tests/store limits files instead");
    Pilot pilot;
    REQUIRE(pilot.serve());
    put_on(disk, pilot, "asha");
    REQUIRE(pilot.enrol("asha", "COD").code == 0);
    REQUIRE(import_sites(pilot, "asha", 0, 20));
    disk.leave_room(300 * 1024);
    write_sites(pilot.path("much.csv"), pilot.path("much.json"), "much", 0, 3000);
    const std::vector<std::string> much = {"import", pilot.path("much.csv").string(), "--mapping",
                                           pilot.path("much.json").string()};
    const Ended full = pilot.field("asha", much);
    INFO(full.said);
    CHECK(full.code == 5);
    CHECK_THAT(full.said, ContainsSubstring("free some space"));

    disk.leave_room(0);
    for (const auto& words : {kSite, std::vector<std::string>{"sync"}}) {
        const Ended refused = pilot.field("asha", words);
        INFO(refused.said);
        CHECK(refused.code == 5);
        CHECK_THAT(refused.said, ContainsSubstring("free some space"));
    }

    disk.make_writable();  // And with room.
    CHECK(records_in(pilot, "asha") >= 20);
    CHECK(pilot.field("asha", kSite).code == 0);
    const Ended again = pilot.field("asha", much);
    INFO(again.said);
    CHECK(again.code == 0);
    CHECK(records_in(pilot, "asha") == 20 + 1 + 3000);
    const Ended verified = pilot.field("asha", {"verify"});
    INFO(verified.said);
    CHECK(verified.code == 0);
    CHECK(pilot.field("asha", {"sync"}).code == 0);
    CHECK(heads_of(laptop_file(pilot, "asha")) == heads_of(server_file(pilot)));
}

TEST_CASE("a laptop whose disk may not be written says so, and works when it may again",
          "[e2e][disk]") {
    SmallDisk disk;
    if (!disk.is_there()) SKIP("no right to mount a disk here; tests/store takes rights away");
    Pilot pilot;
    REQUIRE(pilot.serve());
    put_on(disk, pilot, "asha");
    REQUIRE(pilot.enrol("asha", "COD").code == 0);
    REQUIRE(import_sites(pilot, "asha", 0, 5));
    disk.make_read_only();
    for (const auto& words : {kSite, std::vector<std::string>{"sync"}}) {
        const Ended refused = pilot.field("asha", words);
        INFO(refused.said);
        CHECK(refused.code == 1);
        CHECK_THAT(refused.said, ContainsSubstring("read-only"));
    }
    disk.make_writable();
    CHECK(records_in(pilot, "asha") == 5);
    CHECK(pilot.field("asha", kSite).code == 0);
    CHECK(pilot.field("asha", {"sync"}).code == 0);
    CHECK(pilot.field("asha", {"verify"}).code == 0);
    CHECK(pilot.exported_records() == 6);
}

TEST_CASE(
    "a server whose disk fills up or is read-only tells laptops and its log, loses nothing, "
    "and goes on without a restart",
    "[e2e][disk]") {
    SmallDisk disk;
    if (!disk.is_there()) SKIP("no right to mount a disk here");
    Pilot pilot(disk.path() / "server");
    REQUIRE(pilot.serve());
    REQUIRE(pilot.enrol("asha", "COD").code == 0);
    REQUIRE(import_sites(pilot, "asha", 0, 10));
    REQUIRE(pilot.field("asha", {"sync"}).code == 0);
    REQUIRE(import_sites(pilot, "asha", 10, 2500));

    disk.leave_room(200 * 1024);
    const Ended full = pilot.field("asha", {"sync"});
    INFO(full.said);
    CHECK(full.code == 3);
    CHECK_THAT(full.said, ContainsSubstring("server's disk is full"));
    CHECK_THAT(file_text(pilot.path("serve.log")), ContainsSubstring("disk is full"));
    disk.make_writable();
    CHECK(sent_but_not_held(pilot, "asha") == 0);
    const Ended again = pilot.field("asha", {"sync"});
    INFO(again.said);
    INFO(file_text(pilot.path("serve.log")));
    CHECK(again.code == 0);
    CHECK(heads_of(laptop_file(pilot, "asha")) == heads_of(server_file(pilot)));
    CHECK(pilot.exported_records() == 2510);
    CHECK(pilot.stop() == 0);
    const Ended verified = pilot.server({"verify"});
    INFO(verified.said);
    CHECK(verified.code == 0);
}

TEST_CASE("a server does not start on a disk that it cannot write, and says why", "[e2e][disk]") {
    SmallDisk disk;
    if (!disk.is_there()) SKIP("no right to mount a disk here");
    Pilot pilot(disk.path() / "server");
    SECTION("full") {
        disk.leave_room(0);
        const Ended refused = pilot.server({"serve"});
        INFO(refused.said);
        CHECK(refused.code == 5);
        CHECK_THAT(refused.said, ContainsSubstring("free some space"));
    }
    SECTION("read-only") {
        disk.make_read_only();
        const Ended refused = pilot.server({"serve"});
        INFO(refused.said);
        CHECK(refused.code == 1);
        CHECK_THAT(refused.said, ContainsSubstring("read-only"));
    }
    disk.make_writable();
    CHECK(pilot.serve());
    CHECK(pilot.stop() == 0);
    CHECK(pilot.server({"verify"}).code == 0);
}

TEST_CASE("a photo that the laptop's disk or the server's has no room for waits until it has",
          "[e2e][disk][photos]") {
    SmallDisk disk;
    if (!disk.is_there()) SKIP("no right to mount a disk here");
    const bool at_server = GENERATE(false, true);
    Pilot pilot(at_server ? disk.path() / "server" : std::filesystem::path());
    REQUIRE(pilot.serve());
    if (!at_server) put_on(disk, pilot, "asha");
    REQUIRE(pilot.enrol("asha", "COD").code == 0);
    const Bytes pit = photo(3'000'000);
    const auto attach = attaching(pilot, "asha", pit);
    REQUIRE(pilot.field("asha", {"sync"}).code == 0);
    if (at_server) REQUIRE(pilot.field("asha", attach).code == 0);

    disk.leave_room(1'000'000);
    const Ended full = pilot.field("asha", at_server ? std::vector<std::string>{"sync"} : attach);
    INFO(full.said);
    CHECK(full.code == (at_server ? 3 : 5));
    CHECK_THAT(full.said,
               ContainsSubstring(at_server ? "server's disk is full" : "free some space"));
    disk.make_writable();
    if (!at_server) CHECK(pilot.field("asha", attach).code == 0);
    const Ended again = pilot.field("asha", {"sync", "--json"});
    INFO(again.said);
    CHECK(again.code == 0);
    CHECK((*json_from(again.said))["photos_left"] == 0);
    const auto files = open_files(pilot.data() / "photos.adit");
    CHECK(bytes_in(*files, content_of(pit)) == pit);
    CHECK(pilot.field("asha", {"verify"}).code == 0);
}
