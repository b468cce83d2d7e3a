// What a field officer and a coordinator may rely on when a laptop meets the server.
#include "sync/exchange.h"

#include "support/fleet.h"
#include "sync/intake.h"
#include "sync/message.h"

#include <catch2/catch_all.hpp>

using namespace adit;
using namespace adit::test;

TEST_CASE("what one officer wrote reaches the server and the next officer", "[sync]") {
    Programme programme;
    Replica& asha = programme.enrol("asha", {"GHA"});
    Replica& badu = programme.enrol("badu", {"GHA"});
    const auto id = write(programme, asha, "GHA", {{"/site/name", text("Obuasi pit 4")}});

    const auto sent = exchange(programme, asha);
    const auto fetched = exchange(programme, badu);

    REQUIRE(sent);
    CHECK(sent->sent == 1);
    CHECK(sent->problems.empty());
    REQUIRE(fetched);
    CHECK(fetched->received == 1);
    CHECK(fetched->touched == std::vector{id});
    CHECK(records_of(badu, "GHA") == records_of(asha, "GHA"));
    CHECK(records_of(*programme.server, "GHA") == records_of(asha, "GHA"));
}

TEST_CASE("an exchange with nothing to say is one request of a few bytes", "[sync][bytes]") {
    Programme programme;
    Replica& asha = programme.enrol("asha", {"GHA"});
    write(programme, asha, "GHA", {{"/site/name", text("Obuasi")}});
    REQUIRE(exchange(programme, asha));

    TestWire wire(programme, asha);
    const auto again = exchange_over(wire, asha);

    REQUIRE(again);
    CHECK(again->requests == 1);
    CHECK(again->bytes_up <= 14);
    CHECK(again->bytes_down == 1);
}

TEST_CASE("one small change is sent in one request and a few hundred bytes", "[sync][bytes]") {
    Programme programme;
    Replica& asha = programme.enrol("asha", {"GHA"});
    const auto id = write(programme, asha, "GHA", {{"/site/name", text("Obuasi")}});
    REQUIRE(exchange(programme, asha));
    write(programme, asha, "GHA", {{"/site/name", text("Obuasi pit 4")}}, id);

    const auto report = exchange(programme, asha);

    REQUIRE(report);
    CHECK(report->requests == 1);
    CHECK(report->sent == 1);
    CHECK(report->bytes_up + report->bytes_down <= 240);
}

TEST_CASE("nothing counts as sent before the server says so, signed", "[sync]") {
    Programme programme;
    Replica& asha = programme.enrol("asha", {"GHA"});
    const auto id = write(programme, asha, "GHA", {{"/a", text("x")}});
    const auto sent = [&] {
        store::Query query;
        query.sent = true;
        return must(asha.store->count(query));
    };
    CHECK(sent() == 0);

    SECTION("not when the answer was lost") {
        TestWire wire(programme, asha);
        wire.next_fault = [] { return Fault::AnswerLost; };
        const auto broken = exchange_over(wire, asha);
        REQUIRE_FALSE(broken);
        CHECK(broken.error().code == Code::Unavailable);
        CHECK(sent() == 0);
        CHECK(records_of(*programme.server, "GHA").size() == 1);
    }
    SECTION("not when somebody else signed the receipt") {
        auto impostor = identity::SigningKey::make(programme.world.surroundings());
        std::swap(programme.server->self.key, impostor);
        const auto refused = exchange(programme, asha);
        REQUIRE_FALSE(refused);
        CHECK(refused.error().code == Code::Refused);
        CHECK(sent() == 0);
        std::swap(programme.server->self.key, impostor);
    }

    const auto report = exchange(programme, asha);
    REQUIRE(report);
    CHECK(sent() == 1);
    CHECK(records_of(*programme.server, "GHA").front().id == id);
}

TEST_CASE("what is acknowledged is never sent again", "[sync][bytes]") {
    Programme programme;
    Replica& asha = programme.enrol("asha", {"GHA"});
    for (int i = 0; i < 50; ++i) write(programme, asha, "GHA", {{"/note", text("a long note")}});
    const auto first = exchange(programme, asha);
    REQUIRE(first);
    CHECK(first->sent == 50);
    write(programme, asha, "GHA", {{"/note", text("one more")}});

    const auto second = exchange(programme, asha);

    REQUIRE(second);
    CHECK(second->sent == 1);
    CHECK(second->bytes_up < 200);
}

