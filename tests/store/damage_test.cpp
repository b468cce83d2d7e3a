// What may be relied on when a file is not what was written: it is found, named, and not made
// worse.
#include "sqlite/database.h"
#include "support/stores.h"

#include <fstream>

using namespace adit;
using namespace adit::store;
using test::append;
using test::open_store;
using test::put;
using test::record_id;

namespace {

/// A store with two hundred changes in three records, and one statement run on it behind its back.
std::unique_ptr<RecordStore> meddled(const test::Folder& folder, const std::string& sql) {
    const test::World world;
    {
        auto store = open_store(folder / "a.adit", world);
        for (int i = 0; i < 200; ++i) {
            append(*store, {put("/q" + std::to_string(i % 5), std::int64_t{i})},
                   record_id(static_cast<std::uint8_t>(i % 3)));
        }
        CHECK(store->verify());
    }
    {
        auto db = sqlite::Database::open({.path = (folder / "a.adit").string()});
        REQUIRE(db);
        REQUIRE(db->execute(sql));
    }
    return open_store(folder / "a.adit", world);
}

std::string damage_found(const std::string& sql) {
    test::Folder folder;
    const auto store = meddled(folder, sql);
    const auto verified = store->verify();
    if (verified) return "nothing";
    CHECK(verified.error().code == Code::Corrupt);
    return verified.error().what;
}

}  // namespace

TEST_CASE("whatever was changed behind our back is found and named", "[store][damage]") {
    using Catch::Matchers::ContainsSubstring;
    CHECK(damage_found("UPDATE setting SET value = x'00'") == "nothing");
    CHECK_THAT(
        damage_found("UPDATE change SET bytes = CAST(bytes || x'00' AS BLOB) WHERE number = 7"),
        ContainsSubstring("change 7"));
    CHECK_THAT(damage_found("UPDATE change SET record = 2 WHERE number = 7"),
               ContainsSubstring("change 7 stands with another record"));
    CHECK_THAT(damage_found("DELETE FROM change WHERE number = 7"),
               ContainsSubstring("change 7 is missing"));
    CHECK_THAT(damage_found("DELETE FROM change WHERE number = 200"), ContainsSubstring("head"));
    CHECK_THAT(damage_found("UPDATE feed SET hash = zeroblob(32)"), ContainsSubstring("head"));
    CHECK_THAT(damage_found("UPDATE waypoint SET hash = zeroblob(32) WHERE number = 128"),
               ContainsSubstring("the chain at change 128"));
    CHECK_THAT(damage_found("DELETE FROM waypoint WHERE number = 64"),
               ContainsSubstring("the chain at change 64"));
    CHECK_THAT(damage_found("UPDATE symbol SET text = x'41' WHERE kind = 1 AND number = 0"),
               ContainsSubstring("names"));
    CHECK_THAT(damage_found("UPDATE record SET title = 'another' WHERE row = 2"),
               ContainsSubstring("record 00000000-0000-0000-0000-00000000000"));
}

TEST_CASE("after damage nothing is written any more", "[store][damage]") {
    test::Folder folder;
    // The number of a name that a change uses is gone: its record cannot be read.
    const auto store = meddled(folder, "DELETE FROM symbol WHERE kind = 1 AND number = 4");
    CHECK_FALSE(store->record(record_id(1)));
    const auto refused = store->append({test::draft({put("/q1", "x")}, record_id(1))});
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == Code::Corrupt);
    const auto again = store->set("anything", Bytes{1});
    REQUIRE_FALSE(again);
    CHECK(again.error().code == Code::Corrupt);
}

TEST_CASE("a store of a newer release is refused and left as it is", "[store][damage]") {
    test::Folder folder;
    const test::World world;
    {
        open_store(folder / "a.adit", world);
    }
    {
        auto db = sqlite::Database::open({.path = (folder / "a.adit").string()});
        REQUIRE(db->execute("PRAGMA user_version = 99"));
    }
    const auto opened =
        open_sqlite_store((folder / "a.adit").string(), test::laptop('a'), world.surroundings());
    REQUIRE_FALSE(opened);
    CHECK(opened.error().code == Code::Refused);
    CHECK(opened.error().what.find("update Adit first") != std::string::npos);
    auto db = sqlite::Database::open({.path = (folder / "a.adit").string()});
    auto version = db->prepare("PRAGMA user_version");
    REQUIRE(*version->next());
    CHECK(version->integer(0) == 99);
}

TEST_CASE("a letter is no store, and a folder that is not there is said", "[store][damage]") {
    test::Folder folder;
    const test::World world;
    std::ofstream(folder / "letter.adit") << "Dear Asha, " << std::string(5000, '.');
    const auto letter = open_sqlite_store((folder / "letter.adit").string(), test::laptop('a'),
                                          world.surroundings());
    REQUIRE_FALSE(letter);
    CHECK(letter.error().code == Code::Corrupt);
    const auto nowhere = open_sqlite_store((folder / "no/where.adit").string(), test::laptop('a'),
                                           world.surroundings());
    REQUIRE_FALSE(nowhere);
    CHECK(nowhere.error().code == Code::NotFound);
}

TEST_CASE("a change that rotted is not given out, to be signed and sent as true",
          "[store][damage]") {
    for (const char* number : {"7", "130", "200"}) {
        test::Folder folder;
        const auto store = meddled(
            folder, std::string("UPDATE change SET bytes = CAST(substr(bytes, 1, length(bytes) - 1)"
                                " || x'7f' AS BLOB) WHERE number = ") +
                        number);
        const record::FeedId feed = store->heads({})->front().feed;
        const auto whole = store->run_after(feed, 0, 1u << 20);
        REQUIRE_FALSE(whole);
        CHECK(whole.error().code == Code::Corrupt);
        CHECK_FALSE(store->run_after(feed, std::stoul(number) - 1, 1));
        if (std::string(number) != "7") CHECK(store->run_after(feed, 0, 1));
    }
}
