// Record: the state of one filled form, as merge::fold computes it from the set of its changes.
//
// A field holds every sibling. One sibling: a plain value. Several: the field is in conflict; the
// first (highest clock, then dot) is shown meanwhile, everywhere the same (MERGE, merge rule 2).
#pragma once

#include "record/change.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace adit::record {

struct Sibling {
    Value value;
    Dot dot;
    Clock clock;
    std::string author;
    std::int64_t wall_ms = 0;
    bool operator==(const Sibling&) const = default;
};

struct Answer {
    std::vector<Sibling> siblings;  // Never empty; the shown one first.
    std::vector<Dot> written_by;    // All current writings, equal siblings included: what the
                                    // next Put at this node replaces.
    bool computed = false;          // By a Compute: never in conflict.

    const Value& value() const { return siblings.front().value; }
    bool in_conflict() const { return siblings.size() > 1; }
    bool operator==(const Answer&) const = default;
};

enum class Stage : std::uint8_t { Draft, Finalised };

struct Note {  // A comment or a flag.
    NodePath path;
    std::string text;
    std::string author;
    Dot dot;
    Clock clock;
    bool flag = false;
    bool operator==(const Note&) const = default;
};

struct Record {
    RecordId id;
    ScopeId scope;
    FormRef form;  // Of the latest change.
    std::map<NodePath, Answer> answers;
    /// Pattern path with the enclosing ids ("/payments/payment") -> instances in the order added.
    std::map<NodePath, std::vector<InstanceId>> instances;

    Stage stage = Stage::Draft;
    ReviewState review = ReviewState::Received;
    std::string review_reason;
    std::string reviewer;
    bool edited_since_review = false;
    /// Holds edits of another laptop that who finalised it had not seen: merged, and seen whole by
    /// nobody yet.
    bool edited_apart = false;
    bool deleted = false;
    bool edited_after_deletion = false;
    std::optional<RecordId> duplicate_of;
    std::vector<std::string> marks;  // Sorted, each once.
    std::vector<Note> notes;         // In clock order.

    std::string author;  // Of the first change.
    DeviceId device;     // Of the first change.
    Dot begun;           // The first change.
    Clock created;
    Clock changed;  // Of the latest change.
    std::int64_t created_wall_ms = 0;
    Seen seen;  // Per feed the highest number: what a Review of this sees.

    const Value* find_value(const NodePath& path) const;  // Null when never answered.
    bool in_conflict() const;
    bool has_mark(std::string_view word) const;
    bool operator==(const Record&) const = default;
};

/// "/payments/payment[2]/payee": the path with places instead of ids, for people.
std::string display_path(const Record& record, const NodePath& path);

/// The answer to meta/instanceName, or "" when the form gives none.
std::string instance_name_of(const Record& record);

}  // namespace adit::record
