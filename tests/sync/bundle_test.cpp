// What may be relied on when a stick is the only way: it brings what is lacking, to those who may
// read it, as often as it comes; whoever else holds it sees no more than its header.
#include "sync/bundle.h"

#include "support/stick.h"

#include <catch2/catch_all.hpp>

using namespace adit;
using namespace adit::test;
using sync::BundleDesk;
using sync::KnownHeads;

namespace {

const record::ScopeId kGhana{"GHA"};
const record::ScopeId kCongo{"COD"};

KnownHeads heads_in(const Replica& replica) {
    KnownHeads out;
    for (const auto& head : must(replica.store->heads({}))) out.emplace(head.feed, head.number);
    return out;
}

/// Text that zstd does not make small, so that parts have something to hold.
std::string long_text(Programme& programme, std::size_t length) {
    std::string out;
    while (out.size() < length) out += new_uuid(programme.world.surroundings()).text();
    return out;
}

}  // namespace

TEST_CASE("a stick carries what two laptops wrote to a third, and to the server",
          "[sync][bundle]") {
    Programme programme;
    Replica& asha = programme.enrol("asha", {"GHA"});
    Replica& badu = programme.enrol("badu", {"GHA"});
    Replica& chen = programme.enrol("chen", {"GHA"});
    for (Replica* laptop : {&asha, &badu, &chen}) {
        must(sync::keep_roster(*laptop->store, programme.signed_roster));
    }
    write(programme, asha, "GHA", {{"/a", text("of asha")}});
    const auto first = bundle_of(desk_of(programme, asha, {kGhana}), {.scope = kGhana, .held = {}});
    REQUIRE(first.size() == 1);
    REQUIRE(take(desk_of(programme, badu, {kGhana}), first).report.received == 1);
    write(programme, badu, "GHA", {{"/b", text("of badu")}});

    // Badu passes on what is Asha's: her signature came with it.
    const auto second =
        bundle_of(desk_of(programme, badu, {kGhana}), {.scope = kGhana, .held = {}});
    const std::vector<std::pair<Replica*, BundleDesk>> readers = {
        {&chen, desk_of(programme, chen, {kGhana})},
        {programme.server.get(), desk_of(programme, *programme.server, {})}};
    for (const auto& [reader, desk] : readers) {
        const auto taken = take(desk, second);
        CHECK(taken.report.received == 2);
        CHECK(taken.report.problems.empty());
        CHECK(taken.missing.empty());
        CHECK(records_of(*reader, "GHA") == records_of(badu, "GHA"));
        for (int again = 0; again < 10; ++again) CHECK(take(desk, second).report.received == 0);
    }
    // The server has it by the stick; only the next exchange says so, and sends nothing twice.
    const auto own = must(asha.store->own_feed(kGhana));
    CHECK(must(asha.store->acknowledged_up_to(own)) == 0);
    const auto report = must(exchange(programme, asha));
    CHECK(report.sent == 1);
    CHECK(report.received == 1);
    CHECK(must(asha.store->acknowledged_up_to(own)) == 1);
    CHECK(programme.server->store->verify());
}

TEST_CASE("a courier sees the header and not a word of what is in it", "[sync][bundle]") {
    Programme programme;
    Replica& asha = programme.enrol("asha", {"GHA"});
    Replica& courier = programme.enrol("courier", {"COD"});
    write(programme, asha, "GHA", {{"/name", text("Kwabena Asante, shaft 14")}});
    const auto files = bundle_of(desk_of(programme, asha, {kGhana}), {.scope = kGhana, .held = {}});

    for (const char* word : {"Kwabena", "shaft", "asha", "site_visit", "/name"}) {
        CHECK(files[0].find(word) == std::string::npos);
    }
    std::istringstream in(files[0]);
    const auto seen = must(sync::see_volume(in));
    CHECK(seen.whole);
    CHECK(seen.bytes == files[0].size());
    CHECK(seen.digest == identity::digest_of(view_of(files[0])));
    CHECK(seen.header.scope == kGhana);
    CHECK(seen.header.sender == asha.self.device);
    CHECK(seen.header.made_ms == programme.world.now());

    const auto taken = take(desk_of(programme, courier, {kCongo}), files);
    REQUIRE(taken.refused[0]);
    CHECK(taken.refused[0]->what ==
          "this bundle is for GHA, and this laptop works in COD: it cannot be read here, but you "
          "can carry it to the server");
    std::istringstream again(files[0]);
    CHECK(must(sync::VolumeReader::open(again))->unlock(courier.self.key).error().code ==
          Code::Refused);
}

