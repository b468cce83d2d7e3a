// Small things that the server keeps by name beside the records, and the kit that is made of what
// it holds. For this room only.
#pragma once

#include "central/central_store.h"
#include "store/record_store.h"
#include "sync/kit.h"

namespace adit::central {

constexpr const char* kKitVersion = "central/kit_version";
/// "no" while the server runs: what it was doing when it was cut off is done again.
constexpr const char* kClosedWell = "central/closed_well";

Result<sync::Kit> kit_of(const Programme& programme, store::RecordStore& records);
Status set_closed_well(store::RecordStore& records, bool closed_well);

}  // namespace adit::central
