// Brings the changes of one record together: state is a function of the set of changes.
//
// The rules are MERGE's, written out with golden cases in merge/RULES.md. Applying a change twice
// changes nothing; the order of arrival does not matter; nothing that a person typed is dropped.
// Pure: no clock, no store; safe on any thread. Laws held by tests/merge/fold_laws.cpp.
#pragma once

#include "record/record.h"

#include <span>

namespace adit::merge {

/// The record that this set of changes makes. `changes`: all of one record, in any order, at least
/// one; a change that is there twice counts once. O(n log n) in their operations.
record::Record fold(std::span<const record::Change> changes);

/// The same without the answers that no list shows: it has those that are dates or places, those of
/// /meta, and those that were written more than once, so that what is in conflict still is. Half
/// the work of fold().
record::Record outline(std::span<const record::Change> changes);

/// Where two people wrote without knowledge of one another and nobody has decided yet.
std::vector<record::NodePath> conflicts_of(const record::Record& record);

}  // namespace adit::merge