TEST_CASE("a long stay without a line comes in packs, each receipted by itself", "[sync]") {
    Programme programme;
    Replica& asha = programme.enrol("asha", {"GHA"});
    std::string note(1500, 'x');
    for (int i = 0; i < 600; ++i) {
        for (char& c : note) c = static_cast<char>('!' + programme.below(90));
        write(programme, asha, "GHA", {{"/note", note}});
    }
    TestWire wire(programme, asha);
    int requests = 0;
    wire.next_fault = [&] { return ++requests == 3 ? Fault::RequestLost : Fault::None; };

    const auto broken = exchange_over(wire, asha);
    REQUIRE_FALSE(broken);
    const auto own = must(asha.store->own_feed({"GHA"}));
    const auto acknowledged = must(asha.store->acknowledged_up_to(own));
    CHECK(acknowledged > 0);
    CHECK(acknowledged < 600);

    const auto rest = exchange_over(wire, asha);
    REQUIRE(rest);
    CHECK(rest->sent == 600 - acknowledged);
    for (const Bytes& body : wire.bodies) {
        for (const Bytes& pack : must(sync::request_from(body)).packs) {
            CHECK(pack.size() <= sync::kPackBytesMax);
        }
    }
    CHECK(records_of(*programme.server, "GHA") == records_of(asha, "GHA"));
}

TEST_CASE("what a stick brought to the server is not sent once more by the line", "[sync][bytes]") {
    Programme programme;
    Replica& asha = programme.enrol("asha", {"GHA"});
    for (int i = 0; i < 300; ++i) {
        write(programme, asha, "GHA", {{"/note", "note " + std::to_string(i * 7919)}});
    }
    const sync::Judge judge{.roster = programme.roster, .scopes = {}, .now_ms = 0};
    sync::Packer packer(*asha.store, asha.self);
    const auto stick = must(packer.next(must(asha.store->own_feed({"GHA"})), 0, SIZE_MAX));
    must(sync::take_in(*programme.server->store, judge, stick->pack));

    const auto report = exchange(programme, asha);

    REQUIRE(report);
    CHECK(report->bytes_up < 100);
    CHECK(report->sent == 300);  // Said by the server, signed.
    const auto own = must(asha.store->own_feed({"GHA"}));
    CHECK(must(asha.store->acknowledged_up_to(own)) == 300);
}

namespace {

/// Sends 400 notes that cannot be packed small; the second request breaks off after this part of
/// it. All bytes that left the laptop.
std::size_t bytes_to_send(double cut_at) {
    Programme programme;
    Replica& asha = programme.enrol("asha", {"GHA"});
    std::string note(300, 'x');
    for (int i = 0; i < 400; ++i) {
        for (char& c : note) c = static_cast<char>('!' + programme.below(90));
        write(programme, asha, "GHA", {{"/note", note}});
    }
    TestWire wire(programme, asha);
    int requests = 0;
    std::size_t up = 0;
    wire.cut_request_at = [&](std::size_t size) {
        const bool cut = ++requests == 2 && cut_at < 1;
        const auto come = cut ? static_cast<std::size_t>(static_cast<double>(size) * cut_at) : size;
        up += come;
        return come;
    };
    if (cut_at < 1) REQUIRE_FALSE(exchange_over(wire, asha));
    REQUIRE(exchange_over(wire, asha));
    CHECK(records_of(*programme.server, "GHA") == records_of(asha, "GHA"));
    return up;
}

}  // namespace

TEST_CASE("after a cut only the pack that was under way is sent again", "[sync][bytes]") {
    const std::size_t whole = bytes_to_send(1);
    for (const double cut_at : {0.02, 0.3, 0.6, 0.9, 0.99}) {
        INFO("cut at " << cut_at);
        CHECK(bytes_to_send(cut_at) < whole + 16 * 1024);
    }
}

TEST_CASE("an officer gets the own country only, HQ gets both", "[sync][scope]") {
    Programme programme;
    Replica& asha = programme.enrol("asha", {"GHA"});
    Replica& chantal = programme.enrol("chantal", {"COD"});
    Replica& hq = programme.enrol("hq", {"COD", "GHA"}, identity::Role::HqReviewer);
    write(programme, asha, "GHA", {{"/a", text("ghana")}});
    write(programme, chantal, "COD", {{"/a", text("congo")}});
    for (Replica* laptop : {&asha, &chantal, &hq, &asha, &chantal}) {
        REQUIRE(exchange(programme, *laptop));
    }

    CHECK(records_of(asha, "GHA").size() == 1);
    CHECK(records_of(asha, "COD").empty());
    CHECK(records_of(chantal, "GHA").empty());
    CHECK(records_of(hq, "GHA").size() == 1);
    CHECK(records_of(hq, "COD").size() == 1);
}

