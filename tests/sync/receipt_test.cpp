// What may be relied on when somebody says "I have it", or asks for more: only a server of the
// programme signs receipts, what it refused is not sent, and nothing that waits is forgotten.
#include "record/change_codec.h"
#include "support/fleet.h"
#include "sync/intake.h"
#include "sync/message.h"
#include "sync/receipts.h"
#include "sync/verify.h"

#include <catch2/catch_all.hpp>

using namespace adit;
using namespace adit::test;

namespace {

std::uint64_t acknowledged(Replica& laptop) {
    return must(laptop.store->acknowledged_up_to(must(laptop.store->own_feed({"GHA"}))));
}

/// Some changes that no compression makes small.
void write_much(Programme& programme, Replica& laptop, int changes) {
    std::string note(1500, 'x');
    for (int i = 0; i < changes; ++i) {
        for (char& c : note) c = static_cast<char>('!' + programme.below(90));
        write(programme, laptop, "GHA", {{"/note", note}});
    }
}

/// A server that refuses whatever comes.
class Refusing : public sync::Transport {
public:
    Result<Bytes> post(ByteView body) override {
        const auto request = TRY(sync::request_from(body));
        sync::Reply reply;
        reply.results.assign(request.packs.size(), sync::Rule::Change);
        return bytes_of(reply);
    }
};

}  // namespace

TEST_CASE("a receipt that another laptop of the programme signed is none", "[sync][receipt]") {
    Programme programme;
    Replica& asha = programme.enrol("asha", {"GHA"});
    Replica& badu = programme.enrol("badu", {"GHA"});
    REQUIRE(exchange(programme, asha));
    write(programme, asha, "GHA", {{"/a", text("x")}});
    std::swap(programme.server->self, badu.self);

    const auto refused = exchange(programme, asha);

    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == Code::Refused);
    CHECK(acknowledged(asha) == 0);
}

TEST_CASE("a receipt of a server that was revoked is none", "[sync][receipt]") {
    Programme programme;
    Replica& asha = programme.enrol("asha", {"GHA"});
    write(programme, asha, "GHA", {{"/a", text("x")}});
    programme.revoke(*programme.server, {});

    const auto refused = exchange(programme, asha);  // The new roster comes in the same answer.

    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == Code::Refused);
    CHECK(acknowledged(asha) == 0);
}

TEST_CASE("what the server refused does not count as sent", "[sync][receipt]") {
    Programme programme;
    Replica& asha = programme.enrol("asha", {"GHA"});
    write(programme, asha, "GHA", {{"/a", text("x")}});
    Refusing server;

    const auto report = sync::exchange(*asha.store, asha.self, server, asha.world, {});

    REQUIRE(report);
    CHECK(report->sent == 0);
    CHECK(acknowledged(asha) == 0);
    REQUIRE(report->problems.size() == 1);
    CHECK(report->problems[0].rule == "change");
}

TEST_CASE("all that waits is fetched in one exchange, however many answers it takes",
          "[sync][receipt]") {
    Programme programme;
    Replica& asha = programme.enrol("asha", {"GHA"});
    Replica& badu = programme.enrol("badu", {"GHA"});
    write_much(programme, asha, 1800);  // Some 2 MB, however well packed.
    REQUIRE(exchange(programme, asha));

    const auto report = exchange(programme, badu);

    REQUIRE(report);
    CHECK(report->requests >= 2);
    CHECK(report->received == 1800);
}

TEST_CASE("a server that lost everything is given it again, whole feeds too", "[sync][receipt]") {
    Programme programme;
    Replica& asha = programme.enrol("asha", {"GHA"});
    Replica& badu = programme.enrol("badu", {"GHA"});
    write(programme, asha, "GHA", {{"/a", text("of asha")}});
    write(programme, badu, "GHA", {{"/a", text("of badu")}});
    for (Replica* laptop : {&asha, &badu}) REQUIRE(exchange(programme, *laptop));
    programme.server->store.reset();
    for (const char* file : {"", "-wal", "-shm", ".life"}) {
        std::filesystem::remove(programme.server->path + file);
    }
    programme.server->reopen();

    for (Replica* laptop : {&badu, &asha}) REQUIRE(exchange(programme, *laptop));

    CHECK(records_of(*programme.server, "GHA").size() == 2);
    CHECK(must(exchange(programme, asha)).bytes_down == 1);
}

