// Answers and instances of a record from its steps: rules 1 to 4 and 7 of merge/RULES.md, and what
// becomes of a removed instance. For this room only.
#pragma once

#include "merge/step.h"
#include "record/record.h"

namespace adit::merge {

/// `steps`: all of the record, in clock order.
void place_answers(record::Record& record, const std::vector<Step>& steps);

}  // namespace adit::merge