TEST_CASE("the server gives no officer another country's changes, whatever is asked",
          "[sync][scope]") {
    Programme programme;
    Replica& asha = programme.enrol("asha", {"GHA"});
    Replica& chantal = programme.enrol("chantal", {"COD"});
    write(programme, chantal, "COD", {{"/a", text("congo")}});
    write(programme, chantal, "COD", {{"/a", text("congo again")}});
    REQUIRE(exchange(programme, chantal));
    const auto congo = must(chantal.store->own_feed({"COD"}));
    sync::Request request;
    SECTION("by saying nothing of it") { request.heads = sync::HeadList{1024, {}}; }
    SECTION("by naming its feed") { request.heads = sync::HeadList{1024, {{congo, 1, false}}}; }
    SECTION("by claiming more of it") { request.heads = sync::HeadList{1024, {{congo, 9, false}}}; }

    const auto answered = must(programme.answer(asha, bytes_of(request)));

    const auto reply = must(sync::reply_from(answered.body));
    CHECK(reply.packs.empty());
    CHECK(reply.wants.empty());
    CHECK_FALSE(reply.more);
}

TEST_CASE("a request that arrives twice is stored once", "[sync]") {
    Programme programme;
    Replica& asha = programme.enrol("asha", {"GHA"});
    write(programme, asha, "GHA", {{"/a", text("once")}});
    TestWire wire(programme, asha);
    wire.next_fault = [] { return Fault::Twice; };

    const auto report = exchange_over(wire, asha);

    REQUIRE(report);
    CHECK(report->sent == 1);
    CHECK(wire.reports.front().received == 0);  // The second time brought nothing new.
    const auto records = records_of(*programme.server, "GHA");
    REQUIRE(records.size() == 1);
    CHECK(must(programme.server->store->history(records[0].id)).size() == 1);
}

TEST_CASE("an old request that arrives late changes nothing", "[sync]") {
    Programme programme;
    Replica& asha = programme.enrol("asha", {"GHA"});
    const auto id = write(programme, asha, "GHA", {{"/a", text("first")}});
    TestWire wire(programme, asha);
    REQUIRE(exchange_over(wire, asha));
    write(programme, asha, "GHA", {{"/a", text("second")}}, id);
    REQUIRE(exchange_over(wire, asha));
    const auto before = records_of(*programme.server, "GHA");

    const auto late = programme.answer(asha, wire.bodies.front());

    REQUIRE(late);
    CHECK(late->report.received == 0);
    CHECK(records_of(*programme.server, "GHA") == before);
}

TEST_CASE("a line cut at any byte costs a repetition and nothing else", "[sync]") {
    Programme programme(7);
    Replica& asha = programme.enrol("asha", {"GHA"});
    Replica& badu = programme.enrol("badu", {"GHA"});
    for (int i = 0; i < 5; ++i) write(programme, badu, "GHA", {{"/b", text("from badu")}});
    REQUIRE(exchange(programme, badu));
    TestWire wire(programme, asha);
    for (int i = 0; i < 60; ++i) {
        write(programme, asha, "GHA", {{"/a", std::int64_t{i}}});
        const Fault fault = i % 2 == 0 ? Fault::RequestCut : Fault::AnswerCut;
        int requests = 0;
        wire.next_fault = [&] { return requests++ == i % 3 ? fault : Fault::None; };
        (void)exchange_over(wire, asha);
    }
    wire.next_fault = {};
    const auto last = exchange_over(wire, asha);

    REQUIRE(last);
    CHECK(last->problems.empty());
    CHECK(records_of(*programme.server, "GHA").size() == 65);
    CHECK(records_of(asha, "GHA") == records_of(*programme.server, "GHA"));
}

