// A feed taken back to an earlier number, where another branch of it stands (sync/branches.h).
#include "store/batch.h"
#include "store/life.h"
#include "store/sqlite_store.h"

#include <algorithm>

namespace adit::store {

using record::RecordId;

namespace {

struct Named {
    RecordId id;
    record::ScopeId scope;
};

Result<Named> name_of(sqlite::Database& db, RecordRow row) {
    auto select = TRY(db.prepare("SELECT id, scope FROM record WHERE row = ?"));
    const bool found = TRY(select.bind(row).next());
    ENSURE(found);
    Named out;
    const ByteView id = select.blob(0);
    std::copy_n(id.begin(), std::min(id.size(), out.id.uuid.bytes.size()),
                out.id.uuid.bytes.begin());
    out.scope.code = select.text(1);
    return out;
}

}  // namespace

Result<std::vector<RecordRow>> FeedLog::cut_back(const Feed& feed, std::uint64_t number) {
    const std::int64_t row = feed.row;
    const auto kept = static_cast<std::int64_t>(number);
    const identity::Digest hash = TRY(hash_at(feed, number));
    std::vector<RecordRow> touched;
    auto select =
        TRY(db_.prepare("SELECT DISTINCT record FROM change WHERE feed = ? AND number > ? "
                        "ORDER BY record"));
    select.bind(row, kept);
    while (TRY(select.next())) touched.push_back(select.integer(0));

    const SumsByMonth taken = TRY(taken_from_sums(row, kept, hash));
    TRY(sums_.add(feed.head.feed.scope, taken));
    TRY(cut_names(feed, number));
    for (const char* statement : {"DELETE FROM change WHERE feed = ? AND number > ?",
                                  "DELETE FROM waypoint WHERE feed = ? AND number > ?",
                                  "DELETE FROM head_signature WHERE feed = ? AND number > ?",
                                  "DELETE FROM damage WHERE feed = ? AND last > ?"}) {
        auto cut = TRY(db_.prepare(statement));
        TRY(cut.bind(row, kept).run());
    }
    auto update = TRY(
        db_.prepare("UPDATE feed SET number = ?1, hash = ?2, acknowledged = min(acknowledged, ?1) "
                    "WHERE row = ?3"));
    TRY(update.bind(kept, hash, row).run());
    forget();
    return touched;
}

/// What the changes behind that number, whose chain has come to that hash, have in the months'
/// sums.
Result<SumsByMonth> FeedLog::taken_from_sums(std::int64_t feed, std::int64_t number,
                                             identity::Digest hash) {
    SumsByMonth out;
    auto select =
        TRY(db_.prepare("SELECT bytes FROM change WHERE feed = ? AND number > ? ORDER BY number"));
    select.bind(feed, number);
    while (TRY(select.next())) {
        hash = identity::chain_next(hash, select.blob(0));
        out[month_of(select.blob(0))] -= share_of(hash);
    }
    return out;
}

/// The names that only what goes has used go with it: read from the start, as any replica would.
Status FeedLog::cut_names(const Feed& feed, std::uint64_t number) {
    record::SymbolTable names(feed.head.feed);
    auto select =
        TRY(db_.prepare("SELECT bytes FROM change WHERE feed = ? AND number <= ? ORDER BY number"));
    select.bind(feed.row, static_cast<std::int64_t>(number));
    while (TRY(select.next())) {
        const auto change = record::decode(select.blob(0), names);
        if (!change) return Error{Code::Corrupt, change.error().what};
    }
    for (std::size_t kind = 0; kind < record::kSymbolKinds; ++kind) {
        const auto count = names.size(static_cast<record::SymbolKind>(kind));
        auto cut =
            TRY(db_.prepare("DELETE FROM symbol WHERE feed = ? AND kind = ? AND number >= ?"));
        TRY(cut.bind(feed.row, static_cast<int>(kind), static_cast<std::int64_t>(count)).run());
    }
    return Done{};
}

Result<std::vector<RecordId>> SqliteStore::cut_back(const record::FeedId& id,
                                                    std::uint64_t number) {
    std::vector<RecordId> touched;
    const auto written = write([&]() -> Status {
        const Feed* const feed = TRY(log_.find(id));
        if (feed == nullptr || feed->head.number <= number) return Done{};
        const bool written_here = epoch_ != 0 && id == feed_of(id.scope);
        const std::vector<RecordRow> rows = TRY(log_.cut_back(*feed, number));
        touched = TRY(fold_again(rows));
        if (written_here) epoch_ = TRY(change_epoch(db_, world_));
        changes_.reset();
        damage_.reset();
        return set(kEntitiesBehind, view_of(kAllBehind));  // No head tells what went.
    });
    if (!written) return written.error();
    return touched;
}

Result<std::vector<RecordId>> SqliteStore::fold_again(const std::vector<RecordRow>& rows) {
    Batch batch;
    std::vector<RecordId> gone;
    for (const RecordRow row : rows) {
        const Named record = TRY(name_of(db_, row));
        const auto left = TRY(log_.changes_of(row, record.id));
        if (left.empty()) {
            TRY(summaries_.remove(row));
            gone.push_back(record.id);
        } else {
            TRY(batch.touch(record.id, record.scope, summaries_));
        }
    }
    std::vector<RecordId> touched = TRY(close(batch));
    touched.insert(touched.end(), gone.begin(), gone.end());
    return touched;
}

}  // namespace adit::store
