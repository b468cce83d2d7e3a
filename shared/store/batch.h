// Batch: the records and feeds that one transaction touches, each record folded once at its end.
#pragma once

#include "store/knowledge.h"
#include "store/sqlite_store.h"

#include <deque>
#include <optional>
#include <set>
#include <unordered_map>

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
    struct Key {
        record::RecordId id;
        record::ScopeId scope;
        bool operator==(const Key&) const = default;
    };
    struct HashOfKey {
        std::size_t operator()(const Key& key) const {
            return std::hash<record::RecordId>{}(key.id);
        }
    };

    std::deque<Touched> touched;  // In the order of their first change here.
    std::set<Feed*> feeds;

    Result<Touched*> touch(const record::RecordId& id, const record::ScopeId& scope,
                           Summaries& summaries) {
        const auto [known, fresh] = by_key_.try_emplace(Key{id, scope}, nullptr);
        if (!fresh) return known->second;
        const auto row = TRY(summaries.find(id, scope));
        touched.push_back({.row = row ? *row : TRY(summaries.next_row()),
                           .id = id,
                           .to_load = row.has_value(),
                           .changes = {},
                           .knowledge = std::nullopt});
        return known->second = &touched.back();
    }

private:
    std::unordered_map<Key, Touched*, HashOfKey> by_key_;
};

}  // namespace adit::store
