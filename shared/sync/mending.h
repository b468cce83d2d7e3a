// Mending: what a disk forgot comes back from whoever holds it whole.
//
// A store looks through a piece of itself at each exchange (RecordStore::look_for_damage). Of a
// feed in which it found damage a replica then speaks as if it held only what is in front of that;
// the other side sends from there, as to one that is behind, and intake puts the changes back,
// proved by the hash in front of them, their device's signature, and the hash that is kept behind
// them.
#pragma once

#include "identity/roster.h"
#include "sync/exchange.h"
#include "sync/message.h"

#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace adit::sync {

/// What an exchange looks through, of either side: about a millisecond.
constexpr std::size_t kLookBytes = std::size_t{256} * 1024;

/// Puts a pack's changes back where ours are damaged; the records made again. Nothing when the pack
/// does not prove itself to be what was here.
Result<std::optional<std::vector<record::RecordId>>> mend_with(store::RecordStore& store,
                                                               const identity::Roster& roster,
                                                               const Pack& pack);

/// The chain's hash behind a change that is held; nothing when damage keeps it from being known.
Result<std::optional<identity::Digest>> hash_behind(store::RecordStore& store,
                                                    const record::FeedId& feed,
                                                    std::uint64_t number);

/// The digest of all that is held in these scopes.
Result<HashStart> digest_of_held(store::RecordStore& store,
                                 const std::vector<record::ScopeId>& scopes);

/// Whoever asks in an exchange, and what of it is damaged.
class Mending {
public:
    explicit Mending(store::RecordStore& store) : store_(store) {}

    /// Looks through the next piece. True when there is something to ask for.
    Result<bool> begin(const std::vector<record::ScopeId>& scopes);
    /// Of each damaged feed only what is in front of its first damage that was not asked for yet.
    Status say_less(std::vector<HeadLine>& lines);
    /// There is damage that was not asked for yet.
    Result<bool> has_more();
    /// Corrupt, and it is damage that can be asked for: this exchange can go on.
    Result<bool> explains(const Error& error);
    Result<bool> is_damaged(const record::FeedId& feed);
    /// What nobody gave back, and sums that do not agree, in plain words.
    Status tell(Report& report);

    bool looked_at_all = false;  // Because sums did not agree.
    bool sums_differ = false;    // Even then.

private:
    store::RecordStore& store_;
    std::vector<record::ScopeId> scopes_;
    std::set<std::pair<record::FeedId, std::uint64_t>> asked_;
};

}  // namespace adit::sync
