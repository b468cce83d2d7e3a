// What records say of one entity, brought together (MERGE, merge rule 10).
//
// An effect takes the place of another when whoever wrote its record knew of the other one when the
// record was begun: the record says so (`base`), the same feed knows its own earlier records, and
// who knows a record knows what that one knew. What nobody took the place of stands; a property
// with several different standing values is in conflict exactly as a field is. The result depends
// on the set of effects alone: order of arrival and repetition do not matter. Pure.
#pragma once

#include "record/change.h"

#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace adit::merge {

/// What one record does to one entity.
struct Effect {
    record::RecordId record;
    record::Clock clock;  // When the record was begun, and by which change.
    record::Dot dot;
    /// False for a draft and a deleted record: it says nothing, but whoever knew it knew its base.
    bool counts = true;
    std::string label;  // "" : unchanged
    std::vector<std::pair<std::string, record::Value>> properties;
    /// The records of other feeds that it was begun upon. Nothing: it does not say (an import, an
    /// earlier release); then it is taken to know all that was begun before it.
    std::optional<std::vector<record::RecordId>> base;
};

/// One value of a property, and the record that says it.
struct Said {
    record::Value value;
    record::RecordId record;
    record::Clock clock;
    record::Dot dot;
    bool operator==(const Said&) const = default;
};

struct Property {
    std::string name;
    std::vector<Said> siblings;  // Never empty; the highest (clock, dot) first: it is shown.

    const record::Value& value() const { return siblings.front().value; }
    bool in_conflict() const { return siblings.size() > 1; }
    bool operator==(const Property&) const = default;
};

/// The name under which an entity's label is folded: no property may be called so (ODK Entities).
constexpr const char* kLabel = "label";

struct Folded {
    std::size_t effects = 0;           // Those that count.
    std::vector<Property> properties;  // Sorted by name; the label is one of them.
    bool operator==(const Folded&) const = default;
};

Folded fold_effects(std::vector<Effect> effects);

/// The records whose effects no other one here takes the place of, in clock order: what a record
/// that is begun now is begun upon.
std::vector<record::RecordId> tips_of(std::vector<Effect> effects);

}  // namespace adit::merge
