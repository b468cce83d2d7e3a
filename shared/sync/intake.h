// Intake: the one door through which another replica's changes come in, on a laptop as on the
// server.
//
// A pack commits alone or changes nothing and names the rule that it broke (MERGE, sync rule 6). A
// pack that came before is held already: taking it in twice changes nothing. What a revoked device
// wrote after its end, and the other branch of a forked feed, are kept aside: quarantined() gives
// them back, nobody merges them in silence and nobody drops them. Of a fork a server writes the
// other branch anew as a feed of its own, and a laptop gives way to the server's (sync/branches.h).
#pragma once

#include "identity/roster.h"
#include "store/record_store.h"
#include "sync/exchange.h"
#include "sync/pack.h"

#include <optional>
#include <string>
#include <vector>

namespace adit::sync {

/// The numbers stand on the wire: append only. Held: all is well.
enum class Rule : std::uint8_t {
    Held,
    Malformed,
    Signature,
    Gap,
    Fork,
    UnknownDevice,
    WrongScope,
    Revoked,
    Change,
    Branch,  // A fork, and the other branch is kept here.
};
constexpr Rule kLastRule = Rule::Branch;

const char* word_for(Rule rule);  // "signature": what Problem::rule says.
Problem problem_of(Rule rule, const record::FeedId& feed, std::uint64_t number);

/// Whom we believe, and which scopes belong here.
struct Judge {
    const identity::Roster& roster;
    /// Packs of other scopes are refused. Empty: all of the programme (the server).
    std::vector<record::ScopeId> scopes;
    std::int64_t now_ms = 0;
    /// Who this replica is, where it may write the branch of a fork anew (sync/branches.h). Null:
    /// branches are set aside.
    const Self* self = nullptr;
    /// What comes is a server's: where it is another branch than ours, ours gives way to it. Then
    /// take_in() must run inside RecordStore::together().
    bool yields = false;
    /// The pack's signature is good for this chain: found ahead of its turn (sync/ahead.h).
    const PackChain* proven = nullptr;
};

struct Verdict {
    Rule rule = Rule::Held;
    store::Head head;         // When Held: the pack's last change, now on stable storage here.
    std::uint64_t taken = 0;  // Changes that were new.
    bool gave_way = false;    // To another branch than was held here; ours is kept beside it.
    bool mended = false;      // It put back what was damaged here.
    std::vector<record::RecordId> touched;
};

/// An error only when the store cannot go on (Full, Corrupt, Unavailable). Where what is held under
/// the pack's numbers is damaged, the pack mends it (sync/mending.h).
Result<Verdict> take_in(store::RecordStore& store, const Judge& judge, const Pack& pack);

/// A pack kept aside, and why.
struct Quarantined {
    Rule rule = Rule::Revoked;
    Pack pack;
};
constexpr std::size_t kQuarantinedMax = 1'000;  // Further ones are refused, not kept.
Result<std::vector<Quarantined>> quarantined(store::RecordStore& store);

}  // namespace adit::sync
