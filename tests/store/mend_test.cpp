// What may be relied on when a disk forgets a bit: it is found without being asked for, by a look
// that costs the same in a large store as in a small one, and only what was there is put back.
#include "support/rot.h"
#include "support/stores.h"

using namespace adit;
using namespace adit::store;
using namespace adit::test;

namespace {

/// Asha's two hundred changes of three records, whole in her store and in Badu's.
struct Pair {
    Folder folder;
    World world;
    std::unique_ptr<RecordStore> asha = open_store(folder / "asha.adit", world, 'a');
    std::unique_ptr<RecordStore> badu;
    record::FeedId feed;

    Pair() {
        for (int i = 0; i < 200; ++i) {
            feed = append(*asha, {put("/q" + std::to_string(i % 5), std::int64_t{i})},
                          record_id(static_cast<std::uint8_t>(i % 3)))
                       .feed;
        }
        badu = open_store(folder / "badu.adit", world, 'b');
        bring(*asha, *badu);
    }
    std::string path() const { return (folder / "badu.adit").string(); }
    FeedRun whole(std::uint64_t after, std::size_t changes = SIZE_MAX) {
        const auto run = asha->run_after(feed, after, SIZE_MAX, changes);
        REQUIRE(run);
        return *run;
    }
    std::vector<Damage> damage() {
        const auto found = badu->damage({});
        REQUIRE(found);
        return *found;
    }
    /// Looks as often as a store of this size takes.
    void look() {
        for (int i = 0; i < 3; ++i) {
            world.pass(1'000);
            REQUIRE(badu->look_for_damage(4'096));
        }
    }
};

}  // namespace

TEST_CASE("a bit that turned over is found where it lies, and put back as it was",
          "[store][mend]") {
    for (const std::uint64_t number : {1u, 64u, 65u, 130u, 200u}) {
        Pair pair;
        const record::Dot dot{pair.feed, number};
        const Bytes before = stored_bytes(pair.path(), dot);
        flip(pair.path(), dot, number * 13);

        pair.look();

        const std::uint64_t after = (number - 1) / 64 * 64;
        const Damage damage{pair.feed, after, std::min<std::uint64_t>(after + 64, 200)};
        CHECK(pair.damage() == std::vector{damage});
        CHECK_FALSE(pair.badu->verify());

        const auto again = pair.badu->mend(pair.whole(after));
        REQUIRE(again);
        CHECK(*again == std::vector{record_id(static_cast<std::uint8_t>((number - 1) % 3))});
        CHECK(pair.damage().empty());
        CHECK(stored_bytes(pair.path(), dot) == before);
        CHECK(pair.badu->verify());
        CHECK(*pair.badu->month_sums({}) == *pair.asha->month_sums({}));
    }
}

TEST_CASE("damage is remembered until it is mended, and one piece at a time", "[store][mend]") {
    Pair pair;
    for (const std::uint64_t number : {10u, 150u}) flip(pair.path(), {pair.feed, number}, 77);
    pair.look();
    pair.badu.reset();
    pair.badu = open_store(pair.path(), pair.world, 'b');
    REQUIRE(pair.damage().size() == 2);

    REQUIRE(pair.badu->mend(pair.whole(0, 64)));

    REQUIRE(pair.damage().size() == 1);
    CHECK(pair.damage().front().after == 128);
    REQUIRE(pair.badu->mend(pair.whole(128)));
    CHECK(pair.damage().empty());
    CHECK(pair.badu->verify());
}

TEST_CASE("what a changed bit made a record say is unsaid again", "[store][mend]") {
    Pair pair;
    const auto is = record_in(*pair.badu, record_id(2));
    // The last byte of a change is its dots or its value: another number, and it still reads.
    flip(pair.path(), {pair.feed, 3}, stored_bytes(pair.path(), {pair.feed, 3}).size() * 8 - 9);
    const auto rotten = pair.badu->record(record_id(2));
    CHECK((!rotten || **rotten != is));
    pair.look();

    REQUIRE(pair.badu->mend(pair.whole(0)));

    CHECK(record_in(*pair.badu, record_id(2)) == is);
}

TEST_CASE("other changes than those that were here mend nothing", "[store][mend]") {
    Pair pair;
    flip(pair.path(), {pair.feed, 70}, 100);
    pair.look();
    FeedRun forged = pair.whole(64);
    forged.changes[5] = forged.changes[6];
    forged.after = forged.before;
    for (const Bytes& each : forged.changes) {
        forged.after = identity::chain_next(forged.after, each);
    }
    const Bytes rotten = stored_bytes(pair.path(), {pair.feed, 70});

    const auto refused = pair.badu->mend(forged);

    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == Code::BadInput);
    CHECK(stored_bytes(pair.path(), {pair.feed, 70}) == rotten);
    CHECK(pair.damage().size() == 1);
}

TEST_CASE("a hash that rotted, over changes that did not, is made again here", "[store][mend]") {
    Pair pair;
    {
        auto db = sqlite::Database::open({.path = pair.path()});
        REQUIRE(db->execute("UPDATE waypoint SET hash = zeroblob(32) WHERE number = 128"));
    }
    CHECK_FALSE(pair.badu->verify());

    pair.look();

    CHECK(pair.damage().empty());
    CHECK(pair.badu->verify());
}

TEST_CASE("a head that rotted is put right by changes that their device has signed",
          "[store][mend]") {
    Pair pair;
    {
        auto db = sqlite::Database::open({.path = pair.path()});
        REQUIRE(db->execute("UPDATE feed SET hash = zeroblob(32)"));
    }
    pair.look();
    REQUIRE(pair.damage() == std::vector{Damage{pair.feed, 192, 200}});

    REQUIRE(pair.badu->mend(pair.whole(192)));

    CHECK(pair.damage().empty());
    CHECK(pair.badu->verify());
}

TEST_CASE("a damaged change keeps nobody from writing about other records", "[store][mend]") {
    Pair pair;
    // Its first operation's tag: the change reads no more, and so neither does its record.
    for (std::size_t bit = 0; bit < 400 && pair.badu->record(record_id(1)); ++bit) {
        if (bit > 0) flip(pair.path(), {pair.feed, 2}, bit - 1);
        flip(pair.path(), {pair.feed, 2}, bit);
    }
    REQUIRE_FALSE(pair.badu->record(record_id(1)));

    const auto refused = pair.badu->append({draft({put("/q1", "x")}, record_id(1))});
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == Code::Corrupt);
    CHECK(pair.damage().size() == 1);  // Found by that.

    append(*pair.badu, {put("/q1", "x")}, record_id(7));
    REQUIRE(pair.badu->mend(pair.whole(0)));
    append(*pair.badu, {put("/q1", "x")}, record_id(1));
    CHECK(pair.badu->verify());
}

TEST_CASE("a look costs what it may, and goes on where the last one ended", "[store][mend]") {
    Pair pair;
    flip(pair.path(), {pair.feed, 199}, 3);
    int looks = 0;
    while (pair.damage().empty() && looks < 10) {
        pair.world.pass(1'000);
        REQUIRE(pair.badu->look_for_damage(1));  // One waypoint's length each.
        ++looks;
        REQUIRE(pair.badu->look_for_damage(SIZE_MAX - 1));  // Within the same second: not at all.
    }
    CHECK(looks == 4);
}
