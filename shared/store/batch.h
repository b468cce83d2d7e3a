// Batch: the records and feeds that one transaction touches, each record folded once at its end.
#pragma once

#include "store/knowledge.h"
#include "store/sqlite_store.h"

#include <map>
#include <optional>
#include <set>
#include <utility>

namespace adit::store {

struct Touched {
    RecordRow row = 0;
    record::RecordId id;
    bool to_load = false;  // It was there before, and `changes` holds only those of this batch.
    std::vector<record::Change> changes;
    std::optional<Knowledge> knowledge;  // Of append() only.

    /// All changes of the record that the file holds by now.
    Status load(FeedLog& log) {
        if (!to_load) return Done{};
        changes = TRY(log.changes_of(row, id));
        to_load = false;
        return Done{};
    }
};

struct SqliteStore::Batch {
    using Key = std::pair<record::RecordId, record::ScopeId>;

    std::map<Key, Touched> touched;
    std::set<Feed*> feeds;

    Result<Touched*> touch(const record::RecordId& id, const record::ScopeId& scope,
                           Summaries& summaries) {
        const Key key{id, scope};
        const auto known = touched.find(key);
        if (known != touched.end()) return &known->second;
        const auto row = TRY(summaries.find(id, scope));
        Touched fresh{.row = row ? *row : TRY(summaries.next_row()),
                      .id = id,
                      .to_load = row.has_value(),
                      .changes = {},
                      .knowledge = std::nullopt};
        return &touched.emplace(key, std::move(fresh)).first->second;
    }
};

}  // namespace adit::store
