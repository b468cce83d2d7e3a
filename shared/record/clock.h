// When, causally: the hybrid logical clock of Kulkarni et al. 2014, in 64 bits.
//
// The upper 48 bits are milliseconds of Unix time, the lower 16 a counter. It never runs behind
// what its device has seen, so what was caused comes later whatever the wall clocks say.
#pragma once

#include <compare>
#include <cstdint>

namespace adit::record {

struct Clock {
    std::uint64_t bits = 0;
    auto operator<=>(const Clock&) const = default;
    std::int64_t ms() const { return static_cast<std::int64_t>(bits >> 16); }
};

/// A clock further ahead of the wall clock than this is kept but does not drag ours along
/// (MERGE, merge rule 9).
constexpr std::int64_t kClockAheadMaxMs = 48LL * 3600 * 1000;

/// The clock of the next change: later than `last`, not before `wall_ms`.
Clock next_clock(Clock last, std::int64_t wall_ms);

/// Our clock after seeing `theirs`: the later of both, unless theirs is too far ahead.
Clock clock_after_seeing(Clock ours, Clock theirs, std::int64_t wall_ms);

}  // namespace adit::record
