// Of each country and month a replica keeps one number. It may be relied on to be the same wherever
// the same changes are held, in whatever order and batches they came, and no other way.
#include "record/change_codec.h"
#include "store/month_sums.h"
#include "support/stores.h"

#include <rapidcheck.h>

using namespace adit;
using namespace adit::store;
using namespace adit::test;

namespace {

constexpr std::int64_t kDay = 86'400'000;

std::vector<MonthSum> sums_of(RecordStore& store) {
    auto sums = store.month_sums({});
    REQUIRE(sums);
    return *std::move(sums);
}

/// How far a store may take of each feed in one step, until it has what `ends` says.
void take_some(RecordStore& from, RecordStore& to, const std::vector<Head>& ends,
               const std::vector<std::uint8_t>& steps) {
    std::map<record::FeedId, std::uint64_t> held;
    bool all = false;
    for (std::size_t step = 0; !all; ++step) {
        const std::size_t chance =
            steps.empty() ? step : steps[step % steps.size()] + step / steps.size();
        const Head& end = ends[chance % ends.size()];
        std::uint64_t& at = held[end.feed];
        if (at < end.number) {
            const std::uint64_t some = std::min<std::uint64_t>(1 + chance % 7, end.number - at);
            const auto run = from.run_after(end.feed, at, SIZE_MAX, some);
            REQUIRE(run);
            REQUIRE(to.take(*run, kMorning));
            at += some;
        }
        all = std::ranges::all_of(ends, [&](const Head& e) { return held[e.feed] == e.number; });
    }
}

}  // namespace

TEST_CASE("the sums of a month do not depend on the order in which its changes came",
          "[store][sums]") {
    Folder folder;
    World world;
    auto all = open_store(folder / "all.adit", world, 'z');
    for (const char letter : {'a', 'b', 'c'}) {
        auto one = open_store(folder / (std::string(1, letter) + ".adit"), world, letter);
        for (int i = 0; i < 23; ++i) {
            append(*one, {put("/q", std::int64_t{i})}, record_id(static_cast<std::uint8_t>(i)));
            world.pass(3 * kDay);
        }
        bring(*one, *all);
        world.set_now(kMorning);
    }
    const auto ends = *all->heads({});
    REQUIRE(sums_of(*all).size() == 3);  // From November 2025 on.

    int which = 0;
    const bool any_order =
        rc::check("sums in any order", [&](const std::vector<std::uint8_t>& steps) {
            auto other = open_store(folder / ("o" + std::to_string(++which) + ".adit"), world, 'y');
            take_some(*all, *other, ends, steps);
            RC_ASSERT(sums_of(*other) == sums_of(*all));
            RC_ASSERT(static_cast<bool>(other->verify()));
        });
    CHECK(any_order);
    const bool others = rc::check("sums of fewer changes are others", [&] {
        auto fewer = ends;
        Head& less = fewer[*rc::gen::inRange<std::size_t>(0, fewer.size())];
        less.number -= *rc::gen::inRange<std::uint64_t>(1, 20);
        auto other = open_store(folder / ("f" + std::to_string(++which) + ".adit"), world, 'y');
        take_some(*all, *other, fewer, {});
        RC_ASSERT(sums_of(*other) != sums_of(*all));
    });
    CHECK(others);
}

TEST_CASE("a sum is that of the chain's hashes, to the bit, for ever", "[store][sums][golden]") {
    Folder folder;
    const World world;
    auto store = open_store(folder / "a.adit", world);
    const record::FeedId feed{{"COD"}, laptop('b'), 1};
    record::SymbolTable names(feed);
    FeedRun run{.feed = feed, .first = 1, .changes = {}};
    run.before = identity::chain_start(record::bytes_of(feed));
    run.after = run.before;
    std::map<std::int64_t, std::uint64_t> sums;
    const std::uint64_t last_of_november = 1'764'547'199'999;
    for (std::uint64_t i = 0; i < 3; ++i) {
        const auto one = change('b', i + 1, last_of_november + i, {put("/site", "Kamituga")});
        const auto bytes = record::encode(one, names);
        REQUIRE(bytes);
        run.changes.push_back(*bytes);
        run.after = identity::chain_next(run.after, *bytes);
        sums[i == 0 ? 670 : 671] += Reader(run.after).u64();
    }
    REQUIRE(store->take(run, kMorning));

    const std::vector<MonthSum> expected = {{{"COD"}, 670, sums[670]}, {{"COD"}, 671, sums[671]}};
    CHECK(sums_of(*store) == expected);
    CHECK(month_text(670) == "2025-11");
    CHECK(month_text(671) == "2025-12");
    CHECK(hex(run.after) == "10049cd2229b9707df6f7d41c5630fde349222ac2aa197b123700be4df6faebc");
    CHECK(sums[670] == 0xb0527645a53f94f1u);
    CHECK(sums[671] == 0xd2fe75e6388c5833u);
}

TEST_CASE("a sum that rotted is found, and made again from the changes", "[store][sums]") {
    Folder folder;
    const World world;
    auto store = open_store(folder / "a.adit", world);
    for (int i = 0; i < 10; ++i) append(*store, {put("/q", std::int64_t{i})});
    const auto before = sums_of(*store);
    {
        auto db = sqlite::Database::open({.path = (folder / "a.adit").string()});
        REQUIRE(db->execute("UPDATE month_sum SET sum = sum + 1"));
    }
    CHECK(sums_of(*store) != before);
    const auto wrong = store->verify();
    REQUIRE_FALSE(wrong);
    CHECK(wrong.error().what.find("the sum kept of COD, 2025-11,") == 0);

    REQUIRE(store->look_for_damage(SIZE_MAX));

    CHECK(sums_of(*store) == before);
    CHECK(store->verify());
}
