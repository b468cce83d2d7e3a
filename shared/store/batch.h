// Batch: the records and feeds that one transaction touches, each record folded once at its end.
#pragma once

#include "merge/fold.h"
#include "store/first_summary.h"
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
    bool is_new = true;    // The table of summaries does not have it.
    bool to_load = false;  // The file holds changes that `changes` does not.
    bool told = false;     // The table has its summary as it stands.
    /// Read off the one change there is; the change itself is let go. Most records of a batch.
    std::optional<Summary> first;
    std::vector<record::Change> changes;
    std::optional<Knowledge> knowledge;  // Of append() only.

    /// A change that the log has just taken.
    void add(record::Change change) {
        const bool begins = is_new && !to_load && !first && changes.empty();
        auto summary = begins ? first_summary(change) : std::nullopt;
        add(std::move(summary), std::move(change));
    }
    /// The same with its summary, as first_summary() gives it; then the change may be gone.
    void add(std::optional<Summary> summary, std::optional<record::Change> change) {
        const bool begins = is_new && !to_load && !first && changes.empty();
        told = false;
        if (begins && summary) {
            first = std::move(summary);
        } else if (first || !change) {
            first.reset();
            to_load = true;  // It is read again with those before.
        } else if (!to_load) {
            changes.push_back(*std::move(change));
        }
    }
    /// Its first summary is in the table.
    void tell() {
        first.reset();
        is_new = false;
        to_load = told = true;
    }
    /// All changes of the record that the file holds by now.
    Status load(FeedLog& log) {
        if (!first && !to_load) return Done{};
        changes = TRY(log.changes_of(row, id));
        first.reset();
        to_load = false;
        return Done{};
    }
    /// In memory only. `stored`: all of it, when it is to_load.
    Result<Summary> summary(const std::vector<FeedLog::Stored>& stored) {
        if (first) return *std::move(first);
        if (to_load) changes = TRY(FeedLog::changes_in(stored, id));
        if (changes.size() == 1) first = first_summary(changes.front());
        return first ? *std::move(first) : summary_of(merge::outline(changes));
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

    /// Null when there is something of this record, here or in the file.
    Result<Touched*> begin(const record::RecordId& id, const record::ScopeId& scope,
                           Summaries& summaries) {
        const std::size_t before = touched.size();
        Touched* const record = TRY(touch(id, scope, summaries));
        return touched.size() > before && record->is_new ? record : nullptr;
    }

    Result<Touched*> touch(const record::RecordId& id, const record::ScopeId& scope,
                           Summaries& summaries) {
        const auto [known, fresh] = by_key_.try_emplace(Key{id, scope}, nullptr);
        if (!fresh) return known->second;
        const auto row = TRY(summaries.find(id, scope));
        touched.push_back({.row = row ? *row : TRY(summaries.next_row()),
                           .id = id,
                           .is_new = !row,
                           .to_load = row.has_value(),
                           .told = false,
                           .first = std::nullopt,
                           .changes = {},
                           .knowledge = std::nullopt});
        return known->second = &touched.back();
    }

private:
    std::unordered_map<Key, Touched*, HashOfKey> by_key_;
};

}  // namespace adit::store
