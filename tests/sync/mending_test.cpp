// What may be relied on when a disk forgets a bit, on a laptop or on the server: the next exchange
// finds it, brings back what was there from whoever has it whole, and says so; and when nobody has
// it, that is said too, and everything else goes on.
#include "sync/mending.h"

#include "store/life.h"
#include "support/fleet.h"
#include "support/forked.h"
#include "support/rot.h"
#include "sync/message.h"
#include "sync/verify.h"

#include <catch2/catch_all.hpp>

using namespace adit;
using namespace adit::test;

namespace {

/// Two laptops of Ghana and the server hold the same: 150 changes of Asha's, 3 of Badu's.
struct Scene {
    Programme programme;
    Replica& asha = programme.enrol("asha", {"GHA"});
    Replica& badu = programme.enrol("badu", {"GHA"});
    record::FeedId feed;  // Asha's.

    Scene() {
        for (int i = 0; i < 150; ++i) write_one(asha, i);
        for (int i = 0; i < 3; ++i) write_one(badu, i);
        for (Replica* laptop : {&asha, &badu, &asha}) must(exchange(programme, *laptop));
        feed = must(asha.store->own_feed({"GHA"}));
    }
    void write_one(Replica& laptop, int i) {
        write(programme, laptop, "GHA", {{"/q", std::int64_t{1'000 + i}}});
    }
    Replica& server() { return *programme.server; }
    /// Turns over a bit of Asha's change in this replica's file.
    void rot(Replica& replica, std::uint64_t number, std::size_t bit) {
        flip(replica.path, {feed, number}, bit);
        programme.world.pass(60'000);
    }
    Bytes stored(Replica& replica, std::uint64_t number) {
        return stored_bytes(replica.path, {feed, number});
    }
    bool is_proved(Replica& replica) {
        const auto proof = must(sync::verify(
            *replica.store, {.self = replica.self.device, .roster = &programme.roster}));
        if (proof.fault) UNSCOPED_INFO(replica.name << ": " << proof.fault->what);
        return !proof.fault;
    }
};

}  // namespace

TEST_CASE("a bit that a laptop's disk forgot comes back with its next exchange", "[sync][mend]") {
    for (const std::uint64_t number : {1u, 64u, 100u, 150u}) {
        for (const bool own : {true, false}) {
            Scene scene;
            Replica& laptop = own ? scene.asha : scene.badu;
            const Bytes before = scene.stored(laptop, number);
            const auto records = records_of(scene.server(), "GHA");
            scene.rot(laptop, number, number * 7);
            CHECK_FALSE(scene.is_proved(laptop));

            const auto report = must(exchange(scene.programme, laptop));

            INFO(number << (own ? " of one's own" : " of another's"));
            CHECK(report.problems.empty());
            CHECK(report.mended == 1);
            CHECK(report.received == 0);
            CHECK(scene.stored(laptop, number) == before);
            CHECK(records_of(laptop, "GHA") == records);
            CHECK(scene.is_proved(laptop));
        }
    }
}

TEST_CASE("a bit that the server's disk forgot comes back with the next laptop's exchange",
          "[sync][mend]") {
    for (const std::uint64_t number : {1u, 64u, 100u, 150u}) {
        for (const bool own : {true, false}) {
            Scene scene;
            Replica& laptop = own ? scene.asha : scene.badu;
            const Bytes before = scene.stored(scene.server(), number);
            scene.rot(scene.server(), number, number * 7);
            CHECK_FALSE(scene.is_proved(scene.server()));

            const auto report = must(exchange(scene.programme, laptop));

            INFO(number << (own ? " from its author" : " from another"));
            CHECK(report.problems.empty());
            CHECK(scene.stored(scene.server(), number) == before);
            CHECK(scene.is_proved(scene.server()));
            CHECK(must(exchange(scene.programme, laptop)).bytes_down == 1);
        }
    }
}

TEST_CASE("several places on both sides are mended within three exchanges, with what is new",
          "[sync][mend]") {
    Scene scene;
    scene.rot(scene.asha, 10, 40);
    scene.rot(scene.asha, 140, 50);
    scene.rot(scene.server(), 70, 60);
    scene.write_one(scene.asha, 200);

    must(exchange(scene.programme, scene.asha));
    must(exchange(scene.programme, scene.asha));
    const auto report = must(exchange(scene.programme, scene.asha));

    CHECK(report.problems.empty());
    CHECK(scene.is_proved(scene.asha));
    CHECK(scene.is_proved(scene.server()));
    CHECK(records_of(scene.asha, "GHA").size() == 154);
    CHECK((records_of(scene.asha, "GHA") == records_of(scene.server(), "GHA")));
}

TEST_CASE("a laptop mends from another laptop near it", "[sync][mend]") {
    Scene scene;
    const Bytes before = scene.stored(scene.badu, 100);
    scene.rot(scene.badu, 100, 33);
    const sync::Host host{.store = *scene.asha.store,
                          .self = scene.asha.self,
                          .roster = scene.programme.roster,
                          .signed_roster = scene.programme.signed_roster,
                          .kit = {},
                          .kit_version = 0,
                          .scopes = {{"GHA"}}};
    struct Near : sync::Transport {
        const sync::Host& host;
        const identity::RosterDevice& caller;
        const Surroundings& world;
        Near(const sync::Host& h, const identity::RosterDevice& c, const Surroundings& w)
            : host(h), caller(c), world(w) {}
        Result<Bytes> post(ByteView body) override {
            return TRY(sync::answer(host, caller, body, world)).body;
        }
    } wire(host, *scene.programme.roster.find(scene.badu.self.device.bytes), scene.badu.world);

    const auto report =
        must(sync::exchange(*scene.badu.store, scene.badu.self, wire, scene.badu.world, {},
                            {.laptop = scene.asha.self.device}));

    CHECK(report.mended == 1);
    CHECK(scene.stored(scene.badu, 100) == before);
}

TEST_CASE("what nobody else has yet cannot come back: that is said, and the rest goes on",
          "[sync][mend]") {
    Scene scene;
    for (int i = 0; i < 5; ++i) scene.write_one(scene.asha, 300 + i);
    scene.rot(scene.asha, 153, 50);
    scene.write_one(scene.badu, 400);
    must(exchange(scene.programme, scene.badu));

    const auto report = must(exchange(scene.programme, scene.asha));

    CHECK(report.received == 1);  // Badu's.
    REQUIRE(report.problems.size() == 1);
    CHECK(report.problems[0].rule == "damaged");
    CHECK(report.problems[0].feed == scene.feed);
    CHECK(report.problems[0].what.find("in changes 129 to 155 of laptop") != std::string::npos);
    CHECK(report.mended == 0);
    CHECK(must(scene.asha.store->acknowledged_up_to(scene.feed)) == 150);
    CHECK(report.requests < 8);
}

TEST_CASE("a write that meets damage on the server is taken after the damage is mended",
          "[sync][mend]") {
    Scene scene;
    // The record of Asha's change 20 cannot be folded on the server any more.
    const auto id = must(scene.asha.store->history(records_of(scene.asha, "GHA")[19].id));
    const record::RecordId record = id.front().record;
    const std::uint64_t number = id.front().dot.number;
    const Bytes before = scene.stored(scene.server(), number);
    for (std::size_t bit = 0; scene.server().store->record(record); ++bit) {
        REQUIRE(bit < before.size() * 8);
        if (bit > 0) scene.rot(scene.server(), number, bit - 1);
        scene.rot(scene.server(), number, bit);
    }
    write(scene.programme, scene.badu, "GHA", {{"/other", text("new")}}, record);

    must(exchange(scene.programme, scene.badu));
    must(exchange(scene.programme, scene.badu));

    CHECK(scene.stored(scene.server(), number) == before);
    CHECK(scene.is_proved(scene.server()));
    CHECK(records_of(scene.server(), "GHA") == records_of(scene.badu, "GHA"));
}

TEST_CASE("where counts agree and sums do not, both sides look through all and agree again",
          "[sync][mend]") {
    Scene scene;
    Replica& wrong = GENERATE(0, 1) == 0 ? scene.asha : scene.server();
    {
        auto db = must(sqlite::Database::open({.path = wrong.path}));
        REQUIRE(db.execute("UPDATE month_sum SET sum = sum + 1"));
    }
    scene.programme.world.pass(60'000);

    const auto report = must(exchange(scene.programme, scene.asha));

    CHECK(report.problems.empty());
    CHECK(must(scene.asha.store->month_sums({})) == must(scene.server().store->month_sums({})));
    CHECK(scene.is_proved(wrong));
    CHECK(must(exchange(scene.programme, scene.asha)).requests == 1);
}

TEST_CASE("sums that stay apart are told to a person", "[sync][mend]") {
    Scene scene;
    class Stubborn : public TestWire {
    public:
        using TestWire::TestWire;
        Result<Bytes> post(ByteView body) override {
            const Bytes answer = TRY(TestWire::post(body));
            auto reply = TRY(sync::reply_from(answer));
            reply.differs = true;
            return sync::bytes_of(reply);
        }
    } wire(scene.programme, scene.asha);

    const auto report = must(exchange_over(wire, scene.asha));

    REQUIRE(report.problems.size() == 1);
    CHECK(report.problems[0].rule == "sums");
    CHECK(report.problems[0].what.find("adit-server verify") != std::string::npos);
}

TEST_CASE("a branch that the server wrote anew, and signed, is mended like any feed",
          "[sync][mend][fork]") {
    Scene scene;
    Replica& twin = image_of(scene.programme, scene.badu, "badu's twin");
    scene.write_one(scene.badu, 300);
    scene.write_one(twin, 301);
    for (Replica* laptop : {&scene.badu, &twin, &scene.asha})
        must(exchange(scene.programme, *laptop));
    const auto heads = must(scene.asha.store->heads({}));
    const auto branch = std::ranges::find_if(
        heads, [](const store::Head& head) { return head.feed.epoch >= store::kBranchEpochs; });
    REQUIRE(branch != heads.end());
    scene.feed = branch->feed;
    const Bytes before = scene.stored(scene.asha, 1);
    scene.rot(scene.asha, 1, 40);
    CHECK_FALSE(scene.is_proved(scene.asha));

    must(exchange(scene.programme, scene.asha));

    CHECK(scene.stored(scene.asha, 1) == before);
    CHECK(scene.is_proved(scene.asha));
}
