// What may be relied on when two copies of one laptop have written under the same numbers: a disk
// cloned, or put back from an image. Nothing that was typed on either is lost, nothing is doubled,
// and whoever meets the two says so.
#include "store/life.h"
#include "support/carried.h"
#include "support/forked.h"
#include "sync/branches.h"
#include "sync/intake.h"
#include "sync/verify.h"

#include <catch2/catch_all.hpp>

using namespace adit;
using namespace adit::test;

namespace {

std::set<std::string> values_at(const Replica& replica, const char* path) {
    std::set<std::string> out;
    for (const auto& record : records_of(replica, "GHA")) {
        const auto answer = record.answers.find({path});
        if (answer == record.answers.end()) continue;
        for (const auto& sibling : answer->second.siblings) {
            out.insert(record::text_of(sibling.value));
        }
    }
    return out;
}

/// Asha's laptop, one visit begun and sent; and a copy of its whole disk.
struct Scene {
    Scene() : asha(programme.enrol("asha", {"GHA"})) {
        visit = write(programme, asha, "GHA", {{"/site", text("Tarkwa")}});
        must(exchange(programme, asha));
        twin = &image_of(programme, asha, "asha's twin");
    }

    sync::Report sync(Replica& replica) { return must(exchange(programme, replica)); }
    /// Until there is no more to say.
    void settle() {
        for (int round = 0; round < 3; ++round) {
            for (const auto& laptop : programme.laptops) sync(*laptop);
        }
    }
    void check_all_agree() {
        for (const auto& laptop : programme.laptops) {
            INFO(laptop->name);
            CHECK(must(laptop->store->heads({})) == must(programme.server->store->heads({})));
            CHECK(records_of(*laptop, "GHA") == records_of(*programme.server, "GHA"));
            CHECK(laptop->store->verify());
            CHECK(flaw_of(*laptop) == "");
            CHECK(sync(*laptop).requests == 1);
        }
        CHECK(flaw_of(*programme.server) == "");
    }
    std::string flaw_of(Replica& replica) {
        const auto proof = must(sync::verify(
            *replica.store, {.self = replica.self.device, .roster = &programme.roster}));
        return proof.fault ? proof.fault->what : "";
    }

    Programme programme;
    Replica& asha;
    Replica* twin = nullptr;
    record::RecordId visit;
};

}  // namespace

TEST_CASE("what two copies of one laptop wrote is all on the server and on both", "[sync][fork]") {
    Scene scene;
    write(scene.programme, scene.asha, "GHA", {{"/mineral", text("gold")}}, scene.visit);
    write(scene.programme, *scene.twin, "GHA", {{"/mineral", text("tin")}}, scene.visit);
    const auto other = write(scene.programme, *scene.twin, "GHA", {{"/site", text("Obuasi")}});
    scene.sync(scene.asha);

    const auto report = scene.sync(*scene.twin);

    REQUIRE(report.problems.size() == 1);
    CHECK(report.problems[0].rule == "fork");
    CHECK(report.problems[0].what.find("Both are kept") != std::string::npos);
    CHECK(std::ranges::count(report.touched, other) >
          0);  // What it does to sites is looked at anew.
    scene.settle();
    scene.check_all_agree();
    CHECK(values_at(scene.asha, "/mineral") == std::set<std::string>{"gold", "tin"});
    CHECK(values_at(scene.asha, "/site") == std::set<std::string>{"Tarkwa", "Obuasi"});
}

