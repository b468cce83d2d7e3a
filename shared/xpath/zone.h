// Zone: how far clocks are from UTC at one place, which depends on the moment (summer time, and
// what governments decided). From the system's table of time zones; the date library is behind it.
#pragma once

#include "base/result.h"

#include <cstdint>
#include <memory>
#include <string_view>

namespace adit::xpath {

class Zone {
public:
    virtual ~Zone() = default;
    /// Minutes east of UTC at an instant.
    virtual std::int16_t offset_at(std::int64_t utc_ms) const = 0;
    /// The same for what a clock on the wall shows, counted as if it were UTC. An hour that comes
    /// twice is the first; one that is left out counts as before the change.
    virtual std::int16_t offset_of_shown(std::int64_t shown_ms) const = 0;
};

/// Of this machine, as it is set up (or as TZ says). Its rules are those of the C library, so that
/// they are the same as everywhere else in a program.
std::shared_ptr<const Zone> machine_zone();

/// "Africa/Lubumbashi". BadInput when the system has no such zone.
Result<std::unique_ptr<Zone>> zone_named(std::string_view name);

}  // namespace adit::xpath
