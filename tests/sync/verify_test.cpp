// What verify proves of a replica, and that it names whatever is not as it should be: each test
// damages one thing and hears it called by its name.
#include "sync/verify.h"

#include "sqlite/database.h"
#include "support/fleet.h"
#include "sync/intake.h"
#include "sync/pack.h"

#include <catch2/catch_all.hpp>

using namespace adit;
using namespace adit::test;
using Catch::Matchers::ContainsSubstring;
using sync::Flaw;

namespace {

/// Two laptops of Ghana that have exchanged; each change is everywhere.
struct Scene {
    Programme programme;
    Replica& asha = programme.enrol("asha", {"GHA"});
    Replica& badu = programme.enrol("badu", {"GHA"});

    Scene() {
        for (int i = 0; i < 70; ++i) write_one(asha);
        must(exchange(programme, asha));
        for (int i = 0; i < 5; ++i) write_one(asha);
        write_one(badu);
        must(exchange(programme, asha));
        must(exchange(programme, badu));
        must(exchange(programme, asha));
    }
    void write_one(Replica& laptop) { write(programme, laptop, "GHA", {{"/q", text("gold")}}); }

    Replica& server() { return *programme.server; }
    sync::Proof proof_of(Replica& replica) {
        return must(sync::verify(*replica.store,
                                 {.self = replica.self.device, .roster = &programme.roster}));
    }
    /// Runs one statement behind the replica's back and opens it again.
    sync::Proof proof_after(Replica& replica, const std::string& sql) {
        {
            auto db = must(sqlite::Database::open({.path = replica.path}));
            REQUIRE(db.execute(sql));
        }
        replica.reopen();
        return proof_of(replica);
    }
    void edit(const Replica& of, const std::function<void(identity::RosterDevice&)>& change) {
        programme.renew_roster([&](identity::Roster& roster) {
            for (auto& device : roster.devices) {
                if (device.device == of.self.device.bytes) change(device);
            }
        });
    }
};

Flaw flaw_of(const sync::Proof& proof) {
    REQUIRE(proof.fault);
    INFO(proof.fault->what);
    CHECK(sync::error_of(*proof.fault).code == Code::Corrupt);
    CHECK(proof.fault->what.size() > 40);  // A sentence.
    return proof.fault->flaw;
}

/// The feed's row in the file, as SQL.
std::string feed_of(const Replica& replica) {
    return "(SELECT row FROM feed WHERE substr(name, 4, 16) = x'" + replica.self.device.text() +
           "')";
}

}  // namespace

TEST_CASE("what was exchanged is proved on every replica, to the last change", "[sync][verify]") {
    Scene scene;
    for (Replica* replica : {&scene.server(), &scene.asha, &scene.badu}) {
        const auto proof = scene.proof_of(*replica);
        INFO(replica->name << (proof.fault ? ": " + proof.fault->what : ""));
        CHECK_FALSE(proof.fault);
        CHECK(proof.changes == 76);
        CHECK(proof.feeds == 2);
        CHECK(proof.records == 76);
        CHECK(proof.past_revocation == 0);
    }
    CHECK(scene.proof_of(scene.server()).signatures >= 3);
    CHECK(scene.proof_of(scene.badu).signatures >= 1);
}

TEST_CASE("a laptop that was enrolled nowhere is proved by its file alone", "[sync][verify]") {
    Scene scene;
    const auto proof =
        must(sync::verify(*scene.asha.store, {.self = scene.asha.self.device, .roster = nullptr}));
    CHECK_FALSE(proof.fault);
    CHECK(proof.changes == 76);
}

TEST_CASE("damage in the file is told before anything else", "[sync][verify]") {
    Scene scene;
    const auto proof =
        scene.proof_after(scene.server(), "UPDATE record SET title = 'another' WHERE row = 2");
    CHECK(flaw_of(proof) == Flaw::File);
    CHECK_THAT(proof.fault->what, ContainsSubstring("what its changes say"));
}

TEST_CASE("a signature that is not over our chain is named with its change", "[sync][verify]") {
    Scene scene;
    const std::string of_asha = " WHERE feed = " + feed_of(scene.asha);
    SECTION("another signature") {
        const auto proof = scene.proof_after(
            scene.server(), "UPDATE head_signature SET signature = zeroblob(64)" + of_asha);
        CHECK(flaw_of(proof) == Flaw::Signature);
        CHECK(proof.fault->feed.device == scene.asha.self.device);
        CHECK(proof.fault->number == 70);
        CHECK_THAT(proof.fault->what, ContainsSubstring("change 70"));
    }
    SECTION("another hash under it") {
        CHECK(flaw_of(scene.proof_after(
                  scene.badu, "UPDATE head_signature SET hash = zeroblob(32)" + of_asha)) ==
              Flaw::Signature);
    }
    SECTION("it is gone") {
        const auto proof = scene.proof_after(
            scene.badu, "DELETE FROM head_signature" + of_asha + " AND number = 75");
        CHECK(flaw_of(proof) == Flaw::Unsigned);
        CHECK(proof.fault->number == 75);
    }
}

