// What a field officer may rely on when answers are written down on this laptop.
#include "support/stores.h"

using namespace adit;
using namespace adit::store;
using record::Value;
using test::append;
using test::dot;
using test::draft;
using test::open_store;
using test::put;
using test::record_id;
using test::record_in;

TEST_CASE("what was saved is there when the laptop is opened again", "[store]") {
    test::Folder folder;
    test::World world;
    {
        auto store = open_store(folder / "laptop.adit", world);
        CHECK(append(*store, {put("/site", "Kamituga")}).number == 1);
        append(*store, {put("/site", "Kamituga Sud")});
    }
    auto store = open_store(folder / "laptop.adit", world);
    CHECK(append(*store, {put("/mineral", "gold")}).number == 3);
    CHECK(*record_in(*store).find_value({"/site"}) == Value{"Kamituga Sud"});
    CHECK(store->history(record_id())->size() == 3);
    CHECK(store->verify());
}

TEST_CASE("a record that nobody wrote is not there", "[store]") {
    test::Folder folder;
    auto store = open_store(folder / "a.adit", test::World());
    CHECK_FALSE(store->record(record_id())->has_value());
    CHECK(store->history(record_id())->empty());
    CHECK(store->list({})->empty());
    CHECK(store->heads({})->empty());
    CHECK_FALSE(store->get("nothing")->has_value());
}

TEST_CASE("an officer who corrects an answer is not in conflict with herself", "[store]") {
    test::Folder folder;
    auto store = open_store(folder / "a.adit", test::World());
    // A session knows only what it saw when it was opened: it names nothing of its own.
    const auto dots =
        store->append({draft({put("/site", "Kamituga")}), draft({put("/site", "Kamituga 2")}),
                       draft({put("/site", "Kamituga Sud")})});
    REQUIRE(dots);
    const record::Record record = record_in(*store);
    CHECK_FALSE(record.in_conflict());
    CHECK(*record.find_value({"/site"}) == Value{"Kamituga Sud"});
    const auto history = *store->history(record_id());
    CHECK(std::get<record::Put>(history[2].operations[0]).replaces ==
          std::vector<record::Dot>{(*dots)[1]});
}

TEST_CASE("a decision covers what its own laptop wrote before it", "[store]") {
    test::Folder folder;
    auto store = open_store(folder / "a.adit", test::World());
    const record::NodePath miner = record::NodePath{"/miner"}.instance({1});
    append(*store, {record::AddInstance{miner}});
    append(*store, {put(miner.text + "/name", "Jo")});
    append(*store, {record::RemoveInstance{miner, {}}});
    CHECK(record_in(*store).instances.empty());

    append(*store, {record::Delete{"typed twice", {}}});
    CHECK(record_in(*store).deleted);
    append(*store, {record::Restore{}});
    CHECK_FALSE(record_in(*store).deleted);
    append(*store, {record::Finalise{}});
    CHECK(record_in(*store).stage == record::Stage::Finalised);
    append(*store, {record::Reopen{"one more miner"}});
    CHECK(record_in(*store).stage == record::Stage::Draft);
}

TEST_CASE("a review covers exactly what its reviewer saw", "[store]") {
    test::Folder folder;
    auto store = open_store(folder / "a.adit", test::World());
    const auto first = append(*store, {put("/site", "Kamituga")});
    append(*store, {put("/mineral", "gold")});
    append(*store, {record::Review{record::ReviewState::Approved, "", {first}}});
    CHECK(record_in(*store).edited_since_review);
    append(*store, {record::Review{record::ReviewState::Approved, "", record_in(*store).seen}});
    CHECK(record_in(*store).review == record::ReviewState::Approved);
}

TEST_CASE("one draft that cannot be kept keeps all of its company out", "[store]") {
    test::Folder folder;
    auto store = open_store(folder / "a.adit", test::World());
    append(*store, {put("/site", "Kamituga")});
    const auto refused = store->append(
        {draft({put("/mineral", "gold")}), draft({put("/bad", std::string("\xff"))})});
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == Code::BadInput);
    CHECK(store->history(record_id())->size() == 1);
    CHECK(append(*store, {put("/mineral", "gold")}).number == 2);
    CHECK(store->verify());
}

TEST_CASE("a clock that goes back leaves what was caused later", "[store]") {
    test::Folder folder;
    test::World world;
    auto store = open_store(folder / "a.adit", world);
    append(*store, {put("/site", "Kamituga")});
    world.pass(-1'000'000);
    append(*store, {put("/site", "Kamituga Sud")});
    const auto history = *store->history(record_id());
    CHECK(history[0].clock < history[1].clock);
    CHECK(history[1].dot.number == 2);
}

TEST_CASE("a store that is only looked at is not written to", "[store]") {
    test::Folder folder;
    test::World world;
    auto store = open_sqlite_store((folder / "a.adit").string(), {}, world.surroundings());
    REQUIRE(store);
    const auto refused = (*store)->append({draft({put("/site", "Kamituga")})});
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == Code::Refused);
}

TEST_CASE("half-typed text waits for the next morning", "[store]") {
    test::Folder folder;
    test::World world;
    {
        auto store = open_store(folder / "a.adit", world);
        REQUIRE(store->keep_typing({record_id(), {"/note"}, "The shaft is fl", 5}));
        REQUIRE(store->keep_typing({record_id(), {"/note"}, "The shaft is flooded", 6}));
        REQUIRE(store->keep_typing({record_id(), {"/site"}, "Kam", 7}));
        REQUIRE(store->forget_typing(record_id(), {"/site"}));
    }
    auto store = open_store(folder / "a.adit", world);
    const auto typing = *store->typing();
    REQUIRE(typing.size() == 1);
    CHECK(typing[0].text == "The shaft is flooded");
    CHECK(typing[0].path.text == "/note");
    CHECK(typing[0].wall_ms == 6);
}

TEST_CASE("settings and form files are kept as they were given", "[store]") {
    test::Folder folder;
    auto store = open_store(folder / "a.adit", test::World());
    REQUIRE(store->set("token", Bytes{1, 2}));
    REQUIRE(store->set("token", Bytes{3, 0, 4}));
    CHECK(**store->get("token") == Bytes{3, 0, 4});

    REQUIRE(store->keep_form_file({{"site_visit", "1"}, "site_visit.xlsx", {1, 2, 3}}));
    REQUIRE(store->keep_form_file({{"site_visit", "2"}, "site_visit.xlsx", {4}}));
    REQUIRE(store->keep_form_file({{"site_visit", "2"}, "admin1.csv", {}}));
    REQUIRE(store->keep_form_file({{"site_visit", "2"}, "site_visit.xlsx", {5}}));
    CHECK(store->form_files(std::nullopt)->size() == 3);
    const auto second = *store->form_files(record::FormRef{"site_visit", "2"});
    REQUIRE(second.size() == 2);
    CHECK(second[0].file == "admin1.csv");
    CHECK(second[1].content == Bytes{5});
}

TEST_CASE("two windows on one file see each other's work", "[store]") {
    test::Folder folder;
    test::World world;
    auto window = open_store(folder / "a.adit", world);
    append(*window, {put("/site", "Kamituga")});
    auto command_line = open_store(folder / "a.adit", world);
    append(*command_line, {put("/mineral", "gold")});
    CHECK(append(*window, {put("/mineral", "tin")}).number == 3);
    CHECK(append(*command_line, {put("/site", "Kamituga Sud")}).number == 4);
    CHECK(record_in(*window).seen == record_in(*command_line).seen);
    CHECK_FALSE(record_in(*window).in_conflict());
    CHECK(window->verify());
}
