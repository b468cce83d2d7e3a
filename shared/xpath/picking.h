// Picking: nodes of the record in those instances of repeats that are named by their place, without
// looking at the others: what indexed-repeat() asks for.
#pragma once

#include "xpath/instance.h"

#include <span>
#include <vector>

namespace adit::xpath {

/// Where a bound path leads: as Instance::find() takes it.
struct Bound {
    NodeId from = kNoNode;
    int schema = 0;
    int depth = 0;
};

/// A repeat as a bound path names it, and which of its instances, from 1, relevant or not.
struct PickedRepeat {
    Bound path;
    double place = 0;
};

/// Into `found` those of `question` that lie, for each of `repeats`, in an instance that its path
/// leads to and that has this place. False, and nothing is done: its paths begin where no instance
/// is, so that they have to be followed.
bool find_picked(const Instance& live, const Bound& question, std::span<const PickedRepeat> repeats,
                 std::vector<NodeId>& found);

}  // namespace adit::xpath
