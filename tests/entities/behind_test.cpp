// What is worked out when somebody starts again who was cut off between changes and entities.
#include "entities/behind.h"

#include "support/stores.h"

using namespace adit;
using namespace adit::entities;
using test::append;
using test::open_store;
using test::put;
using test::record_id;
using Ids = std::vector<record::RecordId>;

namespace {

/// As it is after its first start: a new file asks for all.
std::unique_ptr<store::RecordStore> store_in_use(const std::filesystem::path& path) {
    auto store = open_store(path, test::World());
    REQUIRE(caught_up(*store));
    return store;
}

}  // namespace

TEST_CASE("what came behind the note is worked out, and nothing before it", "[entities]") {
    test::Folder folder;
    const auto store = store_in_use(folder / "a.adit");
    append(*store, {put("/site", "Kamituga")}, record_id(1));
    append(*store, {put("/site", "Misisi")}, record_id(2));
    CHECK(*records_behind(*store) == Ids{});  // No note, nothing to do.

    REQUIRE(note_behind(*store));
    CHECK(*is_behind(*store));
    CHECK(*records_behind(*store) == Ids{});
    append(*store, {put("/mineral", "gold")}, record_id(2));
    REQUIRE(note_behind(*store));  // The older note stays.
    append(*store, {put("/mineral", "tin")}, record_id(2));
    append(*store, {put("/site", "Lugushwa")}, record_id(3));
    CHECK(*records_behind(*store) == Ids{record_id(2), record_id(3)});

    REQUIRE(caught_up(*store));
    CHECK_FALSE(*is_behind(*store));
    CHECK(*records_behind(*store) == Ids{});
}

TEST_CASE("of a feed that was not here all is worked out", "[entities]") {
    test::Folder folder;
    const auto hers = store_in_use(folder / "a.adit");
    const auto his = open_store(folder / "b.adit", test::World(2), 'b');
    append(*hers, {put("/site", "Kamituga")}, record_id(1));
    append(*his, {put("/site", "Misisi")}, record_id(2));
    REQUIRE(note_behind(*hers));
    test::bring(*his, *hers);
    CHECK(*records_behind(*hers) == Ids{record_id(2)});
}

TEST_CASE("of a feed that has another branch by now all is worked out", "[entities]") {
    test::Folder folder;
    const auto hers = store_in_use(folder / "a.adit");
    const auto his = open_store(folder / "b.adit", test::World(2), 'b');
    const auto his_copy = open_store(folder / "copy.adit", test::World(2), 'b');
    for (auto* each : {his.get(), his_copy.get()}) {
        append(*each, {put("/site", "Kamituga")}, record_id(1));
    }
    append(*his, {put("/site", "Misisi")}, record_id(2));
    append(*his_copy, {put("/site", "Lugushwa")}, record_id(3));
    test::bring(*his, *hers);
    REQUIRE(note_behind(*hers));
    const auto feed = *his->own_feed({"COD"});
    REQUIRE(hers->cut_back(feed, 1));
    test::bring(*his_copy, *hers);
    CHECK(hers->find_head(feed)->value().number == 2);
    CHECK(*records_behind(*hers) == Ids{record_id(1), record_id(3)});
}

TEST_CASE("a record that a branch was cut out of is worked out, though nothing new is in it",
          "[entities]") {
    test::Folder folder;
    const auto hers = store_in_use(folder / "a.adit");
    const auto his = open_store(folder / "b.adit", test::World(2), 'b');
    append(*hers, {put("/site", "Kamituga")}, record_id(1));
    test::bring(*hers, *his);
    append(*his, {put("/mineral", "gold")}, record_id(1));
    test::bring(*his, *hers);
    REQUIRE(note_behind(*hers));
    REQUIRE(hers->cut_back(*his->own_feed({"COD"}), 0));
    CHECK(*records_behind(*hers) == Ids{record_id(1)});
    REQUIRE(caught_up(*hers));
    CHECK_FALSE(*is_behind(*hers));
}

TEST_CASE("a note that does not say from where asks for all", "[entities]") {
    test::Folder folder;
    const auto store = store_in_use(folder / "a.adit");
    append(*store, {put("/site", "Kamituga")}, record_id(1));
    const Bytes cut = {1, 2, 'C', 'O', 'D'};
    for (const ByteView note : {view_of("yes"), ByteView(cut)}) {
        REQUIRE(store->set("entities.pending", note));
        CHECK(*records_behind(*store) == Ids{record_id(1)});
    }
}
