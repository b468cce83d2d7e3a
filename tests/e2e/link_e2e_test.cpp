// What a laptop may rely on over a line that is slow, late, lossy and cut at any moment: nothing is
// lost, nothing is doubled, what the server has confirmed never travels again, and a person is told
// in a sentence what stands and what to do.
//
// The real thing (20 kbit/s, 2 s there and back, 30 % loss, cut every 20 s) takes minutes: it is
// the last test, run by name. Here the same line runs ten times as fast, in every figure.
#include "e2e/field_work.h"
#include "support/shaping_proxy.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>

using namespace adit;
using namespace adit::test;
using namespace std::chrono_literals;
using Catch::Matchers::ContainsSubstring;

namespace {

constexpr std::uint64_t kHandshakeBytesMax = 4096;  // Both flights of TLS, with the certificate.
constexpr std::uint64_t kSentAgainMax = 16 * 1024;  // Of what was under way when it was cut.

/// A pilot whose laptops reach the server over a line that can be made bad.
struct Scene {
    Pilot pilot;
    std::unique_ptr<ShapingProxy> line;

    Scene() {
        pilot.serve_behind_a_line();
        std::string why;
        line = ShapingProxy::open({.host = "127.0.0.1", .port = pilot.port()},
                                  {.host = pilot.listens_at(), .port = pilot.port()}, {}, why);
        INFO(why);
        REQUIRE(line != nullptr);
        REQUIRE(pilot.serve());
        REQUIRE(pilot.enrol("asha", "COD").code == 0);
        REQUIRE(pilot.field("asha", {"sync"}).code == 0);
    }

    /// Bytes that the call sent up and got down.
    template <class Call>
    LinkCounts counted(const Call& call) {
        const LinkCounts before = line->counts();
        call();
        const LinkCounts after = line->counts();
        return {.connections = after.connections - before.connections,
                .cuts = after.cuts - before.cuts,
                .up = after.up - before.up,
                .down = after.down - before.down};
    }

    void check_whole(std::size_t records) {
        line->reshape({});
        CHECK(heads_of(laptop_file(pilot, "asha")) == heads_of(server_file(pilot)));
        CHECK(pilot.exported_records() == records);
        const Ended laptop = pilot.field("asha", {"verify"});
        INFO(laptop.said);
        CHECK(laptop.code == 0);
        CHECK(pilot.stop() == 0);
        const Ended server = pilot.server({"verify"});
        INFO(server.said);
        CHECK(server.code == 0);
    }
};

/// One sync after another until one comes to its end; how often it was pressed.
int press_until_done(Scene& scene, int most) {
    for (int pressed = 1; pressed <= most; ++pressed) {
        const Ended ended = scene.pilot.field("asha", {"sync"});
        if (ended.code == 0) return pressed;
        INFO(ended.said);
        CHECK(ended.code == 3);
        CHECK_THAT(ended.said, ContainsSubstring("Run adit-field sync again"));
        CHECK(sent_but_not_held(scene.pilot, "asha") == 0);
    }
    FAIL("it never came through");
    return most;
}

}  // namespace

