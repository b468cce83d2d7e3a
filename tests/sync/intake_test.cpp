// Each rule that a pack can break: it changes nothing, is told by its name, and stops nobody else.
#include "sync/intake.h"

#include "record/change_codec.h"
#include "support/fleet.h"
#include "sync/ahead.h"
#include "sync/message.h"

#include <catch2/catch_all.hpp>

using namespace adit;
using namespace adit::test;
using sync::Rule;

namespace {

struct Scene {
    Programme programme;
    Replica& asha = programme.enrol("asha", {"GHA"});
    Replica& badu = programme.enrol("badu", {"GHA"});

    sync::Judge judge(std::vector<record::ScopeId> scopes = {}) {
        return {.roster = programme.roster, .scopes = std::move(scopes), .now_ms = kMorning};
    }
    sync::Pack pack_of(Replica& laptop, std::uint64_t after = 0) {
        sync::Packer packer(*laptop.store, laptop.self);
        const auto feed = must(laptop.store->own_feed({"GHA"}));
        return must(packer.next(feed, after, sync::kPackBytesMax))->pack;
    }
    Rule rule_for(const sync::Pack& pack, std::vector<record::ScopeId> scopes = {}) {
        const auto verdict = must(sync::take_in(server(), judge(std::move(scopes)), pack));
        CHECK((verdict.rule == Rule::Held || verdict.taken == 0));
        return verdict.rule;
    }
    store::RecordStore& server() { return *programme.server->store; }
    void write_some(Replica& laptop, int changes) {
        for (int i = 0; i < changes; ++i) {
            write(programme, laptop, "GHA", {{"/n", std::int64_t{i}}});
        }
    }
};

}  // namespace

TEST_CASE("a pack that its laptop did not sign changes nothing", "[sync][intake]") {
    Scene scene;
    scene.write_some(scene.asha, 2);
    auto pack = scene.pack_of(scene.asha);
    SECTION("another signature") { pack.signature[5] ^= 1; }
    SECTION("another change") { pack.changes[1].back() ^= 1; }
    SECTION("one change less") { pack.changes.pop_back(); }
    CHECK(scene.rule_for(pack) == Rule::Signature);
    CHECK(must(scene.server().heads({})).empty());
}

TEST_CASE("a pack behind a gap waits for what is missing", "[sync][intake]") {
    Scene scene;
    scene.write_some(scene.asha, 3);
    CHECK(scene.rule_for(scene.pack_of(scene.asha, 2)) == Rule::Gap);
    CHECK(scene.rule_for(scene.pack_of(scene.asha)) == Rule::Held);
    CHECK(scene.rule_for(scene.pack_of(scene.asha, 2)) == Rule::Held);
}

TEST_CASE("a laptop that nobody enrolled brings nothing in", "[sync][intake]") {
    Scene scene;
    scene.write_some(scene.asha, 1);
    const auto pack = scene.pack_of(scene.asha);
    scene.programme.renew_roster([&](identity::Roster& roster) {
        std::erase_if(roster.devices,
                      [&](const auto& one) { return one.device == pack.feed.device.bytes; });
    });
    CHECK(scene.rule_for(pack) == Rule::UnknownDevice);
}

TEST_CASE("a laptop writes in its own country, and a replica holds its own", "[sync][intake]") {
    Scene scene;
    write(scene.programme, scene.asha, "COD", {{"/n", std::int64_t{1}}});
    scene.write_some(scene.asha, 1);
    sync::Packer packer(*scene.asha.store, scene.asha.self);
    const auto abroad = must(scene.asha.store->own_feed({"COD"}));
    CHECK(scene.rule_for(must(packer.next(abroad, 0, 1000))->pack) == Rule::WrongScope);
    CHECK(scene.rule_for(scene.pack_of(scene.asha), {{"COD"}}) == Rule::WrongScope);
    CHECK(scene.rule_for(scene.pack_of(scene.asha), {{"GHA"}}) == Rule::Held);
}

TEST_CASE("what a laptop wrote after it was revoked is set aside, not lost", "[sync][intake]") {
    Scene scene;
    scene.write_some(scene.asha, 5);
    const auto feed = must(scene.asha.store->own_feed({"GHA"}));
    scene.programme.revoke(scene.asha, {{"GHA", feed.epoch, 3}});
    const auto pack = scene.pack_of(scene.asha);

    const auto verdict = must(sync::take_in(scene.server(), scene.judge(), pack));

    CHECK(verdict.rule == Rule::Revoked);
    CHECK(verdict.taken == 3);
    CHECK(records_of(*scene.programme.server, "GHA").size() == 3);
    CHECK(must(sync::take_in(scene.server(), scene.judge(), pack)).taken == 0);
    const auto aside = must(sync::quarantined(scene.server()));
    REQUIRE(aside.size() == 1);
    CHECK(aside[0].rule == Rule::Revoked);
    CHECK(aside[0].pack == pack);
}

TEST_CASE("two lives of one laptop are both kept and said", "[sync][intake]") {
    Scene scene;
    scene.write_some(scene.asha, 2);
    CHECK(scene.rule_for(scene.pack_of(scene.asha)) == Rule::Held);
    // The same numbers written otherwise, as by a clone of the whole disk.
    auto other = scene.pack_of(scene.asha);
    std::swap(other.changes[0], other.changes[1]);
    store::Head end{other.feed, other.last(), identity::chain_start(record::bytes_of(other.feed))};
    for (const Bytes& change : other.changes) end.hash = identity::chain_next(end.hash, change);
    other.signature = scene.asha.self.key.sign(sync::kHeadPurpose, sync::head_message(end));

    CHECK(scene.rule_for(other) == Rule::Fork);
    CHECK(scene.rule_for(other) == Rule::Fork);
    const auto aside = must(sync::quarantined(scene.server()));
    REQUIRE(aside.size() == 1);  // Once, however often it comes.
    CHECK(aside[0].pack == other);

    auto beyond = other;
    beyond.first = 3;
    beyond.before = sync::start_of(end.hash);
    CHECK(scene.rule_for(beyond) == Rule::Signature);  // It goes on from what was set aside.
    beyond.before[0] ^= 1;
    CHECK(scene.rule_for(beyond) == Rule::Fork);
    beyond.first = 4;
    CHECK(scene.rule_for(beyond) == Rule::Gap);
}

