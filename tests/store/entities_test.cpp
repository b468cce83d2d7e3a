// What a coordinator may rely on when two people speak of one site: what they wrote without knowing
// of one another is in conflict, kept whole, and told with who said it and when.
#include "support/stores.h"

using namespace adit;
using namespace adit::store;
using record::Compute;
using test::append;
using test::open_store;
using test::put;
using test::record_id;
using test::record_in;

namespace {

constexpr std::int64_t kHour = 3'600'000;

/// What the visit's form says of the site; `base` as work/ writes it.
void speak(RecordStore& store, std::uint8_t which, std::int64_t workers, const std::string& base,
           bool create = false) {
    const record::Record record = record_in(store, record_id(which));
    REQUIRE(store.set_entity_effects(record.id, {{.list = "sites",
                                                  .entity = "site-1",
                                                  .label = create ? "Kamituga" : "",
                                                  .create = create,
                                                  .properties = {{"workers", workers}},
                                                  .clock = record.created,
                                                  .dot = record.begun,
                                                  .base = base}}));
}

void begin(RecordStore& store, std::uint8_t which) {
    auto draft = test::draft({put("/visit", "begun"), Compute{{"/meta/entity/@id"}, "site-1"}},
                             record_id(which));
    draft.wall_ms = 0;  // Now.
    REQUIRE(store.append({draft}));
}

std::string finish(RecordStore& store, std::uint8_t which) {
    const auto base = store.entity_base("sites", "site-1", record_in(store, record_id(which)));
    REQUIRE(base);
    append(store, {record::Finalise{}}, record_id(which));
    return *base;
}

Entity site(RecordStore& store) {
    const auto sites = store.entities("sites", std::nullopt);
    REQUIRE(sites);
    REQUIRE(sites->size() == 1);
    return sites->front();
}

/// Two laptops that both hold the registered site, record 1 of laptop a.
struct Two {
    test::Folder folder;
    test::World world;
    std::unique_ptr<RecordStore> a = open_store(folder / "a.adit", world, 'a');
    std::unique_ptr<RecordStore> b = open_store(folder / "b.adit", world, 'b');

    Two() {
        begin(*a, 1);
        finish(*a, 1);
        speak(*a, 1, 50, "", true);
        meet();
        speak(*b, 1, 50, "", true);
        world.pass(kHour);
    }
    void meet() const {
        for (auto* from : {a.get(), b.get()}) {
            RecordStore& to = from == a.get() ? *b : *a;
            const auto heads = *from->heads({});
            for (const Head& head : heads) {
                std::uint64_t held = 0;
                const auto ours = *to.heads({});
                for (const Head& each : ours) {
                    if (each.feed == head.feed) held = each.number;
                }
                if (held >= head.number) continue;
                REQUIRE(to.take(*from->run_after(head.feed, held, 1u << 20), world.now()));
            }
        }
    }
};

}  // namespace

TEST_CASE("two visits by people who had not met are in conflict until somebody who knew both",
          "[store][entities]") {
    Two two;
    begin(*two.a, 2);
    begin(*two.b, 3);
    const std::string of_a = finish(*two.a, 2);
    const std::string of_b = finish(*two.b, 3);
    CHECK(of_a == "own");
    CHECK(of_b == record_id(1).text());
    two.meet();
    for (auto* store : {two.a.get(), two.b.get()}) {
        speak(*store, 2, 60, of_a);
        speak(*store, 3, 20, of_b);
        const Entity entity = site(*store);
        REQUIRE(entity.conflicts.size() == 1);
        const EntityConflict& conflict = entity.conflicts[0];
        CHECK(conflict.property == "workers");
        REQUIRE(conflict.siblings.size() == 2);
        CHECK(conflict.siblings[0].value == entity.properties[0].second);
        CHECK(conflict.siblings[0].author == "asha");
        CHECK(conflict.siblings[0].begun_ms == two.world.now());
        CHECK(conflict.siblings[0].device != conflict.siblings[1].device);
        CHECK(entity.records == 2);
        CHECK(entity.version == 3);
    }
    CHECK(site(*two.a).conflicts == site(*two.b).conflicts);

    two.world.pass(kHour);
    begin(*two.b, 4);
    const std::string base = finish(*two.b, 4);
    CHECK(base == record_id(2).text());
    speak(*two.b, 4, 25, base);
    CHECK(site(*two.b).conflicts.empty());
    CHECK(site(*two.b).properties[0].second == record::Value{std::int64_t{25}});
}

