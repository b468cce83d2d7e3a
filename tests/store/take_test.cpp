// What coordinators may rely on when the changes of other laptops come in.
#include "merge/fold.h"
#include "support/any_change.h"
#include "support/stores.h"

#include <rapidcheck.h>

using namespace adit;
using namespace adit::store;
using test::append;
using test::bring;
using test::open_store;
using test::put;
using test::record_id;
using test::record_in;

namespace {

record::FeedId feed_in(RecordStore& store) { return store.heads({})->front().feed; }

FeedRun whole_feed(RecordStore& store) {
    auto run = store.run_after(feed_in(store), 0, 1u << 20);
    REQUIRE(run);
    return *std::move(run);
}

bool is_refused(RecordStore& store, const FeedRun& run) {
    const auto before = *store.heads({});
    const auto taken = store.take(run, test::kMorning);
    return !taken && taken.error().code == Code::BadInput && *store.heads({}) == before;
}

}  // namespace

TEST_CASE("what one officer wrote is what the other reads, to the bit", "[store][take]") {
    test::Folder folder;
    test::World world;
    auto asha = open_store(folder / "asha.adit", world, 'a');
    auto badu = open_store(folder / "badu.adit", world, 'b');
    append(*asha, {put("/site", "Kamituga"), put("/n", std::int64_t{5})});
    append(*asha, {put("/mineral", record::Choice{"gold"})});
    bring(*asha, *badu);

    CHECK(*badu->heads({}) == *asha->heads({}));
    CHECK(*badu->history(record_id()) == *asha->history(record_id()));
    CHECK(record_in(*badu) == record_in(*asha));
    CHECK(badu->verify());
}

TEST_CASE("two officers apart make a conflict, and a correction settles it", "[store][take]") {
    test::Folder folder;
    test::World world;
    auto asha = open_store(folder / "asha.adit", world, 'a');
    auto badu = open_store(folder / "badu.adit", world, 'b');
    append(*asha, {put("/mineral", "gold")});
    append(*badu, {put("/mineral", "tin")});
    bring(*asha, *badu);
    bring(*badu, *asha);
    CHECK(record_in(*asha) == record_in(*badu));
    CHECK(record_in(*asha).in_conflict());
    CHECK(asha->list({.in_conflict = true})->size() == 1);

    const auto siblings = record_in(*asha).answers.at({"/mineral"}).written_by;
    append(*asha, {record::Resolve{{"/mineral"}, "gold", siblings}});
    bring(*asha, *badu);
    CHECK_FALSE(record_in(*badu).in_conflict());
    CHECK(badu->list({.in_conflict = true})->empty());
    CHECK(badu->verify());
}

TEST_CASE("a run that arrives twice, or overlaps, is taken once", "[store][take]") {
    test::Folder folder;
    test::World world;
    auto asha = open_store(folder / "asha.adit", world, 'a');
    auto badu = open_store(folder / "badu.adit", world, 'b');
    append(*asha, {put("/site", "Kamituga")});
    const FeedRun first = whole_feed(*asha);
    append(*asha, {put("/site", "Kamituga Sud")});
    const FeedRun both = whole_feed(*asha);

    CHECK(badu->take(first, test::kMorning)->size() == 1);
    CHECK(badu->take(first, test::kMorning)->empty());
    CHECK(badu->take(both, test::kMorning)->size() == 1);
    CHECK(badu->take(both, test::kMorning)->empty());
    CHECK(badu->take(first, test::kMorning)->empty());
    CHECK(badu->history(record_id())->size() == 2);
    CHECK(badu->verify());
}

TEST_CASE("a run with a gap, a fork or a changed byte changes nothing", "[store][take]") {
    test::Folder folder;
    test::World world;
    auto asha = open_store(folder / "asha.adit", world, 'a');
    auto badu = open_store(folder / "badu.adit", world, 'b');
    append(*asha, {put("/site", "Kamituga")});
    append(*asha, {put("/site", "Kamituga Sud")});
    const FeedRun good = whole_feed(*asha);

    FeedRun gap = *asha->run_after(good.feed, 1, 1u << 20);
    CHECK(is_refused(*badu, gap));
    FeedRun none = good;
    none.first = 0;
    CHECK(is_refused(*badu, none));
    FeedRun elsewhere = good;
    elsewhere.before[0] ^= 1;
    CHECK(is_refused(*badu, elsewhere));
    FeedRun other_end = good;
    other_end.after[0] ^= 1;
    CHECK(is_refused(*badu, other_end));
    FeedRun bent = good;
    bent.changes[1].back() ^= 1;
    CHECK(is_refused(*badu, bent));
    FeedRun cut = good;
    cut.changes[1].pop_back();
    CHECK(is_refused(*badu, cut));

    REQUIRE(badu->take(good, test::kMorning));
    FeedRun branch = good;  // Change 2 again, another one.
    branch.changes[1] = branch.changes[0];
    CHECK(is_refused(*badu, branch));
    CHECK(badu->verify());
}