TEST_CASE("a sync comes through a line that is slow, lossy and cut again and again",
          "[e2e][link]") {
    constexpr int kSites = 2500;
    std::uint64_t clean = 0;
    {
        Scene scene;
        REQUIRE(import_sites(scene.pilot, "asha", 0, kSites));
        clean = scene.counted([&] { CHECK(scene.pilot.field("asha", {"sync"}).code == 0); }).up;
    }
    Scene scene;
    REQUIRE(import_sites(scene.pilot, "asha", 0, kSites));
    scene.line->reshape({.rate_bits = 200'000,
                         .delay = 100ms,
                         .loss = 0.05,
                         .cut_every = 2s,
                         .seed = 7,
                         .timeout_least = 100ms});
    const LinkCounts all = scene.counted([&] { press_until_done(scene, 60); });
    INFO(clean << " bytes up on a good line; here " << all.up << " up, " << all.down << " down, "
               << all.connections << " connections, " << all.cuts << " cuts");
    CHECK(all.cuts >= 2);
    // The pack in flight and what the line's own buffers hold, the next handshake, and asking what
    // had arrived.
    CHECK(all.up <= clean + (all.cuts + 1) * 24'000);
    scene.check_whole(kSites);
}

TEST_CASE("a line cut at any place of the exchange loses nothing and doubles nothing",
          "[e2e][link]") {
    constexpr int kSites = 12;
    Scene scene;
    int sites = 0;
    const auto more = [&] {
        REQUIRE(import_sites(scene.pilot, "asha", sites, kSites));
        sites += kSites;
    };
    more();
    // How many bytes such a sync is, each way: the handshake of TLS, the request, its answer.
    const LinkCounts whole =
        scene.counted([&] { REQUIRE(scene.pilot.field("asha", {"sync"}).code == 0); });
    REQUIRE(whole.connections == 1);
    REQUIRE(whole.up > 1000);

    const auto cut_and_mend = [&](const Shape& shape, const std::string& where) {
        INFO("cut " << where << " of " << whole.up << " up, " << whole.down << " down");
        more();
        scene.line->reshape(shape);
        const Ended broken = scene.pilot.field("asha", {"sync"});
        scene.line->reshape({});
        // Cut behind the last byte that matters, a sync may have come to its end.
        if (broken.code != 0) {
            INFO(broken.said);
            CHECK(broken.code == 3);
            CHECK_THAT(broken.said, ContainsSubstring("Run adit-field sync again"));
        }
        CHECK(sent_but_not_held(scene.pilot, "asha") == 0);
        const LinkCounts again =
            scene.counted([&] { CHECK(scene.pilot.field("asha", {"sync"}).code == 0); });
        CHECK(again.up <= whole.up + 512);
        CHECK(heads_of(laptop_file(scene.pilot, "asha")) == heads_of(server_file(scene.pilot)));
        return broken.code != 0;
    };
    int cuts = 0;
    for (const int percent : {0, 3, 10, 25, 45, 70, 90, 97}) {
        const auto bytes = [&](std::uint64_t all) {
            return all * static_cast<std::uint64_t>(percent) / 100;
        };
        const std::string where = std::to_string(percent) + " % ";
        Shape up;
        up.cut_up = bytes(whole.up);
        if (cut_and_mend(up, where + "up")) ++cuts;
        Shape down;
        down.cut_down = bytes(whole.down);
        if (cut_and_mend(down, where + "down")) ++cuts;
    }
    CHECK(cuts >= 13);  // The last places may lie behind the end.
    scene.check_whole(static_cast<std::size_t>(sites));
}

TEST_CASE("offline, a laptop says at once what waits and what to do, in both languages",
          "[e2e][link]") {
    Scene scene;
    REQUIRE(import_sites(scene.pilot, "asha", 0, 3));
    REQUIRE(scene.pilot.stop() == 0);
    const auto began = std::chrono::steady_clock::now();
    const Ended english = scene.pilot.field("asha", {"--language", "en", "sync"});
    CHECK(std::chrono::steady_clock::now() - began < 5s);
    INFO(english.said);
    CHECK(english.code == 3);
    CHECK_THAT(english.said, ContainsSubstring("Records that wait here, safe: 3") &&
                                 ContainsSubstring("when there is a network"));
    const Ended french = scene.pilot.field("asha", {"--language", "fr", "sync"});
    INFO(french.said);
    CHECK(french.code == 3);
    CHECK_THAT(french.said, ContainsSubstring("Fiches qui attendent ici, en sûreté : 3"));
    REQUIRE(scene.pilot.serve());
    CHECK(scene.pilot.field("asha", {"sync"}).code == 0);
    scene.check_whole(3);
}

// By hand, minutes each: e2e_tests "[link-long]". ADIT_LINK_RECORDS and ADIT_LINK_SEED say
// otherwise.
TEST_CASE("a thousand records cross 20 kbit/s, 2 s, 30 % loss, cut every 20 s", "[.][link-long]") {
    const auto number = [](const char* name, int usual) {
        const char* said = std::getenv(name);
        return said == nullptr ? usual : std::atoi(said);
    };
    const int records = number("ADIT_LINK_RECORDS", 1000);
    std::uint64_t clean = 0;
    {
        Scene scene;
        REQUIRE(import_sites(scene.pilot, "asha", 0, records));
        clean = scene.counted([&] { CHECK(scene.pilot.field("asha", {"sync"}).code == 0); }).up;
    }
    Scene scene;
    REQUIRE(import_sites(scene.pilot, "asha", 0, records));
    scene.line->reshape({.rate_bits = 20'000,
                         .delay = 1000ms,
                         .loss = 0.3,
                         .cut_every = 20s,
                         .seed = static_cast<std::uint64_t>(number("ADIT_LINK_SEED", 1))});
    const auto began = std::chrono::steady_clock::now();
    int pressed = 0;
    const LinkCounts all = scene.counted([&] { pressed = press_until_done(scene, 500); });
    const auto took = std::chrono::steady_clock::now() - began;
    std::printf(
        "%d records: %lld s, sync pressed %d times, %llu connections, %llu cuts, %llu bytes up "
        "(%llu on a good line), %llu down\n",
        records,
        static_cast<long long>(std::chrono::duration_cast<std::chrono::seconds>(took).count()),
        pressed, static_cast<unsigned long long>(all.connections),
        static_cast<unsigned long long>(all.cuts), static_cast<unsigned long long>(all.up),
        static_cast<unsigned long long>(clean), static_cast<unsigned long long>(all.down));
    CHECK(all.up <= clean + all.connections * (kSentAgainMax + kHandshakeBytesMax));
    scene.check_whole(static_cast<std::size_t>(records));
}

TEST_CASE("a server that accepts and says nothing is given up after a minute", "[.][link-long]") {
    Scene scene;
    REQUIRE(import_sites(scene.pilot, "asha", 0, 3));
    scene.line->reshape({.black_hole = true});
    const auto began = std::chrono::steady_clock::now();
    const Ended silent = scene.pilot.field("asha", {"sync"});
    const auto took = std::chrono::steady_clock::now() - began;
    INFO(silent.said);
    CHECK(silent.code == 3);
    CHECK_THAT(silent.said, ContainsSubstring("did not answer in time"));
    CHECK(took > 50s);
    CHECK(took < 80s);
    scene.line->reshape({});
    scene.line->cut_all();
    CHECK(scene.pilot.field("asha", {"sync"}).code == 0);
    scene.check_whole(3);
}
