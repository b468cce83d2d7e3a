// Peer: another server of the programme that this one exchanges with, and how that goes.
//
// Both servers hold the programme's key, each enrols its own laptops; what they hold of records and
// of laptops grows together by exchanges that the younger server begins.
#pragma once

#include "identity/roster.h"

#include <array>
#include <cstdint>
#include <string>

namespace adit::central {

struct Peer {
    std::string url;  // "https://sync.example.org:8443"
    std::string certificate_pem;
    std::array<std::uint8_t, 16> token{};  // That this server shows there.
    std::int64_t every_minutes = 10;
    bool operator==(const Peer&) const = default;
};
constexpr std::int64_t kPeerMinutesMax = std::int64_t{24} * 60;

/// What became of the exchanges with it. Times are 0 for never.
struct PeerState {
    std::int64_t asked_ms = 0;  // An administrator wants one at once.
    std::int64_t tried_ms = 0;  // The last one began then,
    std::int64_t ended_ms = 0;  // ended then, well or not,
    std::int64_t done_ms = 0;   // and this is the last that ended well.
    std::int64_t failures = 0;  // Since then.
    std::string said;           // The last one's outcome as a sentence.
    bool operator==(const PeerState&) const = default;
};

/// When the next one is due: after the peer's minutes, after a failure sooner (half a minute, twice
/// as long each time, at most half an hour), at once when it was asked for.
std::int64_t due_ms(const Peer& peer, const PeerState& state);

/// Both servers' lists in one: every device of either; one that either has revoked is revoked.
/// `version` grows so that whoever holds `ours` or `theirs` takes the result for newer, unless it
/// is the same. Refused when they are of two programmes.
Result<identity::Roster> joined_rosters(const identity::Roster& ours,
                                        const identity::Roster& theirs);

}  // namespace adit::central
