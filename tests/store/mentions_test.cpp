// What may be relied on of which files are named: as soon as a change is here it is known, on
// whichever way it came, and verify proves it.
#include "sqlite/database.h"
#include "support/files.h"
#include "support/stores.h"

using namespace adit;
using namespace adit::test;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("a file is named by whatever operation holds it, here and where it is taken in",
          "[store]") {
    const Folder folder;
    const World world;
    const auto asha = open_store(folder / "a.adit", world);
    const Bytes put_there = photo(10), attached = photo(20), resolved = photo(30);
    append(*asha, {put("/photo", named(put_there))});
    append(*asha, {record::Attach{{"/photo"}, named(attached)}});
    append(*asha, {record::Resolve{{"/photo"}, named(resolved), {}}}, record_id(2));
    append(*asha, {put("/name", std::string("Nothing to see"))}, record_id(3));

    const auto badu = open_store(folder / "b.adit", world, 'b');
    bring(*asha, *badu);
    for (auto* store : {asha.get(), badu.get()}) {
        CHECK(store->mentions(std::nullopt)->size() == 3);
        const auto found = store->mentions(content_of(resolved).hash);
        REQUIRE(found);
        REQUIRE(found->size() == 1);
        CHECK(found->front() == store::Mention{.hash = content_of(resolved).hash,
                                               .size_bytes = 30,
                                               .scope = {"COD"},
                                               .record = record_id(2)});
        CHECK(store->mentions(content_of(photo(99)).hash)->empty());
        CHECK(store->verify());
    }
}

TEST_CASE("a name that is lost or invented in the table of files is found by verify", "[store]") {
    for (const char* damage : {"DELETE FROM mention",
                               "INSERT INTO mention (hash, size, record) VALUES (zeroblob(32), 5, "
                               "1)"}) {
        INFO(damage);
        const Folder folder;
        const World world;
        {
            const auto asha = open_store(folder / "a.adit", world);
            append(*asha, {put("/photo", named(photo(10)))});
        }
        {
            auto db = sqlite::Database::open({.path = (folder / "a.adit").string()});
            REQUIRE(db);
            REQUIRE(db->execute(damage));
        }
        const auto found = open_store(folder / "a.adit", world)->verify();
        REQUIRE_FALSE(found);
        CHECK(found.error().code == Code::Corrupt);
        CHECK_THAT(found.error().what, ContainsSubstring("names is not kept"));
    }
}
