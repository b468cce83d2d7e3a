// What may be relied on of clocks: what was caused comes later, and no clock drags others away.
#include "record/clock.h"

#include <catch2/catch_all.hpp>

using namespace adit::record;

TEST_CASE("a later writing has a later clock, even when the wall clock goes back", "[record]") {
    const Clock first = next_clock({}, 5'000);
    CHECK(first.ms() == 5'000);
    const Clock second = next_clock(first, 1'000);
    CHECK(first < second);
    CHECK(second.ms() == 5'000);
    CHECK(next_clock(second, 6'000).ms() == 6'000);
    CHECK(next_clock({}, -1).bits == 1);
}

TEST_CASE("a clock two days ahead is not believed", "[record]") {
    const Clock ours = next_clock({}, 1'000);
    const Clock ahead{static_cast<std::uint64_t>(1'000 + kClockAheadMaxMs) << 16};
    CHECK(clock_after_seeing(ours, ahead, 1'000) == ahead);
    const Clock beyond{static_cast<std::uint64_t>(1'001 + kClockAheadMaxMs) << 16};
    CHECK(clock_after_seeing(ours, beyond, 1'000) == ours);
}
