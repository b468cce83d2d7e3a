// Branches: what becomes of a feed that was written twice (MERGE, sync rule 9).
//
// A disk is cloned, or put back from an image with everything on it: two copies of one laptop go on
// under the same numbers. Nobody can see that but whoever meets two changes with one dot. Then:
//   - what a server holds under a number stands. The other branch is kept, byte by byte, and its
//     changes from the first that differs on are written anew as a feed of its own epoch;
//   - that epoch and those changes follow from the branch alone, so whoever does it makes the same
//     bytes: a server, which signs them, and the laptop they are of, which does too;
//   - a replica that holds the other branch gives way to the server's in one transaction.
// How that converges, and what it costs, is in merge/RULES.md, "Forks".
#pragma once

#include "sync/intake.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace adit::sync {

/// Changes of a feed by their numbers, as somebody holds them who may hold others than we do. What
/// stands in front of `first` is the same here.
struct Branch {
    record::FeedId feed;
    std::uint64_t first = 1;
    std::vector<Bytes> changes;
};

/// Of a feed's changes from `first` on the first number that we hold too, and with another change;
/// nothing when all agree.
Result<std::optional<std::uint64_t>> first_other(store::RecordStore& store,
                                                 const record::FeedId& feed, std::uint64_t first,
                                                 const std::vector<Bytes>& changes);

/// By the device of the feed; a branch that was written anew, which its epoch says, by it or by a
/// server.
bool is_signed(const identity::Roster& roster, const store::Head& head,
               const identity::Signature& signature);

/// A pack that differs from what is held, or that may go on from such a pack: kept aside when it is
/// signed and, where this replica may, written anew: Branch. Elsewhere it is a Fork that waits for
/// a server. `otherwise` when it goes on from nothing that is known here.
Result<Verdict> take_aside(store::RecordStore& store, const Judge& judge, const Pack& pack,
                           Rule otherwise);

/// The pack stands, from `number` on, where ours stood; ours is kept beside it.
Result<Verdict> give_way(store::RecordStore& store, const Judge& judge, const Pack& pack,
                         std::uint64_t number);

}  // namespace adit::sync
