// An exchange with another laptop on the local network, without any server: one waits, the other
// joins, both people compare a code, then each gets what both may read.
//
// Nothing becomes "Sent" by it: that the server alone can say. Packs commit one by one, so that
// what came before a cut stands and the next meeting goes on from there. A newer roster and newer
// forms travel along; both are signed by the programme. Refused before enrolment.
#pragma once

#include "net/lan_meeting.h"
#include "work/workspace.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace adit::work {

/// How a meeting stands, for whoever shows it. Called on the store's thread.
struct LanNews {
    enum class What { Waiting, Connected, Agreed, Moving } what = What::Waiting;
    std::vector<std::string> addresses{};  // Waiting: what to type on the other laptop.
    std::uint64_t handed = 0;              // Moving: changes given to the other,
    std::uint64_t to_hand = 0;             // still to be given, as far as it is known,
    std::uint64_t received = 0;            // and taken from it.
};

/// Who takes part for this laptop.
struct LanDesk {
    std::function<void(const LanNews&)> tell;
    /// Shows the code and who is there, and gives what the person says; nothing when it was
    /// stopped meanwhile. May take minutes; runs inside `aside`.
    std::function<std::optional<bool>(const std::string& code, const std::string& other)> compare;
    std::function<bool()> stopped;  // Asked often, on any thread; empty: never.
    /// Runs what waits for network or people and returns when it is done; empty: straight. Whoever
    /// cannot sit and wait does other things meanwhile: the store is at rest.
    std::function<void(const std::function<void()>& waiting)> aside;
};

/// What a meeting brought. `report` counts as an exchange's does: `sent` is what the other laptop
/// was handed and has stored.
struct LanOutcome {
    std::string other;  // "Laptop 5 (Kofi Mensah)"
    sync::Report report;
    bool stopped = false;
    bool new_owner = false;
};

/// Waits until a laptop of the programme has connected, then exchanges with it.
Result<LanOutcome> wait_for_laptop(Workspace& workspace, const net::LanPlace& place,
                                   const LanDesk& desk);
/// Connects to the laptop that waits at this address, then exchanges with it.
Result<LanOutcome> join_laptop(Workspace& workspace, const std::string& address,
                               const LanDesk& desk);

/// Listens for laptops that wait. Refused before enrolment.
Result<std::unique_ptr<net::Finder>> finder_for(Workspace& workspace, const net::LanPlace& place);

/// "482 913": a code as people read it aloud.
std::string spoken_code(const std::string& code);

}  // namespace adit::work
