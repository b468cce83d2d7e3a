// Quarantine: packs that are kept aside, byte by byte, because a rule forbids their effect.
//
// Who looks at them asks quarantined() (sync/intake.h).
#pragma once

#include "sync/intake.h"

namespace adit::sync {

/// Keeps a pack aside, once. False when the quarantine is full and it is not kept.
Result<bool> set_aside(store::RecordStore& store, Rule rule, const Pack& pack);

}  // namespace adit::sync
