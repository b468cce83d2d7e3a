// Every single write and sync of a small history, struck: a laptop and the server are set up,
// people write and exchange; once for each call that reaches a disk the power goes there, the call
// fails, or the disk is full from there on. What fleet_sim.cpp holds, holds here after each of
// them.
#include "sim/fleet.h"

#include <catch2/catch_all.hpp>

using namespace adit;
using namespace adit::sim;

namespace {

constexpr std::size_t kSteps = 15;

/// Which machines of a fleet are struck: the server, and the first laptop.
constexpr std::size_t kServer = 0;
constexpr std::size_t kLaptop = 2;

void strike_every_call(std::uint64_t seed, std::size_t machine, Blow blow) {
    std::uint64_t calls = 0;
    {
        Fleet fleet(seed, {});
        fleet.live(kSteps);
        fleet.settle();
        calls = fleet.calls_on(machine);
    }
    REQUIRE(calls > 50);
    for (std::uint64_t call = 0; call < calls; ++call) {
        INFO("seed " << seed << ", machine " << machine << ", call " << call << " of " << calls);
        std::string broken;
        try {
            Fleet fleet(seed, {}, Strike{machine, call, blow});
            fleet.live(kSteps);
            fleet.settle();
        } catch (const Broken& promise) {
            broken = promise.what;
        }
        REQUIRE(broken == "");
    }
}

}  // namespace

TEST_CASE("the power may go at any write of a laptop", "[sim][crash]") {
    for (const std::uint64_t seed : {1u, 2u}) strike_every_call(seed, kLaptop, Blow::PowerCut);
}

TEST_CASE("the power may go at any write of the server", "[sim][crash]") {
    for (const std::uint64_t seed : {1u, 2u}) strike_every_call(seed, kServer, Blow::PowerCut);
}

TEST_CASE("any write of a laptop or the server may fail", "[sim][crash]") {
    for (const std::size_t machine : {kServer, kLaptop}) {
        strike_every_call(1, machine, Blow::Failure);
    }
}

TEST_CASE("the disk of a laptop or the server may be full from any write on", "[sim][crash]") {
    for (const std::size_t machine : {kServer, kLaptop}) {
        strike_every_call(1, machine, Blow::Full);
    }
}
