// Of which countries two replicas may speak with each other: what the roster says of both.
#pragma once

#include "identity/roster.h"
#include "sync/exchange.h"

#include <vector>

namespace adit::sync {

/// Never empty. Refused when this device is no longer part of the programme, has no country, or has
/// none in common with a peer that is a laptop.
Result<std::vector<record::ScopeId>> scopes_between(const identity::Roster& roster,
                                                    const record::DeviceId& self, const Peer& peer);

}  // namespace adit::sync