TEST_CASE("visits weeks apart by people who had met are no conflict", "[store][entities]") {
    Two two;
    begin(*two.a, 2);
    const std::string of_a = finish(*two.a, 2);
    speak(*two.a, 2, 60, of_a);
    two.meet();
    speak(*two.b, 2, 60, of_a);
    two.world.pass(14 * 24 * kHour);
    begin(*two.b, 3);
    const std::string of_b = finish(*two.b, 3);
    CHECK(of_b == record_id(2).text());
    speak(*two.b, 3, 20, of_b);
    CHECK(site(*two.b).conflicts.empty());
    CHECK(site(*two.b).properties[0].second == record::Value{std::int64_t{20}});
}

TEST_CASE("a visit that came while one was being written was not known when that one was begun",
          "[store][entities]") {
    Two two;
    begin(*two.a, 2);
    begin(*two.b, 3);
    const std::string of_a = finish(*two.a, 2);
    speak(*two.a, 2, 60, of_a);
    two.world.pass(kHour);
    two.meet();
    speak(*two.b, 2, 60, of_a);
    // Held by now, but the figures of record 3 were taken before.
    const std::string of_b = finish(*two.b, 3);
    CHECK(of_b == record_id(1).text());
    speak(*two.b, 3, 20, of_b);
    CHECK(site(*two.b).conflicts.size() == 1);
}

TEST_CASE("linked sites count their visits together, and apart again when the link is taken back",
          "[store][entities]") {
    test::Folder folder;
    test::World world;
    const auto store = open_store(folder / "a.adit", world);
    const auto site_record = [&](std::uint8_t which, const std::string& id, bool create,
                                 std::optional<record::RecordId> link = {}) {
        const auto known = store->record(record_id(which));
        if (!*known) {
            append(*store,
                   {put("/when", *record::date_from("2025-11-2" + std::to_string(which))),
                    Compute{{"/meta/entity/@id"}, id}, record::Finalise{}},
                   record_id(which));
        }
        const record::Record record = record_in(*store, record_id(which));
        REQUIRE(store->set_entity_effects(record.id, {{.list = "sites",
                                                       .entity = id,
                                                       .label = id,
                                                       .create = create,
                                                       .properties = {},
                                                       .clock = record.created,
                                                       .dot = record.begun,
                                                       .duplicate_of = link}}));
    };
    site_record(1, "one", true);
    site_record(2, "two", true);
    site_record(3, "one", false);
    site_record(4, "two", false);
    site_record(5, "two", false);
    const auto before = *store->entities("sites", std::nullopt);
    REQUIRE(before.size() == 2);
    CHECK(before[0].records == 1);
    CHECK(before[1].records == 2);

    site_record(2, "two", true, record_id(1));
    auto linked = *store->entities("sites", std::nullopt);
    REQUIRE(linked.size() == 2);
    CHECK(linked[0].records == 3);
    CHECK(linked[0].last_date == "2025-11-25");
    CHECK(linked[0].duplicate_of.empty());
    CHECK(linked[1].duplicate_of == "one");
    CHECK(linked[1].records == 2);

    SECTION("taken back, both are exactly what they were") {
        site_record(2, "two", true);
        const auto after = *store->entities("sites", std::nullopt);
        for (std::size_t i = 0; i < 2; ++i) {
            CHECK(after[i].records == before[i].records);
            CHECK(after[i].last_date == before[i].last_date);
            CHECK(after[i].duplicate_of.empty());
        }
    }
    SECTION("linked in a ring, the lowest id counts for both") {
        site_record(1, "one", true, record_id(2));
        linked = *store->entities("sites", std::nullopt);
        CHECK(linked[0].duplicate_of.empty());
        CHECK(linked[0].records == 3);
        CHECK(linked[1].duplicate_of == "one");
    }
    SECTION("a link to a record that is not here changes nothing") {
        site_record(2, "two", true, record_id(9));
        linked = *store->entities("sites", std::nullopt);
        CHECK(linked[0].records == 1);
        CHECK(linked[1].duplicate_of.empty());
    }
}
