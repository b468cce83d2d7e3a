// What a field officer may rely on when answers are written down on this laptop.
#include "store/record_store.h"

#include "support/changes.h"
#include "support/folder.h"
#include "support/world.h"

#include <catch2/catch_all.hpp>

using namespace adit;
using namespace adit::store;
using record::Value;
using test::put;

namespace {

const record::ScopeId kCongo{"COD"};

std::unique_ptr<RecordStore> open(const std::filesystem::path& path, const test::World& world,
                                  char letter = 'a') {
    auto opened = open_sqlite_store(path.string(), test::laptop(letter), world.surroundings());
    if (!opened) FAIL(opened.error().what);
    return *std::move(opened);
}

Draft draft(std::vector<record::Operation> operations, record::RecordId id = test::record_id()) {
    return {.scope = kCongo,
            .record = id,
            .form = {"site_visit", "1"},
            .author = "asha",
            .wall_ms = test::kMorning,
            .offset_min = 60,
            .operations = std::move(operations)};
}

}  // namespace

TEST_CASE("what was saved is there when the laptop is opened again", "[store]") {
    test::Folder folder;
    test::World world;
    {
        auto store = open(folder / "laptop.adit", world);
        const auto dots = store->append({draft({put("/site", "Kamituga")})});
        REQUIRE(dots);
        CHECK(dots->front().number == 1);
        REQUIRE(store->append({draft({put("/site", "Kamituga 2")})}));
    }
    auto store = open(folder / "laptop.adit", world);
    const auto record = store->record(test::record_id());
    REQUIRE(record);
    REQUIRE(*record);
    CHECK(*(*record)->find_value({"/site"}) == Value{"Kamituga 2"});
    CHECK_FALSE((*record)->in_conflict());
    CHECK(store->history(test::record_id())->size() == 2);
    CHECK(store->verify());
    CHECK(store->list({})->size() == 1);
}