TEST_CASE("who gave way shows his own correction, and no answer twice", "[sync][fork]") {
    Scene scene;
    write(scene.programme, scene.asha, "GHA", {{"/mineral", text("gold")}}, scene.visit);
    write(scene.programme, *scene.twin, "GHA", {{"/mineral", text("tin")}}, scene.visit);
    write(scene.programme, *scene.twin, "GHA", {{"/mineral", text("copper")}}, scene.visit);
    scene.sync(scene.asha);
    scene.sync(*scene.twin);
    CHECK(values_at(*scene.twin, "/mineral") == std::set<std::string>{"gold", "copper"});

    // It writes on, in a life of its own, and what it replaces it has seen.
    const auto shown = *must(scene.twin->store->record(scene.visit));
    std::vector<record::Dot> both = shown.answers.at({"/mineral"}).written_by;
    must(scene.twin->store->append(
        {{.scope = {"GHA"},
          .record = scene.visit,
          .form = {"site_visit", "2025112301"},
          .author = "asha",
          .operations = {record::Resolve{{"/mineral"}, text("gold"), both}}}}));
    write(scene.programme, scene.asha, "GHA", {{"/depth", std::int64_t{9}}}, scene.visit);
    scene.settle();
    scene.check_all_agree();
    CHECK(values_at(scene.asha, "/mineral") == std::set<std::string>{"gold"});
}

TEST_CASE("branches that are as long as each other are noticed, and settled by whoever holds one",
          "[sync][fork]") {
    Scene scene;
    Replica& chen = scene.programme.enrol("chen", {"GHA"});
    scene.sync(chen);
    write(scene.programme, scene.asha, "GHA", {{"/mineral", text("gold")}}, scene.visit);
    write(scene.programme, *scene.twin, "GHA", {{"/mineral", text("tin")}}, scene.visit);
    scene.sync(scene.asha);
    // Chen met the twin, which never comes back: its disk is lost on the way.
    sync::Packer packer(*scene.twin->store, scene.twin->self);
    const auto feed = must(scene.twin->store->own_feed({"GHA"}));
    const auto pack = must(packer.next(feed, 1, sync::kPackBytes))->pack;
    const sync::Judge judge{.roster = scene.programme.roster, .scopes = {}, .now_ms = kMorning};
    REQUIRE(must(sync::take_in(*chen.store, judge, pack)).taken == 1);
    std::erase_if(scene.programme.laptops, [&](auto& one) { return one.get() == scene.twin; });
    REQUIRE(must(chen.store->heads({})).front().number ==
            must(scene.programme.server->store->heads({})).front().number);

    const auto report = scene.sync(chen);

    REQUIRE(report.problems.size() == 1);
    CHECK(report.problems[0].rule == "fork");
    scene.settle();
    scene.check_all_agree();
    CHECK(values_at(*scene.programme.server, "/mineral") == std::set<std::string>{"gold", "tin"});
}

