// Decisions between siblings that stand, and what they set aside: so that a person can look at one
// again and decide otherwise (MERGE, merge rule 4). Pure.
#pragma once

#include "record/record.h"

#include <span>
#include <vector>

namespace adit::merge {

struct Resolution {
    record::NodePath path;
    record::Sibling decision;                // What was chosen; by whom and when it was decided.
    std::vector<record::Sibling> set_aside;  // Other values, each once, the latest first.
    bool operator==(const Resolution&) const = default;
};

/// Of a record's changes, in the order of the paths. A decision that was written over since, or
/// that met another one and is in conflict itself, is not among them.
std::vector<Resolution> resolutions_of(std::span<const record::Change> changes);

}  // namespace adit::merge
