// Possible duplicates: the same real site registered twice by people who did not know of one
// another.
//
// That is not a conflict of merging (MERGE, merge rule 10): only a person can say that two sites
// are one. What is found here is a question to a coordinator, who links them (record::DuplicateOf
// on the record that registered the second one) and can take the link back. Pure: what is found
// depends on the set of entities alone.
#pragma once

#include "geo/point.h"
#include "store/record_store.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace adit::entities {

struct PossibleDuplicate {
    std::string one, other;            // Entity ids, the one with the lower id first.
    double likeness = 0;               // Of their names: 1 is the same.
    std::optional<double> distance_m;  // Nothing when one of them has no place.
    bool operator==(const PossibleDuplicate&) const = default;
};

/// Two places further apart than this are never the same site.
constexpr double kFarthestM = 2'000;
/// So near, names need to be less alike.
constexpr double kNearM = 250;
constexpr double kAlike = 0.6, kSomewhatAlike = 0.4;

/// Pairs of one list and one country that are not linked yet: near in name and place. Where a place
/// is missing, the names must be the same. The likeliest first.
std::vector<PossibleDuplicate> possible_duplicates(const std::vector<store::Entity>& entities);

/// How alike two names are, from 0 to 1: the better of shared trigrams and edit distance, folded,
/// words in any order. Names that are told apart by a number ("Puits 1", "Kamituga II") are not
/// alike at all.
double likeness_of(std::string_view one, std::string_view other);

/// Its property `geometry`: a point, or the text of one (imported registers).
std::optional<geo::Point> place_of(const store::Entity& entity);

}  // namespace adit::entities
