// Step: one operation in its place, and what its author had seen. For this room only.
#pragma once

#include "record/change.h"

#include <algorithm>

namespace adit::merge {

struct Step {
    const record::Change* change = nullptr;
    const record::Operation* operation = nullptr;
    std::size_t place = 0;  // In its change.

    const record::Dot& dot() const { return change->dot; }
};

/// True when `seen`, said by `looker`, covers `step`: by number, or because it stands before it in
/// the same change.
inline bool has_seen(const Step& looker, const record::Seen& seen, const Step& step) {
    if (looker.change == step.change) return step.place < looker.place;
    return std::any_of(seen.begin(), seen.end(), [&](const record::Dot& head) {
        return head.feed == step.dot().feed && step.dot().number <= head.number;
    });
}

/// What a person gave the record: answers and instances. Not what the form computed.
inline bool is_edit(const record::Operation& operation) {
    return std::holds_alternative<record::Put>(operation) ||
           std::holds_alternative<record::Resolve>(operation) ||
           std::holds_alternative<record::Attach>(operation) ||
           std::holds_alternative<record::AddInstance>(operation) ||
           std::holds_alternative<record::RemoveInstance>(operation);
}

}  // namespace adit::merge
