// What people decided about a record as a whole: finalised or draft, reviewed, deleted (rules 5
// and 6 of merge/RULES.md). For this room only.
#pragma once

#include "merge/step.h"
#include "record/record.h"

namespace adit::merge {

/// `steps`: all of the record, in clock order.
void decide(record::Record& record, const std::vector<Step>& steps);

}  // namespace adit::merge
