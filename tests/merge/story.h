// Story: a golden case of tests/golden/merge, read and told.
#pragma once

#include "record/record.h"

#include <string>
#include <string_view>
#include <vector>

namespace adit::test {

struct Story {
    std::vector<record::Change> changes;  // In the order of the lines.
    std::string outcome;                  // Behind "=>", as told() writes it.
    std::string problem;                  // Of the file itself; "" when it could be read.
};

Story story_from(std::string_view text);

/// The record in the words of a case's outcome.
std::string told(const record::Record& record);

}  // namespace adit::test