TEST_CASE("a signed change that nobody can read is told, not stored", "[sync][intake]") {
    Scene scene;
    const auto feed = must(scene.asha.store->own_feed({"GHA"}));
    sync::Pack pack{.feed = feed, .first = 1, .changes = {Bytes{0xff, 0xff, 0xff}}};
    store::Head end{feed, 1, identity::chain_start(record::bytes_of(feed))};
    pack.before = sync::start_of(end.hash);
    end.hash = identity::chain_next(end.hash, pack.changes[0]);
    pack.signature = scene.asha.self.key.sign(sync::kHeadPurpose, sync::head_message(end));
    CHECK(scene.rule_for(pack) == Rule::Change);
    CHECK(must(scene.server().heads({})).empty());
}

TEST_CASE("a pack that comes again, or overlaps, is held already", "[sync][intake]") {
    Scene scene;
    scene.write_some(scene.asha, 2);
    const auto two = scene.pack_of(scene.asha);
    scene.write_some(scene.asha, 2);
    const auto four = scene.pack_of(scene.asha);
    CHECK(scene.rule_for(two) == Rule::Held);
    CHECK(must(sync::take_in(scene.server(), scene.judge(), four)).taken == 2);
    CHECK(scene.rule_for(two) == Rule::Held);
    CHECK(scene.rule_for(scene.pack_of(scene.asha, 1)) == Rule::Held);
}

TEST_CASE("one laptop's broken pack does not hold up another's", "[sync][intake]") {
    Scene scene;
    scene.write_some(scene.badu, 2);
    REQUIRE(exchange(scene.programme, scene.badu));
    scene.write_some(scene.asha, 2);

    // Asha carries a damaged pack of Badu's beside her own.
    auto damaged = scene.pack_of(scene.badu);
    damaged.signature[0] ^= 1;
    sync::Request request;
    request.packs = {bytes_of(damaged, scene.asha.self.device), Bytes{1, 2, 3},
                     bytes_of(scene.pack_of(scene.asha), scene.asha.self.device)};
    const auto answered = must(scene.programme.answer(scene.asha, bytes_of(request)));

    const auto reply = must(sync::reply_from(answered.body));
    CHECK(reply.results == std::vector{Rule::Signature, Rule::Malformed, Rule::Held});
    CHECK(answered.report.received == 2);
    REQUIRE(answered.report.problems.size() == 2);
    CHECK(answered.report.problems[0].rule == "signature");
    CHECK_FALSE(answered.report.problems[0].what.empty());
}

TEST_CASE("a laptop checks what the server gives it by its own roster", "[sync][intake]") {
    Scene scene;
    scene.write_some(scene.badu, 3);
    scene.write_some(scene.asha, 1);
    REQUIRE(exchange(scene.programme, scene.badu));
    // Badu is revoked from the start; Asha learns it in the same answer that brings his changes.
    scene.programme.revoke(scene.badu, {});

    const auto report = exchange(scene.programme, scene.asha);

    REQUIRE(report);
    CHECK(report->sent == 1);
    CHECK(report->received == 0);
    REQUIRE(report->problems.size() == 1);
    CHECK(report->problems[0].rule == "revoked");
    CHECK(records_of(scene.asha, "GHA").size() == 1);
}

TEST_CASE("what was found of a pack ahead of its turn is good behind that head alone",
          "[sync][intake]") {
    Scene scene;
    scene.write_some(scene.asha, 2);
    auto pack = scene.pack_of(scene.asha);
    const auto first = sync::chain_signed_behind(scene.programme.roster, pack, std::nullopt);
    REQUIRE(first);
    const store::Head head = must(scene.asha.store->heads({})).front();
    REQUIRE(first->behind.size() == 2);
    CHECK(first->behind.back() == head.hash);

    sync::LatestHeads latest;
    CHECK_FALSE(latest.find(pack.feed));
    latest.note(head);
    scene.write_some(scene.asha, 1);
    const auto next = scene.pack_of(scene.asha, 2);
    CHECK(sync::chain_signed_behind(scene.programme.roster, next, latest.find(pack.feed)));
    CHECK_FALSE(sync::chain_signed_behind(scene.programme.roster, next, std::nullopt));

    const auto in_turn = [&](const sync::Pack& taken, const sync::PackChain& proven) {
        auto judge = scene.judge();
        judge.proven = &proven;
        return must(sync::take_in(scene.server(), judge, taken)).rule;
    };
    auto other = pack;
    other.changes[1].back() ^= 1;
    CHECK_FALSE(sync::chain_signed_behind(scene.programme.roster, other, std::nullopt));
    auto elsewhere = *first;  // Found behind another head than the store has: looked at again.
    elsewhere.before[0] ^= 1;
    CHECK(in_turn(other, elsewhere) == Rule::Signature);
    auto unsigned_pack = pack;
    unsigned_pack.signature[5] ^= 1;
    CHECK_FALSE(sync::chain_signed_behind(scene.programme.roster, unsigned_pack, std::nullopt));
    CHECK(in_turn(pack, *first) == Rule::Held);
    CHECK(in_turn(next, *first) == Rule::Held);  // Not of this one: checked in its turn.
}