TEST_CASE("a feed that the laptop wants none of is not sent to it", "[sync][receipt]") {
    Programme programme;
    Replica& asha = programme.enrol("asha", {"GHA"});
    Replica& badu = programme.enrol("badu", {"GHA"});
    write(programme, asha, "GHA", {{"/a", text("x")}});
    REQUIRE(exchange(programme, asha));
    sync::Request request;
    request.heads = sync::HeadList{64, {{must(asha.store->own_feed({"GHA"})), 0, true}}};

    const auto reply = must(sync::reply_from(must(programme.answer(badu, bytes_of(request))).body));

    CHECK(reply.packs.empty());
    CHECK_FALSE(reply.more);
}

namespace {

/// Changes of a feed that no store wrote: `count` answers of one value, each its own.
sync::Pack branch_of(const Replica& laptop, std::int64_t value, std::size_t count) {
    const record::FeedId feed{{"GHA"}, laptop.self.device, 7};
    record::SymbolTable names(feed);
    sync::Pack pack;
    pack.feed = feed;
    store::Head head{feed, 0, identity::chain_start(record::bytes_of(feed))};
    pack.before = sync::start_of(head.hash);
    for (std::size_t i = 0; i < count; ++i) {
        record::Change change{.dot = {feed, i + 1},
                              .author = laptop.person,
                              .clock = record::next_clock({}, kMorning + static_cast<int>(i)),
                              .wall_ms = kMorning,
                              .offset_min = 0,
                              .record = {},
                              .form = {"site_visit", "1"},
                              .operations = {record::Put{{"/a"}, i < 5 ? 0 : value, {}}}};
        change.record.uuid.bytes[15] = static_cast<std::uint8_t>(i);
        pack.changes.push_back(must(record::encode(change, names)));
        head = {feed, i + 1, identity::chain_next(head.hash, pack.changes.back())};
    }
    pack.signature = laptop.self.key.sign(sync::kHeadPurpose, sync::head_message(head));
    return pack;
}

}  // namespace

TEST_CASE("a feed that exists twice does not keep others from coming", "[sync][receipt]") {
    Programme programme;
    Replica* forked = &programme.enrol("asha", {"GHA"});
    Replica* other = &programme.enrol("badu", {"GHA"});
    Replica& chen = programme.enrol("chen", {"GHA"});
    if (other->self.device < forked->self.device)
        std::swap(forked, other);  // Its feed comes first.
    const sync::Judge judge{.roster = programme.roster, .scopes = {}, .now_ms = kMorning};
    REQUIRE(must(sync::take_in(*programme.server->store, judge, branch_of(*forked, 1, 12))).taken ==
            12);
    REQUIRE(must(sync::take_in(*chen.store, judge, branch_of(*forked, 2, 6))).taken == 6);
    for (int i = 0; i < 9; ++i) write(programme, *other, "GHA", {{"/b", std::int64_t{i}}});
    REQUIRE(exchange(programme, *other));

    const auto report = exchange(programme, chen);

    REQUIRE(report);
    // Seven of the branch that the server holds, and what chen held in their place by its new name.
    CHECK(report->received == 9 + 7 + 1);
    REQUIRE(report->problems.size() == 1);
    CHECK(report->problems.front().rule == "fork");
}