TEST_CASE("a long branch reaches the server over many requests, cut again and again",
          "[sync][fork]") {
    Scene scene;
    constexpr int kVisits = 400;
    for (int i = 0; i < kVisits; ++i) {
        std::string words = "of the twin " + std::to_string(i);
        for (int j = 0; j < 40; ++j) {
            words += " " + std::to_string(scene.programme.below(1'000'000'000));
        }
        write(scene.programme, *scene.twin, "GHA", {{"/site", words}});
    }
    write(scene.programme, scene.asha, "GHA", {{"/mineral", text("gold")}}, scene.visit);
    scene.sync(scene.asha);

    TestWire wire(scene.programme, *scene.twin);
    int cuts = 0;
    wire.cut_request_at = [&](std::size_t size) {
        return size > 2'000 && ++cuts % 2 == 1 ? size * 2 / 3 : size;
    };
    bool through = false;
    for (int i = 0; i < 40 && !through; ++i) through = bool(exchange_over(wire, *scene.twin));
    REQUIRE(through);
    CHECK(cuts > 3);
    scene.settle();
    scene.check_all_agree();
    CHECK(values_at(scene.asha, "/site").size() == kVisits + 1);
}

TEST_CASE("a clone of a clone is one more branch", "[sync][fork]") {
    Scene scene;
    write(scene.programme, *scene.twin, "GHA", {{"/mineral", text("tin")}}, scene.visit);
    Replica& third = image_of(scene.programme, *scene.twin, "the twin's twin");
    write(scene.programme, scene.asha, "GHA", {{"/mineral", text("gold")}}, scene.visit);
    write(scene.programme, *scene.twin, "GHA", {{"/depth", std::int64_t{4}}}, scene.visit);
    write(scene.programme, third, "GHA", {{"/depth", std::int64_t{5}}}, scene.visit);
    scene.sync(scene.asha);
    scene.sync(third);
    scene.sync(*scene.twin);
    scene.settle();
    scene.check_all_agree();
    CHECK(values_at(scene.asha, "/mineral") == std::set<std::string>{"gold", "tin"});
    CHECK(values_at(scene.asha, "/depth") == std::set<std::string>{"4", "5"});
}

TEST_CASE("what a revoked laptop's copy wrote is set aside, and nobody waits for it",
          "[sync][fork]") {
    Scene scene;
    Replica& chen = scene.programme.enrol("chen", {"GHA"});
    scene.sync(chen);
    const auto feed = must(scene.asha.store->own_feed({"GHA"}));
    write(scene.programme, scene.asha, "GHA", {{"/mineral", text("gold")}}, scene.visit);
    write(scene.programme, *scene.twin, "GHA", {{"/mineral", text("tin")}}, scene.visit);
    scene.sync(scene.asha);
    sync::Packer packer(*scene.twin->store, scene.twin->self);
    const auto pack = must(packer.next(feed, 1, sync::kPackBytes))->pack;
    const sync::Judge judge{.roster = scene.programme.roster, .scopes = {}, .now_ms = kMorning};
    REQUIRE(must(sync::take_in(*chen.store, judge, pack)).taken == 1);
    scene.programme.revoke(scene.asha, {{"GHA", feed.epoch, 2}});
    scene.programme.laptops.erase(scene.programme.laptops.begin(),
                                  scene.programme.laptops.begin() + 2);

    scene.sync(chen);
    scene.settle();
    scene.check_all_agree();
    const auto aside = must(sync::quarantined(*scene.programme.server->store));
    REQUIRE(aside.size() == 1);
    CHECK(aside[0].rule == sync::Rule::Fork);
    CHECK(aside[0].pack.changes.back() == pack.changes.back());
    CHECK(values_at(chen, "/mineral") == std::set<std::string>{"gold"});
}

TEST_CASE("two laptops without a server keep their branches, say so, and settle at the server",
          "[sync][fork]") {
    Scene scene;
    Replica& chen = scene.programme.enrol("chen", {"GHA"});
    scene.sync(chen);
    write(scene.programme, scene.asha, "GHA", {{"/mineral", text("gold")}}, scene.visit);
    write(scene.programme, *scene.twin, "GHA", {{"/mineral", text("tin")}}, scene.visit);
    const sync::Judge judge{.roster = scene.programme.roster, .scopes = {}, .now_ms = kMorning};
    const auto feed = must(scene.asha.store->own_feed({"GHA"}));
    const auto pack_of = [&](Replica& replica) {
        sync::Packer packer(*replica.store, replica.self);
        return must(packer.next(feed, 1, sync::kPackBytes))->pack;
    };
    REQUIRE(must(sync::take_in(*chen.store, judge, pack_of(scene.asha))).taken == 1);

    CHECK(must(sync::take_in(*chen.store, judge, pack_of(*scene.twin))).rule == sync::Rule::Fork);
    CHECK(values_at(chen, "/mineral") == std::set<std::string>{"gold"});
    CHECK(must(sync::quarantined(*chen.store)).size() == 1);

    // What chen holds is not what the server has had first.
    scene.sync(*scene.twin);
    scene.settle();
    scene.check_all_agree();
    CHECK(values_at(chen, "/mineral") == std::set<std::string>{"gold", "tin"});
}

TEST_CASE("a change made to the old copy while a new one is settled is lost by neither",
          "[sync][fork]") {
    Scene scene;
    write(scene.programme, scene.asha, "GHA", {{"/mineral", text("gold")}}, scene.visit);
    write(scene.programme, *scene.twin, "GHA", {{"/mineral", text("tin")}}, scene.visit);
    scene.sync(scene.asha);
    const auto before = must(scene.twin->store->own_feed({"GHA"}));
    scene.sync(*scene.twin);
    CHECK(must(scene.twin->store->own_feed({"GHA"})) != before);  // Its own life from now on.
    write(scene.programme, scene.asha, "GHA", {{"/a", std::int64_t{1}}}, scene.visit);
    write(scene.programme, *scene.twin, "GHA", {{"/b", std::int64_t{2}}}, scene.visit);
    const auto report = scene.sync(*scene.twin);
    CHECK(report.problems.empty());
    scene.twin->reopen();
    CHECK(must(scene.twin->store->own_feed({"GHA"})) != before);
    scene.settle();
    scene.check_all_agree();
}

TEST_CASE("a server signs branches that were written anew, and nothing else of a laptop",
          "[sync][fork]") {
    Scene scene;
    const identity::Roster& roster = scene.programme.roster;
    store::Head head = must(scene.asha.store->heads({})).front();
    const auto signed_by = [&](const Replica& who) {
        return sync::is_signed(roster, head,
                               who.self.key.sign(sync::kHeadPurpose, sync::head_message(head)));
    };
    REQUIRE(head.feed.epoch < store::kBranchEpochs);
    CHECK(signed_by(scene.asha));
    CHECK_FALSE(signed_by(*scene.programme.server));

    head.feed.epoch |= store::kBranchEpochs;
    CHECK(signed_by(scene.asha));
    CHECK(signed_by(*scene.programme.server));
}

TEST_CASE("a deletion in the branch that gives way covers what stood in front of it too",
          "[sync][fork]") {
    Scene scene;
    write(scene.programme, scene.asha, "GHA", {{"/site", text("Obuasi")}});
    scene.sync(scene.asha);
    // She answers once more on the copy, then deletes the visit: having seen all of it.
    write(scene.programme, *scene.twin, "GHA", {{"/mineral", text("tin")}}, scene.visit);
    must(scene.twin->store->append({{.scope = {"GHA"},
                                     .record = scene.visit,
                                     .form = {"site_visit", "1"},
                                     .author = scene.twin->person,
                                     .wall_ms = scene.programme.world.now(),
                                     .offset_min = 0,
                                     .operations = {record::Delete{"typed twice", {}}}}}));
    scene.sync(*scene.twin);
    scene.settle();
    scene.check_all_agree();
    const auto visit = must(scene.programme.server->store->record(scene.visit));
    REQUIRE(visit);
    CHECK(visit->deleted);
    CHECK_FALSE(visit->edited_after_deletion);
}

TEST_CASE("whoever carries the branch that gives way keeps it aside until its writer has come",
          "[sync][fork]") {
    Scene scene;
    Replica& badu = scene.programme.enrol("badu", {"GHA"});
    write(scene.programme, scene.asha, "GHA", {{"/mineral", text("gold")}}, scene.visit);
    scene.sync(scene.asha);
    write(scene.programme, *scene.twin, "GHA", {{"/mineral", text("tin")}}, scene.visit);
    // Badu has met the twin and not the server: he carries what only the two of them have.
    const auto run = carry(*scene.twin->store, scene.twin->self.key, *badu.store, {"GHA"},
                           scene.programme.world.now());

    scene.sync(badu);

    CHECK(must(badu.store->find_head(run.feed)) == must(scene.asha.store->find_head(run.feed)));
    const auto aside = must(sync::quarantined(*badu.store));
    REQUIRE(aside.size() == 1);
    CHECK(aside.front().rule == sync::Rule::Fork);
    CHECK(aside.front().pack.changes.back() == run.changes.back());
}