TEST_CASE("a laptop that was revoked opens nothing made after that", "[sync][bundle]") {
    Programme programme;
    Replica& asha = programme.enrol("asha", {"GHA"});
    Replica& thief = programme.enrol("thief", {"GHA"});
    write(programme, asha, "GHA", {{"/a", text("of asha")}});
    programme.revoke(thief, {});
    const auto files = bundle_of(desk_of(programme, asha, {kGhana}), {.scope = kGhana, .held = {}});
    const auto taken = take(desk_of(programme, thief, {kGhana}), files);
    REQUIRE(taken.refused[0]);
    CHECK(taken.refused[0]->code == Code::Refused);
    CHECK(heads_in(thief).empty());
}

TEST_CASE("a revocation travels by stick: whoever is told follows it", "[sync][bundle]") {
    Programme programme;
    Replica& asha = programme.enrol("asha", {"GHA"});
    Replica& badu = programme.enrol("badu", {"GHA"});
    Replica& lost = programme.enrol("lost", {"GHA"});
    write(programme, lost, "GHA", {{"/a", text("in time")}});
    const auto old_roster = programme.roster;
    const Bytes old_bytes = programme.signed_roster;
    must(sync::keep_roster(*badu.store, old_bytes));
    const auto all = bundle_of(desk_of(programme, lost, {kGhana}), {.scope = kGhana, .held = {}});
    REQUIRE(take(desk_of(programme, asha, {kGhana}), all).report.received == 1);
    programme.revoke(lost, {});  // Nothing it wrote counts.

    const auto files = bundle_of(desk_of(programme, asha, {kGhana}), {.scope = kGhana, .held = {}});
    BundleDesk desk{.store = *badu.store,
                    .self = badu.self,
                    .roster = old_roster,
                    .signed_roster = old_bytes,
                    .programme_key = programme.key.public_key(),
                    .scopes = {kGhana},
                    .world = badu.world};
    const auto preview = must(sync::preview_bundles(desk, sources_of(files)));
    CHECK(must(sync::roster_of(*badu.store)).version == old_roster.version);
    const auto taken = take(desk, files);
    CHECK(must(sync::roster_of(*badu.store)).version == programme.roster.version);
    CHECK(taken.report.received == 0);
    REQUIRE(taken.report.problems.size() == 1);
    CHECK(taken.report.problems[0].rule == "revoked");
    CHECK(preview.taken.report.problems[0].rule == "revoked");
}