TEST_CASE("a feed is given out from anywhere, in runs of the size asked for", "[store][take]") {
    test::Folder folder;
    test::World world;
    auto asha = open_store(folder / "asha.adit", world, 'a');
    std::vector<Draft> drafts;
    for (int i = 0; i < 300; ++i) {
        drafts.push_back(test::draft({put("/q" + std::to_string(i % 7), std::int64_t{i})},
                                     record_id(static_cast<std::uint8_t>(i % 9))));
    }
    REQUIRE(asha->append(drafts));
    const FeedRun whole = whole_feed(*asha);
    REQUIRE(whole.changes.size() == 300);
    CHECK(whole.after == asha->heads({})->front().hash);

    for (const std::uint64_t after : {0u, 1u, 63u, 64u, 65u, 200u, 299u, 300u}) {
        const auto run = *asha->run_after(whole.feed, after, 500);
        CHECK(run.first == after + 1);
        CHECK(run.changes.empty() == (after == 300));
        std::size_t bytes = 0;
        auto hash = run.before;
        for (std::size_t i = 0; i < run.changes.size(); ++i) {
            CHECK(run.changes[i] == whole.changes[after + i]);
            bytes += run.changes[i].size();
            hash = identity::chain_next(hash, run.changes[i]);
        }
        CHECK(bytes <= 500);
        CHECK(hash == run.after);
    }
    CHECK(asha->run_after(whole.feed, 0, 1)->changes.size() == 1);
    CHECK_FALSE(asha->run_after(whole.feed, 301, 500));
    CHECK(asha->run_after(test::feed('z'), 0, 500)->changes.empty());

    auto badu = open_store(folder / "badu.adit", world, 'b');
    bring(*asha, *badu, 700);
    CHECK(*badu->heads({}) == *asha->heads({}));
    CHECK(badu->verify());
}

