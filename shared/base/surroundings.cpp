#include "base/surroundings.h"

#include <array>
#include <chrono>
#include <random>

namespace adit {

std::uint64_t Surroundings::random_u64() const {
    std::array<std::uint8_t, 8> bytes{};
    random(bytes);
    std::uint64_t out = 0;
    for (const std::uint8_t byte : bytes) out = out << 8 | byte;
    return out;
}

Surroundings real_surroundings() {
    return {
        .now_ms =
            [] {
                const auto since = std::chrono::system_clock::now().time_since_epoch();
                return std::int64_t{
                    std::chrono::duration_cast<std::chrono::milliseconds>(since).count()};
            },
        .random =
            [](std::span<std::uint8_t> out) {
                std::random_device source;  // getrandom on Linux: no seed of ours.
                for (std::uint8_t& byte : out) byte = static_cast<std::uint8_t>(source());
            },
    };
}

}  // namespace adit
