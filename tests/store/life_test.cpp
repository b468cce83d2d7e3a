// What may be relied on when a laptop's file is copied, cloned or restored: no number is used twice
// for two changes.
#include "support/stores.h"

#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

using namespace adit;
using namespace adit::store;
using test::append;
using test::bring;
using test::open_store;
using test::put;
using test::record_in;

namespace fs = std::filesystem;

namespace {

std::uint32_t epoch_at(const fs::path& path, const test::World& world) {
    return open_store(path, world)->own_feed({"COD"})->epoch;
}

/// The file as a backup program takes it: without its marker.
void back_up(const fs::path& from, const fs::path& to) {
    fs::copy_file(from, to, fs::copy_options::overwrite_existing);
}

}  // namespace

TEST_CASE("a file that stays where it is keeps its epoch", "[store][life]") {
    test::Folder folder;
    test::World world;
    const std::uint32_t first = epoch_at(folder / "a.adit", world);
    CHECK(first != 0);
    CHECK(epoch_at(folder / "a.adit", world) == first);
    auto one = open_store(folder / "a.adit", world);
    auto two = open_store(folder / "a.adit", world);
    append(*two, {put("/site", "Kamituga")});
    two.reset();
    one.reset();
    CHECK(epoch_at(folder / "a.adit", world) == first);
}

TEST_CASE("a copy begins a life of its own, with or without its marker", "[store][life]") {
    test::Folder folder;
    test::World world;
    const std::uint32_t first = epoch_at(folder / "a.adit", world);
    back_up(folder / "a.adit", folder / "b.adit");
    CHECK(epoch_at(folder / "b.adit", world) != first);
    back_up(folder / "a.adit", folder / "c.adit");
    back_up(folder / "a.adit.life", folder / "c.adit.life");
    CHECK(epoch_at(folder / "c.adit", world) != first);
    CHECK(epoch_at(folder / "a.adit", world) == first);
}

TEST_CASE("a restored backup loses neither branch", "[store][life]") {
    test::Folder folder;
    test::World world;
    auto server = open_store(folder / "central.adit", world, 's');
    {
        auto laptop = open_store(folder / "a.adit", world);
        append(*laptop, {put("/site", "Kamituga")});
    }
    back_up(folder / "a.adit", folder / "backup");
    {
        auto laptop = open_store(folder / "a.adit", world);
        append(*laptop, {put("/mineral", "gold")});
        bring(*laptop, *server);
    }
    back_up(folder / "backup", folder / "a.adit");
    {
        auto laptop = open_store(folder / "a.adit", world);
        append(*laptop, {put("/mineral", "tin")});
        bring(*laptop, *server);
        bring(*server, *laptop);
        CHECK(record_in(*laptop) == record_in(*server));
    }
    CHECK(server->heads({})->size() == 2);
    CHECK(record_in(*server).answers.at({"/mineral"}).siblings.size() == 2);
    CHECK(server->verify());
}

TEST_CASE("a backup made while the app was open is noticed too", "[store][life]") {
    test::Folder folder;
    test::World world;
    std::uint32_t first = 0;
    {
        auto laptop = open_store(folder / "a.adit", world);
        first = laptop->own_feed({"COD"})->epoch;
        append(*laptop, {put("/site", "Kamituga")});
        back_up(folder / "a.adit", folder / "backup");
        back_up(folder / "a.adit-wal", folder / "backup-wal");
        append(*laptop, {put("/mineral", "gold")});
    }
    back_up(folder / "backup", folder / "a.adit");
    back_up(folder / "backup-wal", folder / "a.adit-wal");
    auto restored = open_store(folder / "a.adit", world);
    CHECK(restored->heads({})->front().number == 1);
    CHECK(restored->own_feed({"COD"})->epoch != first);
}

// The number in the marker is what tells an old copy from a file that only was not closed.
TEST_CASE("a backup is noticed too when the app was killed after it", "[store][life]") {
    test::Folder folder;
    test::World world;
    const std::uint32_t first = epoch_at(folder / "a.adit", world);
    const ::pid_t app = ::fork();
    if (app == 0) {
        auto laptop = open_store(folder / "a.adit", world);
        append(*laptop, {put("/site", "Kamituga")});
        back_up(folder / "a.adit", folder / "backup");
        back_up(folder / "a.adit-wal", folder / "backup-wal");
        append(*laptop, {put("/mineral", "gold")});
        ::_exit(0);
    }
    int ended = 1;
    REQUIRE(::waitpid(app, &ended, 0) == app);
    REQUIRE(ended == 0);

    SECTION("what is put back begins a new life") {
        back_up(folder / "backup", folder / "a.adit");
        back_up(folder / "backup-wal", folder / "a.adit-wal");
        auto restored = open_store(folder / "a.adit", world);
        CHECK(restored->heads({})->front().number == 1);
        CHECK(restored->own_feed({"COD"})->epoch != first);
    }
    SECTION("what was only killed goes on with its own") {
        auto laptop = open_store(folder / "a.adit", world);
        CHECK(laptop->heads({})->front().number == 2);
        CHECK(laptop->own_feed({"COD"})->epoch == first);
    }
}

TEST_CASE("a marker that cannot be read costs a new epoch and nothing else", "[store][life]") {
    test::Folder folder;
    test::World world;
    const std::uint32_t first = epoch_at(folder / "a.adit", world);
    std::ofstream(folder / "a.adit.life") << "adit life 1\nhalf";
    CHECK(epoch_at(folder / "a.adit", world) != first);
}