TEST_CASE("the store says when a change came in", "[store][take]") {
    test::Folder folder;
    test::World world;
    auto asha = open_store(folder / "asha.adit", world, 'a');
    auto badu = open_store(folder / "badu.adit", world, 'b');
    const auto first = append(*asha, {put("/site", "Kamituga")});
    REQUIRE(badu->take(whole_feed(*asha), 5'000));
    const auto second = append(*asha, {put("/site", "Kamituga Sud")});
    REQUIRE(badu->take(whole_feed(*asha), 6'000));
    CHECK(**badu->received_ms(first) == 5'000);
    CHECK(**badu->received_ms(second) == 6'000);
    CHECK_FALSE(asha->received_ms(first)->has_value());
    CHECK_FALSE(badu->received_ms(test::dot('z', 1))->has_value());
}

TEST_CASE("a clock of 2031 is kept but does not drag ours along", "[store][take]") {
    test::Folder folder;
    test::World world, future(2, test::kMorning + 6LL * 365 * 24 * 3600 * 1000);
    auto asha = open_store(folder / "asha.adit", world, 'a');
    auto chen = open_store(folder / "chen.adit", future, 'c');
    append(*chen, {put("/site", "Kamituga")});
    bring(*chen, *asha);
    CHECK(record_in(*asha).changed.ms() == future.now());
    append(*asha, {put("/mineral", "gold")}, record_id(2));
    CHECK(record_in(*asha, record_id(2)).changed.ms() == world.now());

    test::World ahead(3, test::kMorning + 3'600'000);  // An hour is believed.
    auto badu = open_store(folder / "badu.adit", ahead, 'b');
    append(*badu, {put("/site", "Kamituga")}, record_id(3));
    bring(*badu, *asha);
    append(*asha, {put("/mineral", "gold")}, record_id(4));
    CHECK(record_in(*asha, record_id(4)).changed.ms() == ahead.now());
}

TEST_CASE("signatures of heads are kept for every number held", "[store][take]") {
    test::Folder folder;
    test::World world;
    auto asha = open_store(folder / "asha.adit", world, 'a');
    auto badu = open_store(folder / "badu.adit", world, 'b');
    append(*asha, {put("/site", "Kamituga")});
    const Head first = asha->heads({})->front();
    append(*asha, {put("/site", "Kamituga Sud")});
    const Head second = asha->heads({})->front();

    // The signature comes first: until its changes do, it is not spoken of.
    REQUIRE(badu->keep_head_signature(second, {2}));
    CHECK(badu->head_signatures()->empty());
    CHECK(badu->heads({})->empty());
    bring(*asha, *badu);
    REQUIRE(badu->keep_head_signature(first, {1}));
    const auto held = *badu->head_signatures();
    REQUIRE(held.size() == 2);
    CHECK(held[0].first == first);
    CHECK(held[1].first == second);
    CHECK(held[1].second[0] == 2);
}

TEST_CASE("only what the server says it holds is sent", "[store]") {
    test::Folder folder;
    auto store = open_store(folder / "a.adit", test::World());
    const auto feed = append(*store, {put("/site", "Kamituga")}).feed;
    append(*store, {put("/site", "Kalehe")}, record_id(2));
    append(*store, {put("/mineral", "gold")});
    CHECK(*store->count({.sent = false}) == 2);
    CHECK(*store->own_feed({"COD"}) == feed);

    REQUIRE(store->acknowledged(feed, 2));
    REQUIRE(store->acknowledged(feed, 1));  // A late word takes nothing back.
    CHECK(*store->acknowledged_up_to(feed) == 2);
    const auto sent = *store->list({.sent = true});
    REQUIRE(sent.size() == 1);
    CHECK(sent[0].id == record_id(2));
    CHECK(sent[0].sent);
    REQUIRE(store->acknowledged(feed, 3));
    CHECK(*store->count({.sent = false}) == 0);
    CHECK_FALSE(store->acknowledged(test::feed('z'), 1));
}

TEST_CASE("a laptop of another country cannot write into a record of this one", "[store][take]") {
    test::Folder folder;
    test::World world;
    auto asha = open_store(folder / "asha.adit", world, 'a');
    auto kofi = open_store(folder / "kofi.adit", world, 'k');
    append(*asha, {put("/site", "Kamituga")});
    Draft meddling = test::draft({put("/site", "Tarkwa")});
    meddling.scope = {"GHA"};
    REQUIRE(kofi->append({meddling}));
    bring(*kofi, *asha);
    CHECK(*record_in(*asha).find_value({"/site"}) == record::Value{"Kamituga"});
    CHECK_FALSE(record_in(*asha).in_conflict());
    CHECK(asha->list({.scope = record::ScopeId{"GHA"}})->size() == 1);
    CHECK(asha->heads({{"GHA"}})->size() == 1);
    CHECK(asha->verify());
}

TEST_CASE("whatever was written, replicas with the same feeds show the same", "[store][laws]") {
    for (std::uint64_t seed = 1; seed <= 15; ++seed) {
        INFO("seed " << seed);
        test::Folder folder;
        test::World world(seed);
        auto asha = open_store(folder / "asha.adit", world, 'a');
        auto badu = open_store(folder / "badu.adit", world, 'b');
        auto server = open_store(folder / "central.adit", world, 's');
        test::Chance chance(seed);
        for (int round = 0; round < 3; ++round) {
            for (auto* store : {asha.get(), badu.get()}) {
                std::vector<Draft> drafts;
                for (std::uint8_t i = 0; i < 4; ++i) {
                    auto operation = test::any_operation(chance, test::dot('q', 1));
                    drafts.push_back(test::draft({std::move(operation)}, record_id(i % 2)));
                }
                REQUIRE(store->append(drafts));
            }
            bring(*asha, *server, 1 + chance.below(200));
            if (chance.one_in(2)) bring(*server, *badu, 1 + chance.below(200));
        }
        bring(*badu, *server);
        bring(*server, *asha);
        bring(*server, *badu);
        for (const std::uint8_t which : {std::uint8_t{0}, std::uint8_t{1}}) {
            CHECK(record_in(*asha, record_id(which)) == record_in(*badu, record_id(which)));
            CHECK(record_in(*asha, record_id(which)) == record_in(*server, record_id(which)));
        }
        for (auto* store : {asha.get(), badu.get(), server.get()}) CHECK(store->verify());
    }
}
