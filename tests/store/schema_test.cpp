// What may be relied on across releases: a file of every released version opens, whole.
//
// tests/store/v<N>.adit was written by the release that had N steps, by the hidden test below:
//     store_tests "[.freeze]"
// It never writes over a file that is there: a released version is frozen.
#include "support/stores.h"

using namespace adit;
using namespace adit::store;
using test::append;
using test::open_store;
using test::put;
using test::record_id;
using test::record_in;

namespace fs = std::filesystem;

namespace {

constexpr int kVersion = 4;  // The latest that is frozen.

fs::path frozen(int version) {
    return fs::path(ADIT_SOURCES) / "tests/store" / ("v" + std::to_string(version) + ".adit");
}

}  // namespace

TEST_CASE("a file of every released version opens with all that it held", "[store][schema]") {
    for (const int version : {1, 4}) {  // No release had 2 or 3.
        INFO("version " << version);
        test::Folder folder;
        fs::copy(frozen(version), folder / "a.adit");
        auto store = open_store(folder / "a.adit", test::World());
        CHECK(store->verify());
        CHECK(store->list({.with_deleted = true})->size() == 3);
        CHECK(*record_in(*store).find_value({"/site"}) == record::Value{"Kamituga"});
        CHECK(record_in(*store, record_id(2)).in_conflict());
        const auto history = store->history(record_id(2));
        for (const record::Change& change : *history) {
            const bool came = change.dot.feed.device == test::laptop('b');
            CHECK(*store->received_ms(change.dot) ==
                  (came ? std::optional(test::kMorning) : std::nullopt));
        }
        CHECK(store->typing()->front().text == "half");
        CHECK(**store->get("token") == Bytes{1, 2, 3});
        CHECK(store->form_files(std::nullopt)->front().content == Bytes{4, 5});
        CHECK(store->entities("sites", std::nullopt)->front().label == "Kamituga");
        CHECK(store->head_signatures()->size() == 1);
        CHECK(*store->acknowledged_up_to(store->heads({})->front().feed) == 2);

        // A file that was carried here begins a life of its own.
        CHECK(append(*store, {put("/mineral", "gold")}).number == 1);
        CHECK(store->verify());
    }
}

TEST_CASE("write the file of this version", "[.freeze]") {
    REQUIRE_FALSE(fs::exists(frozen(kVersion)));
    test::Folder folder;
    const test::World world;
    {
        auto other = open_store(folder / "b.adit", world, 'b');
        append(*other, {put("/mineral", "tin")}, record_id(2));
        auto store = open_store(folder / "a.adit", world);
        const auto feed = append(*store, {put("/site", "Kamituga")}).feed;
        append(*store, {put("/mineral", "gold")}, record_id(2));
        append(*store, {put("/site", "twice"), record::Delete{"", {}}}, record_id(3));
        test::bring(*other, *store);
        REQUIRE(store->keep_head_signature(other->heads({})->front(), {7}));
        REQUIRE(store->acknowledged(feed, 2));
        REQUIRE(store->keep_typing({record_id(), {"/note"}, "half", 1}));
        REQUIRE(store->set("token", Bytes{1, 2, 3}));
        REQUIRE(store->keep_form_file({{"site_visit", "1"}, "site_visit.xlsx", {4, 5}}));
        REQUIRE(store->set_entity_effects(record_id(), {{.list = "sites",
                                                         .entity = "site-1",
                                                         .label = "Kamituga",
                                                         .create = true,
                                                         .properties = {},
                                                         .clock = {1},
                                                         .dot = {feed, 1}}}));
    }
    fs::copy_file(folder / "a.adit", frozen(kVersion));
}
