// What others have written, on its way into the log; and how a transaction that wrote is closed. A
// long run is read on one thread while another one inserts what was read before.
#include "base/made_ahead.h"
#include "store/batch.h"
#include "store/mentions.h"

#include <algorithm>

namespace adit::store {

using record::Change;
using record::RecordId;

namespace {

/// A record whose summary is written when its transaction is closed.
struct SummedUp {
    Touched* touched = nullptr;
    std::vector<FeedLog::Stored> stored;
    std::optional<Summary> summary;
};

}  // namespace

Result<std::vector<RecordId>> SqliteStore::close(Batch& batch) {
    std::vector<RecordId> ids;
    std::vector<SummedUp> sums;
    for (Touched& touched : batch.touched) {
        ids.push_back(touched.id);
        if (touched.told) continue;
        sums.push_back({.touched = &touched, .stored = {}, .summary = {}});
        if (touched.to_load) sums.back().stored = TRY(log_.stored_of(touched.row));
    }
    const auto sum_up = [&](std::size_t i) -> Status {
        sums[i].summary = TRY(sums[i].touched->summary(sums[i].stored));
        return Done{};
    };
    const auto write = [&](std::size_t first, std::size_t past) -> Status {
        std::vector<Summaries::Row> added;
        for (std::size_t i = first; i < past; ++i) {
            const auto& [touched, stored, summary] = sums[i];
            if (touched->is_new) {
                added.push_back({touched->row, &*summary});
            } else {
                TRY(summaries_.renew(touched->row, *summary));
            }
        }
        return summaries_.add(added);
    };
    TRY(made_in_lots(sums.size(), sum_up, write));
    for (Feed* const feed : batch.feeds) TRY(log_.close(*feed, clock_));
    return ids;
}

/// A change of another device, linked to its feed's chain, not in the file yet.
struct SqliteStore::Arrived {
    FeedLog::Link link;
    RecordId record;
    record::Clock clock;
    std::vector<record::AttachmentRef> files;
    std::optional<Summary> first;
    std::optional<Change> change;  // Only where it has no first summary.
};

Result<std::vector<RecordId>> SqliteStore::take(const FeedRun& run, std::int64_t received_wall_ms) {
    std::vector<RecordId> touched;
    changes_.reset();
    const auto written = write([&]() -> Status {
        Feed* const feed = TRY(log_.need(run.feed));
        const std::uint64_t held = feed->head.number;
        if (run.first == 0 || run.first > held + 1) {
            return Error{Code::BadInput,
                         "there is a gap in front of these changes: fetch those "
                         "after number " +
                             std::to_string(held) + " first"};
        }
        const std::size_t known = TRY(known_part(*feed, run));
        if (known == run.changes.size()) return Done{};
        touched = TRY(take_new(*feed, run, known, received_wall_ms));
        return Done{};
    });
    if (!written) return written.error();
    return touched;
}

Result<std::size_t> SqliteStore::known_part(const Feed& feed, const FeedRun& run) {
    const Error fork{Code::BadInput,
                     "these changes are another branch of a feed that is held here: two changes "
                     "have one number"};
    const auto before = TRY(log_.hash_at(feed, run.first - 1));
    if (before != run.before) return fork;
    const auto known = static_cast<std::size_t>(
        std::min<std::uint64_t>(feed.head.number + 1 - run.first, run.changes.size()));
    auto hash = before;
    for (std::size_t i = 0; i < known; ++i) hash = identity::chain_next(hash, run.changes[i]);
    const auto ours = TRY(log_.hash_at(feed, run.first - 1 + known));
    if (hash != ours) return fork;
    return known;
}

Result<std::vector<RecordId>> SqliteStore::take_new(Feed& feed, const FeedRun& run,
                                                    std::size_t known, std::int64_t received_ms) {
    ENSURE(run.hashes.empty() || run.hashes.size() == run.changes.size());
    Batch batch;
    batch.feeds.insert(&feed);
    TRY(take_each(feed, run, known, received_ms, batch));
    if (feed.head.hash != run.after) {
        return Error{Code::BadInput, "the changes do not have the hash that was signed"};
    }
    return close(batch);
}

// The other thread has the feed meanwhile, this one the file and the clock.
Status SqliteStore::take_each(Feed& feed, const FeedRun& run, std::size_t known,
                              std::int64_t received_ms, Batch& batch) {
    const std::size_t count = run.changes.size() - known;
    std::vector<std::optional<Arrived>> all(count);
    const auto read = [&](std::size_t i) -> Status {
        const auto* hash = run.hashes.empty() ? nullptr : &run.hashes[known + i];
        all[i] = TRY(read_change(feed, run.changes[known + i], hash));
        return Done{};
    };
    const auto keep = [&](std::size_t first, std::size_t past) -> Status {
        std::vector<FeedLog::Kept> kept;
        std::vector<Touched*> touched;
        for (std::size_t i = first; i < past; ++i) {
            touched.push_back(TRY(batch.touch(all[i]->record, run.feed.scope, summaries_)));
            kept.push_back(
                {all[i]->link, touched.back()->row, received_ms, run.changes[known + i]});
        }
        TRY(log_.keep(kept));
        for (std::size_t i = first; i < past; ++i) {
            Arrived& arrived = *all[i];
            Touched& record = *touched[i - first];
            TRY(note_mentions(db_, record.row, arrived.files));
            clock_ = record::clock_after_seeing(clock_, arrived.clock, received_ms);
            record.add(std::move(arrived.first), std::move(arrived.change));
        }
        return is_worth_a_thread(count) ? tell(touched) : Done{};
    };
    return made_in_lots(count, read, keep);
}

/// In memory only: what the feed is when this fails is forgotten.
Result<SqliteStore::Arrived> SqliteStore::read_change(Feed& feed, ByteView bytes,
                                                      const identity::Digest* hash) {
    Change change = TRY(record::decode(bytes, feed.names));
    Arrived arrived{.link = FeedLog::link(feed, bytes, hash),
                    .record = change.record,
                    .clock = change.clock,
                    .files = files_in(change),
                    .first = first_summary(change),
                    .change = {}};
    if (!arrived.first) arrived.change = std::move(change);
    return arrived;
}

/// Writes new records' summaries before the transaction is closed, while the other thread works.
Status SqliteStore::tell(const std::vector<Touched*>& records) {
    std::vector<Summaries::Row> rows;
    for (const Touched* record : records) {
        if (record->first) rows.push_back({record->row, &*record->first});
    }
    TRY(summaries_.add(rows));
    for (Touched* record : records) {
        if (record->first) record->tell();
    }
    return Done{};
}

}  // namespace adit::store
