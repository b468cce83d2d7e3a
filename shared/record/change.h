// Change: one atomic edit by one author on one device to one record; and what names it.
//
// A feed is the append-only list of one device's changes in one scope during one life (epoch) of
// its database, numbered 1, 2, 3 … without a gap. A dot names one change for ever. What each
// operation means for the record is said in merge/RULES.md; its bytes in record/CHANGE.md.
#pragma once

#include "record/clock.h"
#include "record/ids.h"
#include "record/node_path.h"
#include "record/value.h"

#include <compare>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace adit::record {

struct FeedId {
    ScopeId scope;
    DeviceId device;
    std::uint32_t epoch = 0;  // Random, made when a database file begins a life.
    auto operator<=>(const FeedId&) const = default;
};

struct Dot {
    FeedId feed;
    std::uint64_t number = 0;  // From 1.
    auto operator<=>(const Dot&) const = default;
};

/// What the author had seen of the record: per feed the highest number that touched it.
using Seen = std::vector<Dot>;

enum class ReviewState : std::uint8_t { Received, HasIssues, Approved, Rejected };

/// The node now has this value; `replaces` are the writings it took the place of.
struct Put {
    NodePath path;
    Value value;
    std::vector<Dot> replaces;
    bool operator==(const Put&) const = default;
};
/// What the form computed (calculates, metadata, meta/instanceName, meta/entity). Never in
/// conflict: the latest clock stands, and a session computes it again (MERGE, merge rule 7).
struct Compute {
    NodePath path;
    Value value;
    bool operator==(const Compute&) const = default;
};
struct AddInstance {
    NodePath instance;  // Ends in the new instance's id.
    bool operator==(const AddInstance&) const = default;
};
struct RemoveInstance {
    NodePath instance;
    Seen seen;  // A writing inside that is not covered brings the instance back.
    bool operator==(const RemoveInstance&) const = default;
};
struct Finalise {
    Seen seen;
    bool operator==(const Finalise&) const = default;
};
struct Reopen {
    std::string reason;
    Seen seen{};  // Filled by the store when left empty.
    bool operator==(const Reopen&) const = default;
};
struct Review {
    ReviewState state = ReviewState::Received;
    std::string reason;
    Seen seen;  // The state that was reviewed.
    bool operator==(const Review&) const = default;
};
struct Comment {
    NodePath path;  // Empty: on the whole record.
    std::string text;
    bool operator==(const Comment&) const = default;
};
struct Flag {
    NodePath path;
    std::string why;
    bool operator==(const Flag&) const = default;
};
struct Attach {
    NodePath path;
    AttachmentRef blob;
    bool operator==(const Attach&) const = default;
};
struct Delete {
    std::string reason;
    Seen seen;
    bool operator==(const Delete&) const = default;
};
struct Restore {
    Seen seen{};  // As in Reopen.
    bool operator==(const Restore&) const = default;
};
/// A person's decision between siblings; travels and is undone like any other writing.
struct Resolve {
    NodePath path;
    Value chosen;
    std::vector<Dot> replaces;
    bool operator==(const Resolve&) const = default;
};
struct DuplicateOf {
    RecordId record;
    bool linked = true;  // False takes the link back.
    bool operator==(const DuplicateOf&) const = default;
};
/// Says of a record what it is for ever: training, or sample data. Shown wherever it is shown.
struct Mark {
    std::string word;  // "training", "sample", "recovered", "imported:ipis"
    bool operator==(const Mark&) const = default;
};

/// The order of the alternatives is the operation number in stored and sent bytes: append only.
using Operation = std::variant<Put, Compute, AddInstance, RemoveInstance, Finalise, Reopen, Review,
                               Comment, Flag, Attach, Delete, Restore, Resolve, DuplicateOf, Mark>;

struct Change {
    Dot dot;
    std::string author;  // Who typed: "k.mensah". The roster says which person that is.
    Clock clock;
    std::int64_t wall_ms = 0;     // What the laptop's clock showed.
    std::int16_t offset_min = 0;  // And its time zone, minutes east of UTC.
    RecordId record;
    FormRef form;
    std::vector<Operation> operations;  // At least one, at most kOperationsMax.
    bool operator==(const Change&) const = default;
};

constexpr std::size_t kOperationsMax = 10'000;

}  // namespace adit::record
