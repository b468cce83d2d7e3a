// What two people in one room may rely on when their laptops exchange without a server: who is
// there has proved it, nobody can stand between them unseen, and what is on the network's air tells
// a stranger nothing.
#include "net/lan_announce.h"
#include "net/lan_meeting.h"
#include "support/fleet.h"

#include <catch2/catch_all.hpp>

#include <atomic>
#include <future>
#include <thread>

using namespace adit;
using namespace adit::test;
using Catch::Matchers::ContainsSubstring;

namespace {

const net::LanPlace kHere{.address = "127.0.0.1", .port = 0};
const net::GoesOn kOn;

/// Somebody of the programme with a key of their own.
struct Somebody {
    explicit Somebody(std::uint8_t letter)
        : self{.key = identity::SigningKey::from_seed({letter}), .device = {}} {
        self.device = {identity::device_of(self.key.public_key())};
    }
    net::Introducing words(const identity::PublicKey& programme = {}) const {
        return {.self = self, .programme = programme, .roster_version = 7, .kit_version = 3};
    }
    sync::Self self;
};

std::unique_ptr<net::LanDoor> door() {
    const auto certificate = must(net::make_self_signed({"adit"}, real_surroundings()));
    return must(net::LanDoor::open(kHere, certificate));
}
std::string address_of(const net::LanDoor& door) {
    return "127.0.0.1:" + std::to_string(door.port());
}

struct Both {
    std::unique_ptr<net::LanLine> waits;
    std::unique_ptr<net::LanLine> joins;
};
Both connected() {
    const auto open = door();
    auto waits = std::async(std::launch::async, [&] { return must(open->wait(kOn)); });
    auto joins = must(net::lan_connect(address_of(*open), kOn));
    return {waits.get(), std::move(joins)};
}

using Met = Result<net::Introduced>;
Met met(net::LanLine& line, net::Side side, const net::Introducing& me) {
    return net::introduce(line, side, me, real_surroundings(), kOn);
}

/// Both introduce themselves at once; the waiting side's view first.
std::pair<Met, Met> introduced(Both& both, const net::Introducing& waiting,
                               const net::Introducing& joining) {
    auto waits =
        std::async(std::launch::async, [&] { return met(*both.waits, net::Side::Waits, waiting); });
    auto joins = met(*both.joins, net::Side::Joins, joining);
    if (!joins) both.joins.reset();
    return {waits.get(), std::move(joins)};
}

}  // namespace

