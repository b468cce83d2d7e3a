// What people may rely on when they look for records and sites.
#include "support/stores.h"

using namespace adit;
using namespace adit::store;
using record::Choice;
using record::Compute;
using record::Date;
using test::append;
using test::open_store;
using test::put;
using test::record_id;

namespace {

std::vector<int> found(RecordStore& store, const Query& query) {
    const auto list = store.list(query);
    if (!list) FAIL(list.error().what);
    CHECK(*store.count(query) == list->size());
    std::vector<int> which;
    for (const Summary& summary : *list) which.push_back(summary.id.uuid.bytes[15]);
    return which;
}

/// Three visits: 1 finalised and approved, 2 a training draft, 3 deleted; 1 and 2 at one site.
std::unique_ptr<RecordStore> three_visits(const test::Folder& folder, test::World& world) {
    auto store = open_store(folder / "a.adit", world);
    append(*store,
           {Compute{{"/today"}, Date{20'000}}, put("/when", *record::date_from("2025-11-20")),
            put("/where", geo::Point{-3.05, 28.2, 0, 4}), put("/site", "Kamituga"),
            Compute{{"/meta/instanceName"}, "Évêché de Kamituga"},
            Compute{{"/meta/entity/@id"}, "site-1"}},
           record_id(1));
    append(*store, {record::Finalise{}}, record_id(1));
    world.pass(1000);
    append(*store,
           {put("/when", *record::date_from("2025-11-22")), record::Mark{"training"},
            Compute{{"/meta/instanceName"}, "Kalehe"}, Compute{{"/meta/entity/@id"}, "site-1"}},
           record_id(2));
    world.pass(1000);
    append(*store, {put("/site", "typed twice"), record::Delete{"", {}}}, record_id(3));
    const auto seen = (*store->record(record_id(1)))->seen;
    world.pass(-1000);
    append(*store, {record::Review{record::ReviewState::Approved, "", seen}}, record_id(1));
    return store;
}

}  // namespace

TEST_CASE("a list line says what its record is about", "[store][list]") {
    test::Folder folder;
    test::World world;
    const auto store = three_visits(folder, world);
    const auto lines = *store->list({.text = "eveche"});
    REQUIRE(lines.size() == 1);
    const Summary& line = lines[0];
    CHECK(line.id == record_id(1));
    CHECK(line.scope.code == "COD");
    CHECK(line.form == record::FormRef{"site_visit", "1"});
    CHECK(line.title == "Évêché de Kamituga");
    CHECK(line.stage == record::Stage::Finalised);
    CHECK(line.review == record::ReviewState::Approved);
    CHECK(line.author == "asha");
    CHECK(line.device == test::laptop('a'));
    CHECK(line.date == "2025-11-20");  // What a person answered before what the form computed.
    CHECK(line.place == geo::Point{-3.05, 28.2, 0, 4});
    CHECK(line.entity == "site-1");
    CHECK(line.created_ms == test::kMorning);
    CHECK(line.changed_ms == test::kMorning + 2000);
    CHECK_FALSE(line.sent);
    CHECK(store->list({.text = "kalehe"})->front().marks == std::vector<std::string>{"training"});
}

TEST_CASE("records are found by what they are", "[store][list]") {
    test::Folder folder;
    test::World world;
    const auto store = three_visits(folder, world);
    using record::ReviewState;
    using record::ScopeId;
    using record::Stage;
    CHECK(found(*store, {}) == std::vector{1, 2});
    CHECK(found(*store, {.with_deleted = true}).size() == 3);
    CHECK(found(*store, {.scope = ScopeId{"COD"}}).size() == 2);
    CHECK(found(*store, {.scope = ScopeId{"GHA"}}).empty());
    CHECK(found(*store, {.form = "site_visit"}).size() == 2);
    CHECK(found(*store, {.form = "census"}).empty());
    CHECK(found(*store, {.stage = Stage::Finalised}) == std::vector{1});
    CHECK(found(*store, {.stage = Stage::Draft}) == std::vector{2});
    CHECK(found(*store, {.review = ReviewState::Approved}) == std::vector{1});
    CHECK(found(*store, {.entity = "site-1"}).size() == 2);
    CHECK(found(*store, {.entity = "site-2"}).empty());
    CHECK(found(*store, {.text = "ÉVÊCHÉ de"}) == std::vector{1});
    CHECK(found(*store, {.text = "asha"}).size() == 2);
    CHECK(found(*store, {.text = "%"}).empty());
    CHECK(found(*store, {.date_from = "2025-11-21"}) == std::vector{2});
    CHECK(found(*store, {.date_to = "2025-11-20"}) == std::vector{1});
    CHECK(found(*store, {.date_from = "2025-11-20", .date_to = "2025-11-22"}).size() == 2);
}

TEST_CASE("records come in the order asked for, page by page", "[store][list]") {
    test::Folder folder;
    test::World world;
    const auto store = three_visits(folder, world);
    using Order = Query::Order;
    const auto ids = [&](const Query& query) {
        std::vector<int> which;
        const auto lines = *store->list(query);
        for (const Summary& line : lines) which.push_back(line.id.uuid.bytes[15]);
        return which;
    };
    CHECK(ids({.order = Order::ChangedLast}) == std::vector{1, 2});
    CHECK(ids({.order = Order::DateLast}) == std::vector{2, 1});
    CHECK(ids({.order = Order::Title}) == std::vector{1, 2});
    CHECK(ids({.offset = 1, .order = Order::DateLast}) == std::vector{1});
    CHECK(ids({.limit = 1, .order = Order::DateLast}) == std::vector{2});
    CHECK(ids({.offset = 2}).empty());
    CHECK(*store->count({.offset = 2, .limit = 1}) == 2);
}

TEST_CASE("a site is what its visits say of it, the latest last", "[store][entities]") {
    test::Folder folder;
    test::World world;
    const auto store = three_visits(folder, world);
    const auto effect = [](std::string label, bool create, std::string mineral,
                           std::uint64_t tick) {
        return EntityEffect{.list = "sites",
                            .entity = "site-1",
                            .label = std::move(label),
                            .create = create,
                            .properties = {{"mineral", Choice{std::move(mineral)}},
                                           {"tick", static_cast<std::int64_t>(tick)}},
                            .clock = {tick << 16},
                            .dot = test::dot('a', tick)};
    };
    REQUIRE(store->set_entity_effects(record_id(2), {effect("", false, "tin", 20)}));
    REQUIRE(store->set_entity_effects(record_id(1), {effect("Kamituga", true, "gold", 10)}));

    auto sites = *store->entities("sites", std::nullopt);
    REQUIRE(sites.size() == 1);
    CHECK(sites[0].id == "site-1");
    CHECK(sites[0].label == "Kamituga");
    CHECK(sites[0].version == 2);
    CHECK(sites[0].scope.code == "COD");
    CHECK(sites[0].properties == std::vector<std::pair<std::string, record::Value>>{
                                     {"mineral", Choice{"tin"}}, {"tick", std::int64_t{20}}});
    CHECK(sites[0].records == 1);  // Besides the one that registered it.
    CHECK(sites[0].last_date == "2025-11-22");
    CHECK(store->entities("sites", record::ScopeId{"GHA"})->empty());
    CHECK(store->entities("miners", std::nullopt)->empty());

    SECTION("said again, an effect takes the place of what the record said before") {
        REQUIRE(store->set_entity_effects(record_id(2), {effect("", false, "coltan", 20)}));
        sites = *store->entities("sites", std::nullopt);
        CHECK(sites[0].version == 2);
        CHECK(sites[0].properties[0].second == record::Value{Choice{"coltan"}});
    }
    SECTION("a deleted visit says nothing any more") {
        append(*store, {record::Delete{"", {}}}, record_id(2));
        sites = *store->entities("sites", std::nullopt);
        CHECK(sites[0].version == 1);
        CHECK(sites[0].properties[0].second == record::Value{Choice{"gold"}});
        CHECK(sites[0].records == 0);
        CHECK(sites[0].last_date.empty());
    }
    SECTION("a record that is not here has no effect") {
        const auto refused = store->set_entity_effects(record_id(9), {effect("", true, "tin", 1)});
        REQUIRE_FALSE(refused);
        CHECK(refused.error().code == Code::NotFound);
    }
    SECTION("of many records all are renewed or none") {
        const std::vector<EffectsOfRecord> many{{record_id(1), {}}, {record_id(9), {}}};
        CHECK_FALSE(store->set_entity_effects(many));
        CHECK(store->entities("sites", std::nullopt)->front().version == 2);
    }
}
