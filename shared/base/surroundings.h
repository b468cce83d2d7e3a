// What a program takes from the world besides files and sockets: the time and chance.
//
// Passed in, never reached for, so that a whole fleet of laptops can be run from one seed.
#pragma once

#include <cstdint>
#include <functional>
#include <span>

namespace adit {

struct Surroundings {
    std::function<std::int64_t()> now_ms;                 // Unix time, milliseconds.
    std::function<void(std::span<std::uint8_t>)> random;  // Fills with unguessable bytes.

    std::uint64_t random_u64() const;
};

/// The machine's own clock and random source (getrandom). Safe on any thread.
Surroundings real_surroundings();

}  // namespace adit
