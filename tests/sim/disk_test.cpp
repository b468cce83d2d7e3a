// What worlds may rely on: the simulated disk keeps what was synced, and nothing else for certain.
#include "sim/disk.h"

#include "sqlite/beside.h"
#include "sqlite/database.h"

#include <catch2/catch_all.hpp>

#include <set>

using namespace adit;
using namespace adit::sim;

namespace {

Bytes bytes(const std::string& words) { return {words.begin(), words.end()}; }

}  // namespace

TEST_CASE("what was synced is there after a power cut; what was not may be, by sectors",
          "[sim][disk]") {
    std::set<std::string> found;
    for (std::uint64_t seed = 1; seed <= 100; ++seed) {
        Disk disk(seed);
        const auto file = disk.make("a");
        disk.write(*file, 0, Bytes(1024, 'o'));
        disk.sync(*file);
        disk.write(*file, 0, Bytes(1024, 'n'));
        disk.cut_power();
        CHECK(disk.write(*file, 0, bytes("late")) == Disk::Fate::Failed);
        disk.restart();
        const Bytes& now = disk.find("a")->now;
        REQUIRE(now.size() == 1024);
        found.insert({static_cast<char>(now[0]), static_cast<char>(now[1023])});
        CHECK(now[0] == now[511]);
    }
    CHECK(found == std::set<std::string>{"oo", "nn", "on", "no"});
}

TEST_CASE("a file that was never synced may be gone, one that was deleted may be back",
          "[sim][disk]") {
    int gone = 0;
    int back = 0;
    for (std::uint64_t seed = 1; seed <= 100; ++seed) {
        Disk disk(seed);
        const auto old = disk.make("old");
        disk.sync(*old);
        disk.erase("old", false);
        disk.make("fresh");
        disk.restart();
        gone += disk.find("fresh") == nullptr ? 1 : 0;
        back += disk.find("old") != nullptr ? 1 : 0;
    }
    CHECK(gone > 20);
    CHECK(gone < 80);
    CHECK(back > 20);
    CHECK(back < 80);
}

TEST_CASE("a marker beside a store is the old one or the new one whole, wherever the power goes",
          "[sim][disk]") {
    std::set<std::string> found;
    for (std::uint64_t call = 0; call < 4; ++call) {
        for (std::uint64_t seed = 1; seed <= 50; ++seed) {
            Disk disk(seed);
            const std::string path = disk.path_of("a.life");
            REQUIRE(sqlite::write_small(path, "old"));
            disk.strike_after(call, Blow::PowerCut);
            CHECK_FALSE(sqlite::write_small(path, "new"));
            disk.restart();
            found.insert(sqlite::read_small(path).value_or("none"));
        }
    }
    CHECK(found == std::set<std::string>{"old", "new"});
}

TEST_CASE("a full disk and a failing one are told apart, and a full one still reads",
          "[sim][disk]") {
    Disk disk(1);
    auto db = sqlite::Database::open({.path = disk.path_of("a.db")});
    REQUIRE(db);
    REQUIRE(db->execute("CREATE TABLE word (text TEXT NOT NULL)"));
    disk.set_full(true);
    const auto full = db->execute("INSERT INTO word VALUES ('" + std::string(9'000, 'x') + "')");
    REQUIRE_FALSE(full);
    CHECK(full.error().code == Code::Full);
    CHECK(db->check());
    disk.set_full(false);
    disk.strike_after(0, Blow::Failure);
    const auto failed = db->execute("INSERT INTO word VALUES ('x')");
    REQUIRE_FALSE(failed);
    CHECK(failed.error().code == Code::Corrupt);
    CHECK(db->execute("INSERT INTO word VALUES ('x')"));
}

TEST_CASE("a committed transaction survives a power cut at any later call", "[sim][disk]") {
    for (std::uint64_t call = 0; call < 40; ++call) {
        Disk disk(call + 1);
        std::int64_t committed = 0;
        {
            auto db = sqlite::Database::open({.path = disk.path_of("a.db")});
            REQUIRE(db);
            REQUIRE(db->execute("CREATE TABLE word (n INTEGER NOT NULL)"));
            disk.strike_after(call, Blow::PowerCut);
            while (db->execute("INSERT INTO word VALUES (" + std::to_string(committed) + ")")) {
                ++committed;
            }
        }
        disk.restart();
        auto db = sqlite::Database::open({.path = disk.path_of("a.db")});
        REQUIRE(db);
        CHECK(db->check());
        auto count = db->prepare("SELECT count(*) FROM word");
        REQUIRE(count);
        REQUIRE(*count->next());
        CHECK(count->integer(0) >= committed);
        CHECK(count->integer(0) <= committed + 1);
    }
}
