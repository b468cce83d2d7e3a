// Known heads: how far another replica is known to hold each feed, from what it said itself.
//
// What a bundle for it may leave out. It is a floor, never a promise: a laptop that lost its disk
// holds less, and then asks for a bundle with everything. Kept in the store, by replica and scope.
#pragma once

#include "store/record_store.h"

#include <cstdint>
#include <map>

namespace adit::sync {

using KnownHeads = std::map<record::FeedId, std::uint64_t>;

Result<KnownHeads> known_heads(store::RecordStore& store, const record::DeviceId& replica,
                               const record::ScopeId& scope);
/// Numbers only grow: what was known before stays known.
Status keep_known_heads(store::RecordStore& store, const record::DeviceId& replica,
                        const record::ScopeId& scope, const KnownHeads& heads);

}  // namespace adit::sync
