// Ahead: what is found out of a pack before its turn in the store, on whichever thread read it.
//
// The signature of a pack is over the chain's hash behind it, which takes the hash in front of it,
// and that is the store's. Most packs go on from the head that their feed had a moment ago: their
// chain is computed from that one and their signature checked against it, and in their turn only
// the hash in front of them is compared. A wrong guess costs its time and nothing else.
#pragma once

#include "identity/roster.h"
#include "sync/pack.h"

#include <map>
#include <mutex>
#include <optional>

namespace adit::sync {

/// The heads that packs have led to here of late. Safe on any thread.
class LatestHeads {
public:
    void note(const store::Head& head);
    std::optional<store::Head> find(const record::FeedId& feed) const;

private:
    static constexpr std::size_t kFeedsMax = 10'000;

    mutable std::mutex guard_;
    std::map<record::FeedId, store::Head> heads_;
};

/// What its changes make of the chain's hash when the pack stands behind `from` (nothing: no change
/// of its feed is held), when its signature is good for that.
std::optional<PackChain> chain_signed_behind(const identity::Roster& roster, const Pack& pack,
                                             const std::optional<store::Head>& from);

}  // namespace adit::sync