TEST_CASE("a server restored from an older backup is given again what it lost", "[sync]") {
    Programme programme;
    Replica& asha = programme.enrol("asha", {"GHA"});
    Replica& badu = programme.enrol("badu", {"GHA"});
    Replica& old_server = *programme.server;
    write(programme, asha, "GHA", {{"/a", text("before the backup")}});
    write(programme, badu, "GHA", {{"/a", text("of badu, before")}});
    REQUIRE(exchange(programme, asha));
    REQUIRE(exchange(programme, badu));
    old_server.store.reset();
    const std::string backup = old_server.path + ".backup";
    std::filesystem::copy_file(old_server.path, backup);
    old_server.reopen();
    write(programme, asha, "GHA", {{"/a", text("after the backup")}});
    write(programme, badu, "GHA", {{"/a", text("of badu, after")}});
    for (Replica* laptop : {&asha, &badu, &asha}) REQUIRE(exchange(programme, *laptop));
    const auto all = records_of(asha, "GHA");
    REQUIRE(all.size() == 4);

    old_server.store.reset();
    for (const char* rest : {"-wal", "-shm"}) std::filesystem::remove(old_server.path + rest);
    std::filesystem::rename(backup, old_server.path);
    old_server.reopen();
    REQUIRE(records_of(old_server, "GHA").size() == 2);

    // Asha gives back her own changes, and Badu's too: she carries his signatures.
    const auto report = exchange(programme, asha);
    REQUIRE(report);
    CHECK(report->sent == 2);
    CHECK(records_of(old_server, "GHA") == all);
}

TEST_CASE("a laptop restored from an older backup loses nothing that it had sent", "[sync]") {
    Programme programme;
    Replica& asha = programme.enrol("asha", {"GHA"});
    write(programme, asha, "GHA", {{"/a", text("before the backup")}});
    REQUIRE(exchange(programme, asha));
    asha.store.reset();
    const std::string backup = asha.path + ".backup";
    std::filesystem::copy_file(asha.path, backup);
    asha.reopen();
    write(programme, asha, "GHA", {{"/a", text("after the backup")}});
    REQUIRE(exchange(programme, asha));

    asha.store.reset();
    std::filesystem::rename(backup, asha.path);
    asha.reopen();
    write(programme, asha, "GHA", {{"/a", text("in the new life")}});
    const auto report = exchange(programme, asha);

    REQUIRE(report);
    CHECK(report->problems.empty());
    CHECK(report->sent == 1);
    CHECK(report->received == 1);
    CHECK(records_of(asha, "GHA").size() == 3);
    CHECK(records_of(asha, "GHA") == records_of(*programme.server, "GHA"));
}

TEST_CASE("a person may stop an exchange between two requests", "[sync]") {
    Programme programme;
    Replica& asha = programme.enrol("asha", {"GHA"});
    std::string note(2000, 'x');
    for (int i = 0; i < 600; ++i) {
        for (char& c : note) c = static_cast<char>('!' + programme.below(90));
        write(programme, asha, "GHA", {{"/note", note}});
    }
    std::vector<std::uint64_t> left;
    TestWire wire(programme, asha);
    const auto report = sync::exchange(*asha.store, asha.self, wire, asha.world,
                                       [&](const sync::Report& so_far, std::uint64_t to_send) {
                                           left.push_back(so_far.sent + to_send);
                                           return so_far.sent == 0;
                                       });
    REQUIRE(report);
    CHECK(report->requests == 2);  // The first asked what was there already.
    CHECK(report->sent > 0);
    CHECK(report->sent < 600);
    CHECK(left == std::vector<std::uint64_t>{600, 600});
}

TEST_CASE("a laptop that is not enrolled, or no longer, is told so", "[sync]") {
    Programme programme;
    Replica& asha = programme.enrol("asha", {"GHA"});
    SECTION("never enrolled") {
        const Folder folder;
        auto bare = must(store::open_sqlite_store((folder / "bare.adit").string(), asha.self.device,
                                                  asha.world));
        TestWire wire(programme, asha);
        const auto report = sync::exchange(*bare, asha.self, wire, asha.world, {});
        REQUIRE_FALSE(report);
        CHECK(report.error().code == Code::Refused);
        CHECK(wire.bodies.empty());
    }
    SECTION("revoked meanwhile") {
        programme.revoke(asha, {});
        write(programme, asha, "GHA", {{"/a", text("x")}});
        const auto report = exchange(programme, asha);
        REQUIRE_FALSE(report);
        CHECK(report.error().code == Code::Refused);
        CHECK(report.error().what.find("no longer part of the programme") != std::string::npos);
    }
}

TEST_CASE("a body that is no request is refused and changes nothing", "[sync]") {
    Programme programme;
    Replica& asha = programme.enrol("asha", {"GHA"});
    for (const Bytes& body : {Bytes{}, Bytes{0}, Bytes{0x20, 0, 0, 0}, Bytes(1000, 0xff)}) {
        const auto answered = programme.answer(asha, body);
        REQUIRE_FALSE(answered);
        CHECK(answered.error().code == Code::BadInput);
    }
}