TEST_CASE("a laptop's own changes need no signature before they travel", "[sync][verify]") {
    Scene scene;
    scene.write_one(scene.asha);
    CHECK_FALSE(scene.proof_of(scene.asha).fault);
}

TEST_CASE("a feed of a laptop that is not in the roster is named", "[sync][verify]") {
    Scene scene;
    scene.programme.renew_roster([&](identity::Roster& roster) {
        std::erase_if(roster.devices,
                      [&](const auto& one) { return one.device == scene.badu.self.device.bytes; });
    });
    const auto proof = scene.proof_of(scene.server());
    CHECK(flaw_of(proof) == Flaw::UnknownDevice);
    CHECK(proof.fault->feed.device == scene.badu.self.device);
    CHECK_THAT(proof.fault->what, ContainsSubstring(scene.badu.self.device.text()));
}

TEST_CASE("a feed of a country that its laptop has no part in is named", "[sync][verify]") {
    Scene scene;
    scene.edit(scene.badu, [](identity::RosterDevice& device) { device.scopes = {"COD"}; });
    const auto proof = scene.proof_of(scene.server());
    CHECK(flaw_of(proof) == Flaw::WrongScope);
    CHECK_THAT(proof.fault->what, ContainsSubstring("GHA"));
}

TEST_CASE("a roster that gives a laptop another's key is named", "[sync][verify]") {
    Scene scene;
    identity::Roster roster = scene.programme.roster;
    for (auto& device : roster.devices) {
        if (device.name == "badu") device.key = scene.asha.self.key.public_key();
    }
    const auto proof =
        must(sync::verify(*scene.asha.store, {.self = scene.asha.self.device, .roster = &roster}));
    CHECK(flaw_of(proof) == Flaw::DeviceKey);
    CHECK_THAT(proof.fault->what, ContainsSubstring("badu"));
}

TEST_CASE("changes behind a revocation are a fault on the server and told on a laptop",
          "[sync][verify]") {
    Scene scene;
    const auto feed = must(scene.asha.store->own_feed({"GHA"}));
    SECTION("all within the end") {
        scene.programme.revoke(scene.asha, {{"GHA", feed.epoch, 75}});
        CHECK_FALSE(scene.proof_of(scene.server()).fault);
    }
    SECTION("beyond the end") {
        scene.programme.revoke(scene.asha, {{"GHA", feed.epoch, 60}});
        const auto on_server = scene.proof_of(scene.server());
        CHECK(flaw_of(on_server) == Flaw::Revoked);
        CHECK(on_server.fault->number == 61);
        const auto on_laptop = scene.proof_of(scene.badu);
        CHECK_FALSE(on_laptop.fault);
        CHECK(on_laptop.past_revocation == 15);
        CHECK_FALSE(scene.proof_of(scene.asha).fault);  // What is on it stays there.
    }
}

TEST_CASE("what counts as sent must be there", "[sync][verify]") {
    Scene scene;
    const auto proof = scene.proof_after(scene.asha,
                                         "UPDATE feed SET acknowledged = 99 WHERE row "
                                         "= " +
                                             feed_of(scene.asha));
    CHECK(flaw_of(proof) == Flaw::Sent);
    CHECK(proof.fault->number == 99);
    CHECK_THAT(proof.fault->what, ContainsSubstring("counts as sent"));
}

TEST_CASE("what was set aside is read and held to its signature", "[sync][verify]") {
    Scene scene;
    const auto feed = must(scene.asha.store->own_feed({"GHA"}));
    scene.programme.revoke(scene.asha, {{"GHA", feed.epoch, 75}});
    scene.write_one(scene.asha);
    sync::Packer packer(*scene.asha.store, scene.asha.self);
    const auto late = must(packer.next(feed, 75, sync::kPackBytesMax))->pack;
    const sync::Judge judge{.roster = scene.programme.roster, .scopes = {}, .now_ms = kMorning};
    REQUIRE(must(sync::take_in(*scene.server().store, judge, late)).rule == sync::Rule::Revoked);

    const auto well = scene.proof_of(scene.server());
    CHECK_FALSE(well.fault);
    CHECK(well.quarantined == 1);
    SECTION("it cannot be read") {
        CHECK(flaw_of(scene.proof_after(
                  scene.server(),
                  "UPDATE setting SET value = x'0701' WHERE name = 'quarantine.0'")) ==
              Flaw::Quarantine);
    }
    SECTION("it is not what was signed") {
        auto forged = late;
        forged.signature[7] ^= 1;
        Writer bytes;
        bytes.u8(static_cast<std::uint8_t>(sync::Rule::Revoked));
        bytes.raw(sync::bytes_of(forged, std::nullopt));
        must(scene.server().store->set("quarantine.0", bytes.bytes()));
        const auto proof = scene.proof_of(scene.server());
        CHECK(flaw_of(proof) == Flaw::Quarantine);
        CHECK_THAT(proof.fault->what, ContainsSubstring("not what that laptop signed"));
    }
}
