// What may be relied on when a stick is the only way.
#include "sync/bundle.h"

#include "support/fleet.h"

#include <catch2/catch_all.hpp>

using namespace adit;
using namespace adit::test;

TEST_CASE("a stick carries what two laptops wrote to a third, and to the server",
          "[sync][bundle]") {
    Programme programme;
    Replica& asha = programme.enrol("asha", {"GHA"});
    Replica& badu = programme.enrol("badu", {"GHA"});
    Replica& chen = programme.enrol("chen", {"GHA"});
    for (Replica* laptop : {&asha, &badu, &chen})
        must(sync::keep_roster(*laptop->store, programme.signed_roster));
    const sync::Judge judge{.roster = programme.roster, .scopes = {{"GHA"}}, .now_ms = kMorning};
    write(programme, asha, "GHA", {{"/a", text("of asha")}});
    const Bytes first = must(sync::bundle_of(*asha.store, asha.self, {{"GHA"}}, {}));
    REQUIRE(must(sync::take_bundle(*badu.store, judge, first)).received == 1);
    write(programme, badu, "GHA", {{"/b", text("of badu")}});

    // Badu passes on what is Asha's: her signature came with it.
    const Bytes second = must(sync::bundle_of(*badu.store, badu.self, {{"GHA"}}, {}));
    for (Replica* reader : {&chen, programme.server.get()}) {
        const auto report = must(sync::take_bundle(*reader->store, judge, second));
        CHECK(report.received == 2);
        CHECK(report.problems.empty());
        CHECK(records_of(*reader, "GHA") == records_of(badu, "GHA"));
        CHECK(must(sync::take_bundle(*reader->store, judge, second)).received == 0);
    }
    // The server has it by the stick; the next exchange says so, and sends nothing twice.
    const auto report = must(exchange(programme, asha));
    CHECK(report.sent == 1);
    CHECK(report.received == 1);

    std::map<record::FeedId, std::uint64_t> held;
    for (const auto& head : must(chen.store->heads({}))) held[head.feed] = head.number;
    CHECK(must(sync::bundle_of(*badu.store, badu.self, {}, held)).size() < 50);
}

TEST_CASE("a damaged stick changes nothing", "[sync][bundle]") {
    Programme programme;
    Replica& asha = programme.enrol("asha", {"GHA"});
    write(programme, asha, "GHA", {{"/a", text("of asha")}});
    const Bytes good = must(sync::bundle_of(*asha.store, asha.self, {}, {}));
    const sync::Judge judge{.roster = programme.roster, .scopes = {}, .now_ms = kMorning};
    store::RecordStore& server = *programme.server->store;
    for (std::size_t at = 0; at < good.size(); ++at) {
        Bytes bad = good;
        bad[at] ^= 0x20;
        CHECK_FALSE(sync::take_bundle(server, judge, bad));
        CHECK_FALSE(sync::take_bundle(server, judge, ByteView(good).first(at)));
    }
    CHECK(must(server.heads({})).empty());
    CHECK(must(sync::take_bundle(server, judge, good)).received == 1);
}

TEST_CASE("a stick of another country stays unread", "[sync][bundle]") {
    Programme programme;
    Replica& asha = programme.enrol("asha", {"GHA"});
    Replica& chantal = programme.enrol("chantal", {"COD"});
    write(programme, asha, "GHA", {{"/a", text("of asha")}});
    const Bytes bundle = must(sync::bundle_of(*asha.store, asha.self, {}, {}));
    const sync::Judge judge{.roster = programme.roster, .scopes = {{"COD"}}, .now_ms = kMorning};

    const auto report = must(sync::take_bundle(*chantal.store, judge, bundle));

    CHECK(report.received == 0);
    REQUIRE(report.problems.size() == 1);
    CHECK(report.problems[0].rule == "wrong scope");
}
