// What each replica may rely on of the list of devices: only the programme writes it.
#include "identity/roster.h"

#include "support/world.h"

#include <catch2/catch_all.hpp>

#include <algorithm>

using namespace adit;
using namespace adit::identity;

namespace {

SigningKey key(std::uint64_t seed) { return SigningKey::make(test::World(seed).surroundings()); }

RosterDevice laptop(std::uint64_t seed, std::string name) {
    const PublicKey public_key = key(seed).public_key();
    return {.device = device_of(public_key),
            .key = public_key,
            .name = std::move(name),
            .person = "k.mensah",
            .person_name = "Kofi Mensah",
            .role = Role::Coordinator,
            .scopes = {"COD", "GHA"},
            .enrolled_ms = test::kMorning,
            .revoked = false,
            .revoked_ms = 0,
            .ends = {}};
}

Roster roster() {
    Roster list{.programme = "0199a1b2-c3d4-7e5f-8061-728394a5b6c7",
                .version = 4,
                .devices = {laptop(1, "Laptop 1, Bukavu"), laptop(2, "Laptop 2, Tarkwa")}};
    list.devices[1].revoked = true;
    list.devices[1].revoked_ms = test::kMorning + 1;
    list.devices[1].ends = {{"GHA", 77, 9}};
    std::ranges::sort(list.devices, {}, &RosterDevice::device);
    return list;
}

}  // namespace

TEST_CASE("the list that the programme signed comes back as it was", "[identity][roster]") {
    const auto programme = key(100);
    const Roster list = roster();
    const auto read = roster_from(signed_roster(list, programme), programme.public_key());
    REQUIRE(read);
    CHECK(*read == list);
    CHECK(read->find(list.devices[0].device) == &read->devices[0]);
    CHECK(read->find({}) == nullptr);
    CHECK(read->devices[0].has_scope("GHA"));
    CHECK_FALSE(read->devices[0].has_scope("KEN"));
}

TEST_CASE("a list by anybody else, or with one bit changed, is refused", "[identity][roster]") {
    const auto programme = key(100);
    const Bytes bytes = signed_roster(roster(), programme);
    CHECK(roster_from(bytes, key(101).public_key()).error().code == Code::Refused);
    for (std::size_t i = 0; i < bytes.size(); i += 7) {
        Bytes bent = bytes;
        bent[i] ^= 0x10;
        CHECK_FALSE(roster_from(bent, programme.public_key()));
    }
    CHECK(roster_from(ByteView(bytes).first(20), programme.public_key()).error().code ==
          Code::Corrupt);
}

TEST_CASE("bytes that the programme signed by mistake are no list", "[identity][roster]") {
    const auto programme = key(100);
    const auto signed_bytes = [&](Bytes body) {
        const Signature signature = programme.sign("adit roster 1", body);
        body.insert(body.end(), signature.begin(), signature.end());
        return roster_from(body, programme.public_key());
    };
    const Bytes whole = signed_roster(roster(), programme);
    const Bytes body(whole.begin(), whole.end() - 64);
    CHECK(signed_bytes(body));

    Bytes longer = body;
    longer.push_back(0);
    CHECK(signed_bytes(longer).error().code == Code::Corrupt);
    CHECK_FALSE(signed_bytes(Bytes(body.begin(), body.end() - 1)));
    CHECK_FALSE(signed_bytes({}));

    Bytes stranger = body;  // The first device's key is not the one its id was made from.
    stranger[38 + 1 + 16] ^= 1;
    CHECK_FALSE(signed_bytes(stranger));
}

TEST_CASE("roles have one word each, both ways", "[identity][roster]") {
    for (const Role role :
         {Role::FieldOfficer, Role::Coordinator, Role::HqReviewer, Role::Server}) {
        CHECK(role_from(word_for(role)) == role);
    }
    CHECK_FALSE(role_from("admin"));
}
