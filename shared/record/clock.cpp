#include "record/clock.h"

#include <algorithm>

namespace adit::record {

Clock next_clock(Clock last, std::int64_t wall_ms) {
    const std::uint64_t wall = static_cast<std::uint64_t>(std::max<std::int64_t>(0, wall_ms)) << 16;
    return {std::max(wall, last.bits + 1)};
}

Clock clock_after_seeing(Clock ours, Clock theirs, std::int64_t wall_ms) {
    if (theirs.ms() > wall_ms + kClockAheadMaxMs) return ours;
    return std::max(ours, theirs);
}

}  // namespace adit::record
