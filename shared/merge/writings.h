// Answers and instances of a record from its steps: rules 1 to 4 and 7 of merge/RULES.md, and what
// becomes of a removed instance. For this room only.
#pragma once

#include "merge/step.h"
#include "record/record.h"

namespace adit::merge {

enum class Which {
    All,
    Listed,  // Only those that merge::outline() has.
};

/// `steps`: all of the record, in clock order.
void place_answers(record::Record& record, const std::vector<Step>& steps, Which which);

}  // namespace adit::merge
