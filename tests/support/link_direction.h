// One direction of a connection over a shaped line: what was read from one side, when it is due at
// the other, and what was written there. Part of ShapingProxy; its thread alone.
#pragma once

#include "support/shaping_proxy.h"

#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <random>
#include <vector>

namespace adit::test {

using LinkClock = std::chrono::steady_clock;
using LinkChance = std::mt19937_64;

constexpr std::size_t kSegmentBytes = 1400;
constexpr std::size_t kQueueBytesMax = std::size_t{16} * 1024;
constexpr int kLossesInARowMax = 6;

/// The line in one direction, shared by all connections: when it is free again.
struct LinkLane {
    LinkClock::time_point free_at{};
};

/// The two sockets of a direction; -1: not there yet.
struct LinkMoves {
    int from = -1;
    int into = -1;
    LinkLane* lane = nullptr;
};

inline bool is_lost(const Shape& shape, LinkChance& chance) {
    constexpr double kSpan = 1U << 30U;
    return static_cast<double>(chance() % (1U << 30U)) < shape.loss * kSpan;
}

class LinkDirection {
public:
    enum class State { GoesOn, Cut, Lost, Broken };

    std::optional<std::uint64_t> cut_after;
    std::uint64_t read = 0;
    std::uint64_t written = 0;

    bool wants_to_read(const Shape& shape) const {
        const std::size_t room = shape.shapes() ? kQueueBytesMax : 1;
        return !ended_ && !shape.black_hole && queued_ < room;
    }
    bool has_due(LinkClock::time_point now) const {
        return !queue_.empty() && queue_.front().due <= now;
    }
    std::optional<LinkClock::time_point> next_due() const {
        if (queue_.empty()) return std::nullopt;
        return queue_.front().due;
    }
    /// All that was said on this side has arrived at the other.
    bool over() const { return ended_ && queue_.empty(); }

    State move(const LinkMoves& moves, const Shape& shape, LinkChance& chance,
               LinkClock::time_point now, std::vector<std::uint8_t>& buffer) {
        State state = take(moves, shape, chance, now, buffer);
        if (state == State::GoesOn) state = give(moves, now);
        return state;
    }

private:
    struct Part {
        std::vector<std::uint8_t> bytes;
        std::size_t given = 0;
        LinkClock::time_point due{};
    };

    State take(const LinkMoves& moves, const Shape& shape, LinkChance& chance,
               LinkClock::time_point now, std::vector<std::uint8_t>& buffer) {
        const bool shaped = shape.shapes();
        while (moves.from >= 0 && wants_to_read(shape)) {
            const std::size_t most = shaped ? kSegmentBytes : buffer.size();
            const ssize_t got = ::recv(moves.from, buffer.data(), most, 0);
            if (got < 0) return errno == EAGAIN ? State::GoesOn : State::Broken;
            ended_ = got == 0;
            if (ended_) return State::GoesOn;
            const auto size = static_cast<std::size_t>(got);
            read += size;
            if (!shaped && queue_.empty() && moves.into >= 0) {
                const State passed = pass(moves.into, buffer, size);
                if (passed != State::GoesOn) return passed;
                continue;
            }
            if (!queue(buffer, size, shape, *moves.lane, chance, now)) return State::Lost;
        }
        return State::GoesOn;
    }

    /// Straight on; what does not fit is queued.
    State pass(int into, const std::vector<std::uint8_t>& buffer, std::size_t size) {
        ssize_t put = ::send(into, buffer.data(), size, MSG_NOSIGNAL);
        if (put < 0 && errno != EAGAIN) return State::Broken;
        put = std::max<ssize_t>(put, 0);
        written += static_cast<std::uint64_t>(put);
        if (static_cast<std::size_t>(put) < size) {
            queue_.push_back({{buffer.begin() + put, buffer.begin() + static_cast<ssize_t>(size)},
                              0,
                              LinkClock::time_point{}});
            queued_ += size - static_cast<std::size_t>(put);
        }
        return State::GoesOn;
    }

    /// False when the segment was lost too often.
    bool queue(const std::vector<std::uint8_t>& buffer, std::size_t size, const Shape& shape,
               LinkLane& lane, LinkChance& chance, LinkClock::time_point now) {
        auto timeout = std::max(shape.timeout_least, 2 * shape.delay + shape.timeout_least / 5);
        auto sent_at = std::max(now, std::max(lane.free_at, held_up_until_));
        for (int lost = 0; shape.loss > 0 && is_lost(shape, chance); ++lost) {
            if (lost == kLossesInARowMax) return false;
            sent_at += timeout;
            timeout *= 2;
        }
        if (shape.rate_bits != 0) {
            const auto takes =
                std::chrono::nanoseconds(size * 8 * 1'000'000'000ULL / shape.rate_bits);
            lane.free_at = std::max(lane.free_at, now) + takes;
            sent_at += takes;
        }
        held_up_until_ = sent_at;  // What comes behind it on this connection waits too.
        queue_.push_back({{buffer.begin(), buffer.begin() + static_cast<ssize_t>(size)},
                          0,
                          sent_at + shape.delay});
        queued_ += size;
        return true;
    }

    State give(const LinkMoves& moves, LinkClock::time_point now) {
        while (moves.into >= 0 && has_due(now)) {
            Part& part = queue_.front();
            std::size_t most = part.bytes.size() - part.given;
            if (cut_after) most = std::min<std::size_t>(most, *cut_after - written);
            const ssize_t put =
                ::send(moves.into, part.bytes.data() + part.given, most, MSG_NOSIGNAL);
            if (put < 0) return errno == EAGAIN ? State::GoesOn : State::Broken;
            written += static_cast<std::uint64_t>(put);
            queued_ -= static_cast<std::size_t>(put);
            part.given += static_cast<std::size_t>(put);
            if (cut_after && written >= *cut_after) return State::Cut;
            if (part.given == part.bytes.size()) queue_.pop_front();
        }
        if (over() && moves.into >= 0 && !hung_up_) {
            hung_up_ = true;
            ::shutdown(moves.into, SHUT_WR);
        }
        return State::GoesOn;
    }

    std::deque<Part> queue_;
    std::size_t queued_ = 0;
    LinkClock::time_point held_up_until_{};
    bool ended_ = false;
    bool hung_up_ = false;
};

}  // namespace adit::test
