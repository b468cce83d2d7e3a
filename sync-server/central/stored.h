// Small things that the server keeps by name beside the records, and the kit that is made of what
// it holds. For this room only.
#pragma once

#include "central/central_store.h"
#include "store/record_store.h"
#include "sync/kit.h"

namespace adit::central {

constexpr const char* kKitVersion = "central/kit_version";

Result<sync::Kit> kit_of(const Programme& programme, store::RecordStore& records);

}  // namespace adit::central
