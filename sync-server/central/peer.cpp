#include "central/peer.h"

#include <algorithm>

namespace adit::central {

using identity::Roster;
using identity::RosterDevice;

namespace {

constexpr std::int64_t kMinuteMs = 60'000;
constexpr std::int64_t kRetryMs = kMinuteMs / 2;
constexpr std::int64_t kRetryMsMax = 30 * kMinuteMs;

/// The same on both servers, whichever of the two lines is whose.
const RosterDevice& joined_lines(const RosterDevice& one, const RosterDevice& other) {
    if (one.revoked != other.revoked) return one.revoked ? one : other;
    if (one.revoked_ms != other.revoked_ms) return one.revoked_ms < other.revoked_ms ? one : other;
    return one;
}

}  // namespace

std::int64_t due_ms(const Peer& peer, const PeerState& state) {
    if (state.asked_ms > state.tried_ms || state.tried_ms == 0) return 0;
    if (state.failures == 0) return state.tried_ms + peer.every_minutes * kMinuteMs;
    const std::int64_t doublings = std::min<std::int64_t>(state.failures - 1, 10);
    return state.tried_ms + std::min(kRetryMs << doublings, kRetryMsMax);
}

Result<Roster> joined_rosters(const Roster& ours, const Roster& theirs) {
    if (ours.programme != theirs.programme) {
        return Error{Code::Refused, "the other server's list of laptops is of another programme"};
    }
    Roster out = ours;
    for (const RosterDevice& line : theirs.devices) {
        const auto place =
            std::ranges::lower_bound(out.devices, line.device, {}, &RosterDevice::device);
        if (place != out.devices.end() && place->device == line.device) {
            *place = joined_lines(*place, line);
        } else {
            out.devices.insert(place, line);
        }
    }
    if (out.devices == theirs.devices) {
        const bool changes_ours = out.devices != ours.devices;
        const bool newer = theirs.version > ours.version;
        out.version = newer ? theirs.version : ours.version + (changes_ours ? 1 : 0);
    } else if (out.devices == ours.devices) {
        out.version = std::max(ours.version, theirs.version + 1);
    } else {
        out.version = std::max(ours.version, theirs.version) + 1;
    }
    return out;
}

}  // namespace adit::central
