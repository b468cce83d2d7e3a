// The workload that the peers were measured on, as drafts: site visits, edits and conflicts, read
// from what its generator wrote (visits.ndjson, edits.ndjson, conflicts.ndjson).
//
// All of a visit's fields are kept: the id is the record's, the country its scope, schema_version
// its form's version; latitude, longitude, altitude and accuracy are one geopoint; the rest are
// answers of their own type. A field that is null is not answered.
#pragma once

#include "store/record_store.h"

#include <filesystem>
#include <string>
#include <vector>

namespace adit::bench {

struct Visit {
    std::size_t device = 0;  // 0 … 19: whose laptop wrote it.
    std::int64_t wall_ms = 0;
    store::Draft draft;
};

struct Edit {
    std::size_t visit = 0;  // Which of the visits.
    std::int64_t wall_ms = 0;
    std::vector<record::Operation> operations;
};

/// Two edits of one visit without knowledge of one another; of a deletion the second is one.
struct Conflict {
    std::size_t visit = 0;
    std::string kind;  // "same", "disjoint", "delete"
    std::vector<record::Operation> one, other;
};

struct Workload {
    std::vector<Visit> visits;
    std::vector<Edit> edits;
    std::vector<Conflict> conflicts;
};
constexpr std::size_t kDevices = 20;

/// Ends the program with a sentence when a file is missing or is not what the generator writes.
Workload workload_from(const std::filesystem::path& folder);

}  // namespace adit::bench