TEST_CASE("the call of a waiting laptop is heard by its own programme alone", "[net][lan]") {
    const identity::PublicKey ours{1, 2, 3};
    const identity::PublicKey others{1, 2, 4};
    const net::Announcement said{.port = 48'923, .run = {9, 8, 7}};
    const Bytes bytes = bytes_of(said, ours);
    CHECK(bytes.size() == 26);
    CHECK(net::announcement_from(bytes, ours) == said);
    CHECK_FALSE(net::announcement_from(bytes, others));
    // Two calls have nothing in common that names the programme.
    const Bytes later = net::bytes_of({.port = 48'923, .run = {9, 8, 6}}, ours);
    CHECK(Bytes(bytes.end() - 8, bytes.end()) != Bytes(later.end() - 8, later.end()));
}

TEST_CASE("garbage on the network is no call", "[net][lan]") {
    const identity::PublicKey ours{1, 2, 3};
    const Bytes good = net::bytes_of({.port = 48'923, .run = {9, 8, 7}}, ours);
    for (std::size_t size = 0; size < good.size(); ++size) {
        CHECK_FALSE(net::announcement_from(ByteView(good).first(size), ours));
    }
    for (std::size_t bit = 0; bit < good.size() * 8; ++bit) {
        Bytes bent = good;
        bent[bit / 8] = static_cast<std::uint8_t>(bent[bit / 8] ^ 1U << bit % 8);
        CHECK_FALSE(net::announcement_from(bent, ours));
    }
    Bytes longer = good;
    longer.push_back(0);
    CHECK_FALSE(net::announcement_from(longer, ours));
    CHECK_FALSE(net::announcement_from(net::bytes_of({.port = 0, .run = {}}, ours), ours));
    Bytes noise(4096);
    real_surroundings().random(noise);
    CHECK_FALSE(net::announcement_from(noise, ours));
}

TEST_CASE("a laptop that waits is found on the network", "[net][lan]") {
    const identity::PublicKey ours{1, 2, 3};
    const net::LanPlace place{.address = "127.0.0.1", .port = 47'311};
    const auto finder = must(net::Finder::open(place, ours));
    net::Announcer stranger(place, {.port = 4000, .run = {1}}, {7, 7});
    net::Announcer friendly(place, {.port = 5000, .run = {2}}, ours);
    std::vector<net::FoundLaptop> found;
    for (int turn = 0; turn < 50 && found.empty(); ++turn) {
        stranger.speak_when_due();
        friendly.speak_when_due();
        found = finder->listen(std::chrono::milliseconds(100));
    }
    REQUIRE(found.size() == 1);
    CHECK(found.front().address == "127.0.0.1:5000");
}

TEST_CASE("both people see one code, and each laptop knows who is there", "[net][lan]") {
    Both both = connected();
    CHECK(both.waits->channel() == both.joins->channel());
    const Somebody asha(1);
    const Somebody badu(2);
    const auto [waits, joins] = introduced(both, asha.words(), badu.words());
    if (!waits) FAIL(waits.error().what);
    if (!joins) FAIL(joins.error().what);
    CHECK(waits->code == joins->code);
    CHECK(waits->code.size() == 6);
    CHECK(waits->device == badu.self.device);
    CHECK(joins->device == asha.self.device);
    CHECK(joins->roster_version == 7);
    CHECK(joins->kit_version == 3);

    SECTION("both say yes") {
        auto other = std::async(std::launch::async, [&] { return net::agree(*both.waits, kOn); });
        CHECK(net::agree(*both.joins, kOn));
        CHECK(other.get());
    }
    SECTION("one says no") {
        auto other = std::async(std::launch::async, [&] { return net::agree(*both.waits, kOn); });
        net::refuse(*both.joins, net::Refusal::PersonSaidNo);
        const auto heard = other.get();
        REQUIRE_FALSE(heard);
        CHECK(heard.error().code == Code::Refused);
        CHECK_THAT(heard.error().what, ContainsSubstring("said no"));
    }
    SECTION("one leaves without a word") {
        both.joins.reset();
        const auto heard = net::agree(*both.waits, kOn);
        REQUIRE_FALSE(heard);
        CHECK(heard.error().code == Code::Unavailable);
    }
    SECTION("one stops waiting for the other") {
        auto other = std::async(std::launch::async, [&] {
            return net::agree(*both.waits, [until = std::chrono::steady_clock::now() +
                                                    std::chrono::milliseconds(200)] {
                return std::chrono::steady_clock::now() < until;
            });
        });
        const auto heard = other.get();
        REQUIRE_FALSE(heard);
        CHECK(heard.error().code == Code::Refused);
    }
}

TEST_CASE("two programmes do not meet", "[net][lan]") {
    Both both = connected();
    const auto [waits, joins] = introduced(both, Somebody(1).words({1}), Somebody(2).words({2}));
    REQUIRE_FALSE(waits);
    REQUIRE_FALSE(joins);
    CHECK_THAT(waits.error().what + joins.error().what, ContainsSubstring("another programme"));
}

TEST_CASE("a proof made on one line is worth nothing on another", "[net][lan]") {
    // A relay that ends TLS on both sides and passes every message on as it is.
    Both left = connected();
    Both right = connected();
    CHECK(left.waits->channel() != right.waits->channel());
    const Somebody asha(1);
    const Somebody badu(2);
    auto waits = std::async(std::launch::async, [&] {
        const auto words = asha.words();
        return met(*left.waits, net::Side::Waits, words);
    });
    auto joins = std::async(std::launch::async, [&] {
        const auto words = badu.words();
        return met(*right.joins, net::Side::Joins, words);
    });
    std::atomic<bool> relays = true;
    const auto pass_on = [&](net::LanLine& from, net::LanLine& to) {
        while (relays) {
            const auto message = from.receive(4096, [&] { return relays.load(); });
            if (!message || !to.send(*message, kOn)) return;
        }
    };
    std::thread there(pass_on, std::ref(*left.joins), std::ref(*right.waits));
    const auto one = joins.get();
    relays = false;
    there.join();
    left.joins.reset();
    const auto other = waits.get();
    REQUIRE_FALSE(one);
    REQUIRE_FALSE(other);
    CHECK(one.error().code == Code::Refused);
}

TEST_CASE("a laptop of the programme that stands in between shows itself by two codes",
          "[net][lan]") {
    // The worst case: its key is in the roster, so that every proof holds.
    Both left = connected();
    Both right = connected();
    const Somebody asha(1);
    const Somebody badu(2);
    const Somebody eve(3);
    const auto [asha_sees, eve_left] = introduced(left, asha.words(), eve.words());
    const auto [eve_right, badu_sees] = introduced(right, eve.words(), badu.words());
    REQUIRE(asha_sees);
    REQUIRE(badu_sees);
    CHECK(asha_sees->code != badu_sees->code);
    CHECK(asha_sees->device == eve.self.device);
}

TEST_CASE("an address that is none, or where nobody waits, is told in words", "[net][lan]") {
    for (const char* text :
         {"", "not an address", "127.0.0.1:0", "127.0.0.1:99999", "[::1", "a/b"}) {
        const auto line = net::lan_connect(text, kOn);
        REQUIRE_FALSE(line);
        CHECK(line.error().code == Code::BadInput);
    }
    const std::string closed = address_of(*door());
    const auto nobody = net::lan_connect(closed, kOn);
    REQUIRE_FALSE(nobody);
    CHECK(nobody.error().code == Code::Unavailable);
    CHECK_THAT(nobody.error().what, ContainsSubstring("no laptop waits"));
}

TEST_CASE("what is longer than it may be closes the line", "[net][lan]") {
    Both both = connected();
    REQUIRE(both.joins->send(Bytes(1000), kOn));
    const auto too_long = both.waits->receive(999, kOn);
    REQUIRE_FALSE(too_long);
    CHECK(too_long.error().code == Code::BadInput);
    CHECK_FALSE(both.waits->receive(999, kOn));
}
