// What the progress of an exchange says of the time that is left.
#include "work/sync_work.h"

#include <catch2/catch_all.hpp>

using namespace adit;

TEST_CASE("the time left is what the rest takes at the speed so far", "[work][sync]") {
    CHECK(work::time_left_ms(10'000, 100, 300) == 30'000);
    CHECK(work::time_left_ms(60'000, 1, 2) == 120'000);
    CHECK_FALSE(work::time_left_ms(1'000, 100, 300));  // Too soon to tell.
    CHECK_FALSE(work::time_left_ms(10'000, 0, 300));   // Nothing went yet.
    CHECK_FALSE(work::time_left_ms(10'000, 300, 0));   // Nothing is left.
}
