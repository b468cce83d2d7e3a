// A world that a test decides: its clock stands until it is moved, its chance comes from a seed.
#pragma once

#include "base/surroundings.h"

#include <cstdint>
#include <memory>
#include <random>

namespace adit::test {

constexpr std::int64_t kMorning = 1'763'885'700'000;  // 2025-11-23T08:15:00Z

class World {
public:
    explicit World(std::uint64_t seed = 1, std::int64_t now_ms = kMorning)
        : state_(std::make_shared<State>(State{now_ms, std::mt19937_64(seed)})) {}

    void pass(std::int64_t ms) { state_->now_ms += ms; }
    void set_now(std::int64_t ms) { state_->now_ms = ms; }
    std::int64_t now() const { return state_->now_ms; }

    /// What the code under test is given. It sees this world for as long as it lives.
    Surroundings surroundings() const {
        return {.now_ms = [state = state_] { return state->now_ms; },
                .random =
                    [state = state_](std::span<std::uint8_t> out) {
                        for (std::uint8_t& byte : out) {
                            byte = static_cast<std::uint8_t>(state->chance());
                        }
                    }};
    }

private:
    struct State {
        std::int64_t now_ms;
        std::mt19937_64 chance;
    };
    std::shared_ptr<State> state_;  // With each Surroundings given out.
};

}  // namespace adit::test
