// Behind: what records say of entities is worked out after their changes have come in. Where that
// is another transaction, a note says from where on; whoever was cut off in between (a battery, a
// full disk) works out what lies behind it when he starts, and no more than that.
#pragma once

#include "store/record_store.h"

namespace adit::entities {

/// Before changes come in. A note that stands already stays, for it lies further back: false then.
Result<bool> note_behind(store::RecordStore& store);
/// All that records_behind() gave was worked out.
Status caught_up(store::RecordStore& store);

Result<bool> is_behind(store::RecordStore& store);
/// The records to work out: none without a note.
Result<std::vector<record::RecordId>> records_behind(store::RecordStore& store);

}  // namespace adit::entities
