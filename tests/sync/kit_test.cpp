// What a laptop may rely on when forms, names and the roster come to it.
#include "sync/kit.h"

#include "support/fleet.h"

#include <catch2/catch_all.hpp>

using namespace adit;
using namespace adit::test;

namespace {

store::FormFile file(const std::string& form, const std::string& name, const std::string& words) {
    const ByteView content = view_of(words);
    return {{form, "1"}, name, Bytes(content.begin(), content.end())};
}

std::size_t held_files(Replica& laptop) {
    return must(laptop.store->form_files(std::nullopt)).size();
}

}  // namespace

TEST_CASE("an enrolled laptop has the forms, the names and the roster", "[sync][kit]") {
    Programme programme;
    programme.kit.version = 1;
    programme.kit.files = {file("site_visit", "site_visit.xlsx", "workbook"),
                           file("site_visit", "admin1.csv", "name,label")};
    Replica& asha = programme.enrol("asha", {"GHA"});

    CHECK(held_files(asha) == 2);
    CHECK(must(sync::scope_names_of(*asha.store)) == programme.kit.scopes);
    CHECK(must(sync::roster_of(*asha.store)) == programme.roster);
    CHECK(must(sync::programme_key_of(*asha.store)) == programme.key.public_key());
    CHECK(must(sync::kit_version_of(*asha.store)) == 1);
}

TEST_CASE("a newer form comes with the next exchange, and only what is new of it", "[sync][kit]") {
    Programme programme;
    programme.kit.version = 1;
    std::string large(100'000, 'x');
    for (char& c : large) c = static_cast<char>(programme.below(256));
    programme.kit.files = {file("site_visit", "site_visit.xlsx", large)};
    Replica& asha = programme.enrol("asha", {"GHA"});
    programme.kit.version = 2;
    programme.kit.files.push_back(file("stakeholder", "stakeholder.xlsx", "small"));

    const auto report = exchange(programme, asha);

    REQUIRE(report);
    CHECK(report->new_forms);
    CHECK(report->bytes_down < 2000);
    CHECK(held_files(asha) == 2);
    CHECK(must(sync::kit_version_of(*asha.store)) == 2);
    const auto again = exchange(programme, asha);
    REQUIRE(again);
    CHECK(again->requests == 1);
    CHECK_FALSE(again->new_forms);
}

TEST_CASE("a newer roster comes with the next exchange", "[sync][kit]") {
    Programme programme;
    Replica& asha = programme.enrol("asha", {"GHA"});
    programme.enrol("badu", {"GHA"});
    REQUIRE(exchange(programme, asha));
    CHECK(must(sync::roster_of(*asha.store)) == programme.roster);
}

TEST_CASE("a kit that the programme did not sign changes nothing", "[sync][kit]") {
    Programme programme;
    Replica& asha = programme.enrol("asha", {"GHA"});
    programme.kit.version = 5;
    programme.kit.files = {file("site_visit", "site_visit.xlsx", "workbook")};
    const Bytes good = programme.kit_bytes();

    const auto other = identity::SigningKey::make(programme.world.surroundings());
    const auto forged = must(sync::signed_kit(programme.kit, programme.signed_roster, other));
    const auto refused = sync::keep_kit(*asha.store, forged, programme.key.public_key());
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == Code::Refused);

    for (std::size_t at = good.size(); at-- > 0;) {  // The files first: a whole kit ends the test.
        Bytes bad = good;
        bad[at] ^= 0x10;
        (void)sync::keep_kit(*asha.store, bad, programme.key.public_key());
        CHECK_FALSE(
            sync::keep_kit(*asha.store, ByteView(good).first(at), programme.key.public_key()));
        if (held_files(asha) == 0) continue;
        CHECK(must(asha.store->form_files(std::nullopt))[0].content ==
              programme.kit.files[0].content);
    }
}

TEST_CASE("an older kit changes nothing", "[sync][kit]") {
    Programme programme;
    programme.kit.version = 1;
    const Bytes old = programme.kit_bytes();
    programme.kit.version = 2;
    programme.kit.scopes[0].en = "Congo";
    Replica& asha = programme.enrol("asha", {"GHA"});
    CHECK_FALSE(must(sync::keep_kit(*asha.store, old, programme.key.public_key())));
    CHECK(must(sync::scope_names_of(*asha.store))[0].en == "Congo");
    CHECK(must(sync::roster_of(*asha.store)).version == programme.roster.version);
}

TEST_CASE("a kit beyond its bounds is not made", "[sync][kit]") {
    Programme programme;
    programme.kit.files = {file("f", "huge.bin", std::string(sync::kKitFileBytesMax + 1, 'x'))};
    const auto made = sync::signed_kit(programme.kit, programme.signed_roster, programme.key);
    REQUIRE_FALSE(made);
    CHECK(made.error().what.find("huge.bin") != std::string::npos);
}