TEST_CASE("parts arrive one at a time and in any order", "[sync][bundle]") {
    Programme programme;
    Replica& asha = programme.enrol("asha", {"GHA"});
    Replica& badu = programme.enrol("badu", {"GHA"});
    for (int i = 0; i < 40; ++i) {
        write(programme, asha, "GHA", {{"/a", long_text(programme, 20'000)}});
    }
    const sync::BundleWish wish{.scope = kGhana, .held = {}, .volume_bytes_max = 100'000};
    auto files = bundle_of(desk_of(programme, asha, {kGhana}), wish);
    REQUIRE(files.size() > 3);
    for (const std::string& file : files) CHECK(file.size() <= wish.volume_bytes_max);

    const auto desk = desk_of(programme, badu, {kGhana});
    const auto early = take(desk, {files[1]});
    CHECK(early.report.received == 0);
    CHECK(early.volumes[0].gap());
    REQUIRE(early.missing.size() == 1);
    CHECK(early.missing[0].in_bundle);
    CHECK(early.missing[0].first == 1);
    CHECK(early.missing[0].last == 40);

    std::ranges::reverse(files);
    const auto taken = take(desk, files);
    CHECK(taken.report.received == 40);
    CHECK(taken.report.problems.empty());
    CHECK(taken.missing.empty());
    CHECK(records_of(badu, "GHA") == records_of(asha, "GHA"));
}

TEST_CASE("a part smaller than is of use is refused", "[sync][bundle]") {
    Programme programme;
    Replica& asha = programme.enrol("asha", {"GHA"});
    const sync::BundleWish wish{.scope = kGhana, .held = {}, .volume_bytes_max = 10};
    const auto plan = sync::BundleMaker::plan(desk_of(programme, asha, {kGhana}), wish);
    CHECK(plan.error().code == Code::BadInput);
}

TEST_CASE("who lacks an earlier bundle is told which changes to ask for", "[sync][bundle]") {
    Programme programme;
    Replica& asha = programme.enrol("asha", {"GHA"});
    Replica& badu = programme.enrol("badu", {"GHA"});
    for (int i = 0; i < 3; ++i) write(programme, asha, "GHA", {{"/a", text("first")}});
    const KnownHeads before = heads_in(asha);
    for (int i = 0; i < 2; ++i) write(programme, asha, "GHA", {{"/a", text("second")}});
    const auto files =
        bundle_of(desk_of(programme, asha, {kGhana}), {.scope = kGhana, .held = before});
    const auto desk = desk_of(programme, badu, {kGhana});
    const auto preview = must(sync::preview_bundles(desk, sources_of(files)));
    const auto taken = take(desk, files);
    CHECK(taken.report.received == 0);
    REQUIRE(taken.missing.size() == 1);
    CHECK(taken.missing[0] == sync::Missing{before.begin()->first, 1, 3, false});
    CHECK(preview.taken.missing == taken.missing);
    CHECK(preview.outcome.records_new == 0);
}

TEST_CASE("an answer to a bundle holds only what its sender lacks", "[sync][bundle]") {
    Programme programme;
    Replica& asha = programme.enrol("asha", {"GHA"});
    Replica& badu = programme.enrol("badu", {"GHA"});
    for (int i = 0; i < 50; ++i) write(programme, asha, "GHA", {{"/a", text("of asha")}});
    write(programme, badu, "GHA", {{"/b", text("of badu")}});
    const auto desk = desk_of(programme, badu, {kGhana});
    take(desk, bundle_of(desk_of(programme, asha, {kGhana}), {.scope = kGhana, .held = {}}));

    const KnownHeads asha_holds = must(sync::known_heads(*badu.store, asha.self.device, kGhana));
    CHECK(asha_holds == heads_in(asha));
    const auto maker = must(sync::BundleMaker::plan(desk, {.scope = kGhana, .held = asha_holds}));
    CHECK(maker.changes() == 1);
    const auto answer = bundle_of(desk, {.scope = kGhana, .held = asha_holds});
    CHECK(take(desk_of(programme, asha, {kGhana}), answer).report.received == 1);
    CHECK(records_of(asha, "GHA") == records_of(badu, "GHA"));
}

TEST_CASE("a preview counts new, changed and conflicting records, and writes nothing",
          "[sync][bundle]") {
    Programme programme;
    Replica& asha = programme.enrol("asha", {"GHA"});
    Replica& badu = programme.enrol("badu", {"GHA"});
    const auto shared = write(programme, asha, "GHA", {{"/a", text("first")}});
    const auto other = write(programme, asha, "GHA", {{"/a", text("other")}});
    const auto desk = desk_of(programme, badu, {kGhana});
    take(desk, bundle_of(desk_of(programme, asha, {kGhana}), {.scope = kGhana, .held = {}}));

    write(programme, asha, "GHA", {{"/b", text("of asha")}}, shared);
    write(programme, badu, "GHA", {{"/b", text("of badu")}}, shared);
    write(programme, asha, "GHA", {{"/c", text("more")}}, other);
    const auto last = programme.world.now();
    write(programme, asha, "GHA", {{"/a", text("new")}});
    const auto files = bundle_of(desk_of(programme, asha, {kGhana}), {.scope = kGhana, .held = {}});
    const KnownHeads before = heads_in(badu);

    const auto preview = must(sync::preview_bundles(desk, sources_of(files)));
    CHECK(preview.outcome.records_new == 1);
    CHECK(preview.outcome.records_changed == 2);
    CHECK(preview.outcome.conflicts == 1);
    REQUIRE(preview.outcome.from.size() == 1);
    CHECK(preview.outcome.from.at(asha.self.device).changes == 3);
    CHECK(preview.outcome.from.at(asha.self.device).latest_ms == last);
    CHECK(heads_in(badu) == before);

    const auto taken = take(desk, files);
    CHECK(taken.report.received == preview.taken.report.received);
    CHECK(taken.report.touched == preview.taken.report.touched);
    CHECK(must(sync::preview_bundles(desk, sources_of(files))).outcome.records_new == 0);
}

TEST_CASE("a bundle that another laptop forged is refused", "[sync][bundle]") {
    Programme programme;
    Replica& asha = programme.enrol("asha", {"GHA"});
    Replica& badu = programme.enrol("badu", {"GHA"});
    Replica& liar = programme.enrol("liar", {"GHA"});
    write(programme, liar, "GHA", {{"/a", text("not of asha")}});
    const sync::Self false_self{.key = liar.self.key, .device = asha.self.device};
    BundleDesk forged{.store = *liar.store,
                      .self = false_self,
                      .roster = programme.roster,
                      .signed_roster = programme.signed_roster,
                      .programme_key = programme.key.public_key(),
                      .scopes = {kGhana},
                      .world = liar.world};
    auto wish = sync::BundleWish{.scope = kGhana, .held = heads_in(liar)};
    const auto files = bundle_of(forged, wish);
    const auto taken = take(desk_of(programme, badu, {kGhana}), files);
    REQUIRE(taken.refused[0]);
    CHECK(taken.refused[0]->what.find("not made by the laptop that it names") != std::string::npos);
    CHECK(must(sync::known_heads(*badu.store, asha.self.device, kGhana)).empty());
}

TEST_CASE("a bundle of another programme is refused", "[sync][bundle]") {
    Programme programme;
    Programme other(2);
    other.roster.programme = "0191d6b2-0000-7000-8000-000000000002";
    Replica& asha = programme.enrol("asha", {"GHA"});
    Replica& stranger = other.enrol("stranger", {"GHA"});
    write(programme, asha, "GHA", {{"/a", text("of asha")}});
    const auto files = bundle_of(desk_of(programme, asha, {kGhana}), {.scope = kGhana, .held = {}});
    const auto taken = take(desk_of(other, stranger, {kGhana}), files);
    REQUIRE(taken.refused[0]);
    CHECK(taken.refused[0]->what.find("another programme") != std::string::npos);
}

TEST_CASE("a file that is no bundle says so", "[sync][bundle]") {
    Programme programme;
    Replica& asha = programme.enrol("asha", {"GHA"});
    const auto taken = take(desk_of(programme, asha, {kGhana}), {"PK\x03\x04 a workbook", ""});
    REQUIRE(taken.refused[0]);
    CHECK(taken.refused[0]->code == Code::BadInput);
    CHECK(taken.refused[1]);
    CHECK(taken.volumes.empty());
}