namespace {

sync::Proof proof_of(Programme& programme, Replica& laptop) {
    return must(
        sync::verify(*laptop.store, {.self = laptop.self.device, .roster = &programme.roster}));
}

sync::Flaw flaw_of(Programme& programme, Replica& laptop) {
    const auto proof = proof_of(programme, laptop);
    REQUIRE(proof.fault);
    return proof.fault->flaw;
}

std::string receipt_key(Replica& laptop) {
    const auto own = must(laptop.store->own_feed({"GHA"}));
    return "receipt.GHA." + own.device.text() + "." + std::to_string(own.epoch);
}

}  // namespace

TEST_CASE("that something was sent can be proved later, by the server's own signature",
          "[sync][receipt]") {
    Programme programme;
    Replica& asha = programme.enrol("asha", {"GHA"});
    for (int i = 0; i < 3; ++i) {
        write(programme, asha, "GHA", {{"/a", std::int64_t{i}}});
        if (i < 2) must(exchange(programme, asha));
    }
    const auto feed = must(asha.store->own_feed({"GHA"}));

    auto proof = proof_of(programme, asha);
    CHECK_FALSE(proof.fault);
    CHECK(proof.receipts == 1);
    CHECK(proof.unproved == 0);
    const auto receipt = *must(sync::receipt_of(*asha.store, feed));
    CHECK(sync::head_in(receipt, feed)->number == 2);
    CHECK(sync::was_signed_by_server(programme.roster, receipt));

    SECTION("also when that server has been revoked since") {
        programme.revoke(*programme.server, {});
        CHECK_FALSE(proof_of(programme, asha).fault);
        CHECK_FALSE(sync::is_signed_by(programme.roster, {}, receipt));
    }
    SECTION("not by a laptop's signature") {
        auto other = receipt;
        other.signature = asha.self.key.sign(sync::kHeldPurpose, other.held);
        REQUIRE(sync::keep_acknowledged(*asha.store, feed, 2, other));
        CHECK(flaw_of(programme, asha) == sync::Flaw::Receipt);
    }
    SECTION("not for other changes than those that are here") {
        sync::Receipt other;
        other.held = sync::head_message({feed, 2, {}});
        other.signature = programme.server->self.key.sign(sync::kHeldPurpose, other.held);
        REQUIRE(sync::keep_acknowledged(*asha.store, feed, 2, other));
        CHECK(flaw_of(programme, asha) == sync::Flaw::Receipt);
    }
    SECTION("not by what is no receipt") {
        for (const Bytes& kept : {Bytes{}, Bytes(64, 0), Bytes(70, 1)}) {
            REQUIRE(asha.store->set(receipt_key(asha), kept));
            CHECK(flaw_of(programme, asha) == sync::Flaw::Receipt);
        }
    }
    SECTION("an older one does not take its place") {
        const auto run = must(asha.store->run_after(feed, 0, SIZE_MAX, 1));
        sync::Receipt older;
        older.held = sync::head_message({feed, 1, run.after});
        older.signature = programme.server->self.key.sign(sync::kHeldPurpose, older.held);
        REQUIRE(sync::keep_acknowledged(*asha.store, feed, 1, older));
        CHECK(must(sync::receipt_of(*asha.store, feed))->held == receipt.held);
    }
    SECTION("what an earlier release marked as sent has none, and is counted") {
        REQUIRE(asha.store->acknowledged(feed, 3));
        proof = proof_of(programme, asha);
        CHECK_FALSE(proof.fault);
        CHECK(proof.unproved == 1);
    }
}

TEST_CASE("what arrived before the line broke is proved too, by the answer to the question",
          "[sync][receipt]") {
    Programme programme;
    Replica& asha = programme.enrol("asha", {"GHA"});
    write(programme, asha, "GHA", {{"/a", text("x")}});
    TestWire wire(programme, asha);
    wire.next_fault = [] { return Fault::AnswerLost; };
    REQUIRE_FALSE(exchange_over(wire, asha));

    must(exchange(programme, asha));

    const auto proof = proof_of(programme, asha);
    CHECK_FALSE(proof.fault);
    CHECK(proof.receipts == 1);
    CHECK(proof.unproved == 0);
}
