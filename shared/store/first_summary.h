// The summary of a record that one change alone makes, read straight off that change: what most
// changes of an import, a new laptop or a finished visit are. For this room only.
#pragma once

#include "record/change.h"
#include "store/record_store.h"

#include <optional>

namespace adit::store {

/// The same as summary_of(merge::fold({change})); nothing when that takes more than reading it.
std::optional<Summary> first_summary(const record::Change& change);

}  // namespace adit::store
