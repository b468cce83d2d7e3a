// Many records that are begun at once, as an import does, are written by two threads: what is in
// the file is what it would be had they been written one by one.
#include "support/stores.h"

using namespace adit;
using namespace adit::store;
using test::draft;
using test::open_store;
using test::put;

namespace {

constexpr int kMany = 300;

/// The i-th of many records. Its id sorts by i, as ids that are made one after another do.
record::RecordId id_of(int i) {
    record::RecordId id;
    id.uuid.bytes[0] = 1;
    id.uuid.bytes[14] = static_cast<std::uint8_t>(i >> 8);
    id.uuid.bytes[15] = static_cast<std::uint8_t>(i);
    return id;
}

Draft visit(int i) {
    std::vector<record::Operation> operations = {
        put("/site", "Kamituga " + std::to_string(i % 40)),
        put("/workers", static_cast<std::int64_t>(i)),
        put("/miner[00000000000000a" + std::to_string(i % 10) + "]/name", "Jo"),
        record::Compute{{"/meta/instanceName"}, "Visit " + std::to_string(i)}};
    if (i % 50 == 7) operations.push_back(put("/front", record::AttachmentRef{{1}, 9, "a.jpg"}));
    // Two titles: which of them stands takes a fold to say.
    if (i % 60 == 3) operations.push_back(record::Compute{{"/meta/instanceName"}, "Twice"});
    Draft one = draft(std::move(operations), id_of(i));
    if (i % 3 == 0) one.scope = {"GHA"};
    return one;
}

std::vector<Draft> visits(int from, int to) {
    std::vector<Draft> all;
    for (int i = from; i < to; ++i) all.push_back(visit(i));
    return all;
}

void append_all(RecordStore& store, std::vector<Draft> drafts) {
    const auto dots = store.append(std::move(drafts));
    if (!dots) FAIL(dots.error().what);
}

struct Written {
    std::vector<Head> heads;
    std::vector<std::string> titles;
    bool operator==(const Written&) const = default;
};

/// Chains and lists, and the whole file proved.
Written written_in(RecordStore& store) {
    const auto proved = store.verify();
    if (!proved) FAIL(proved.error().what);
    Written written{.heads = *store.heads({}), .titles = {}};
    Query all;
    all.order = Query::Order::Title;
    all.limit = kRowsMax;
    const auto list = *store.list(all);
    for (const Summary& summary : list) {
        written.titles.push_back(summary.id.text() + " " + summary.title);
    }
    return written;
}

}  // namespace

TEST_CASE("records begun together are what they are one by one", "[store]") {
    test::Folder folder;
    const auto one_by_one = open_store(folder / "one.adit", test::World());
    for (const Draft& each : visits(0, kMany)) append_all(*one_by_one, {each});
    const auto together = open_store(folder / "many.adit", test::World());
    append_all(*together, visits(0, kMany));

    const Written expected = written_in(*one_by_one);
    CHECK(expected.titles.size() == kMany);
    CHECK(written_in(*together) == expected);
    CHECK(together->mentions(std::nullopt)->size() == 6);
    CHECK(together->append({visit(kMany)}));
    CHECK(together->verify());
}

TEST_CASE("among many, those that exist already are edited", "[store]") {
    test::Folder folder;
    const auto write = [&](const char* name, std::size_t at_once) {
        const auto store = open_store(folder / name, test::World());
        append_all(*store, visits(0, kMany));
        std::vector<Draft> drafts = visits(kMany, kMany + 200);
        drafts.push_back(draft(
            {put("/site", "Nyamukubi"), record::Compute{{"/meta/instanceName"}, "Named anew"}},
            id_of(kMany + 4)));                                          // Begun above.
        drafts.push_back(draft({put("/site", "Nyamukubi")}, id_of(5)));  // And before.
        for (Draft& each : visits(kMany + 200, kMany + 400)) drafts.push_back(std::move(each));
        for (std::size_t i = 0; i < drafts.size(); i += at_once) {
            const auto end = std::min(i + at_once, drafts.size());
            append_all(*store, {drafts.begin() + static_cast<std::ptrdiff_t>(i),
                                drafts.begin() + static_cast<std::ptrdiff_t>(end)});
        }
        CHECK_FALSE(test::record_in(*store, id_of(5)).in_conflict());
        CHECK(*test::record_in(*store, id_of(kMany + 4)).find_value({"/site"}) ==
              record::Value{"Nyamukubi"});
        return written_in(*store);
    };
    const Written expected = write("one.adit", 1);
    CHECK(write("many.adit", 1000) == expected);
}

TEST_CASE("of many records with a wrong one none is kept, and the next ones are", "[store]") {
    test::Folder folder;
    const auto store = open_store(folder / "a.adit", test::World());
    append_all(*store, visits(0, kMany));
    const Written before = written_in(*store);

    std::vector<Draft> drafts = visits(kMany, 2 * kMany);
    drafts[150].operations.push_back(put("no path", "x"));
    const auto refused = store->append(drafts);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == Code::BadInput);
    CHECK(written_in(*store) == before);

    append_all(*store, visits(kMany, 2 * kMany));
    const auto expected = open_store(folder / "b.adit", test::World());
    append_all(*expected, visits(0, 2 * kMany));
    CHECK(written_in(*store) == written_in(*expected));
}

TEST_CASE("an older id than those that are held is a new record all the same", "[store]") {
    test::Folder folder;
    const auto store = open_store(folder / "a.adit", test::World());
    append_all(*store, visits(100, 100 + kMany));
    append_all(*store, visits(0, 100));
    append_all(*store, {draft({put("/site", "Nyamukubi")}, id_of(50))});
    CHECK(*store->count({}) == kMany + 100);
    CHECK(*test::record_in(*store, id_of(50)).find_value({"/site"}) == record::Value{"Nyamukubi"});
    CHECK(store->verify());
}

TEST_CASE("many edits by others are taken in as they are one by one", "[store]") {
    test::Folder folder;
    const auto hers = open_store(folder / "hers.adit", test::World());
    const auto his = open_store(folder / "his.adit", test::World(2), 'b');
    append_all(*hers, visits(0, kMany));
    test::bring(*hers, *his);
    std::vector<Draft> edits;
    for (int i = 0; i < kMany; ++i) {
        edits.push_back(draft(
            {put("/site", "Nyamukubi"), put("/visited", record::Date{20'000 + i})}, id_of(i)));
        edits.back().scope = visit(i).scope;
    }
    append_all(*his, std::move(edits));

    const auto together = open_store(folder / "together.adit", test::World(3), 'c');
    const auto one_by_one = open_store(folder / "one.adit", test::World(3), 'c');
    for (auto* from : {hers.get(), his.get()}) {
        test::bring(*from, *together);
        test::bring(*from, *one_by_one, 1);
    }
    CHECK(written_in(*together) == written_in(*one_by_one));
    Query conflicts;
    conflicts.in_conflict = true;
    CHECK(*together->count(conflicts) == kMany);
    CHECK(*one_by_one->count(conflicts) == kMany);
}
