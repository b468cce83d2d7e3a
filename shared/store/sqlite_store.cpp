#include "store/sqlite_store.h"

#include "merge/fold.h"
#include "store/batch.h"
#include "store/columns.h"
#include "store/entities.h"
#include "store/life.h"
#include "store/mentions.h"
#include "store/schema.h"

#include <algorithm>
#include <tuple>

namespace adit::store {

using record::Change;
using record::Dot;
using record::RecordId;

Result<std::unique_ptr<RecordStore>> open_sqlite_store(const std::string& path,
                                                       const record::DeviceId& device,
                                                       const Surroundings& world) {
    return SqliteStore::open(path, device, world);
}

Result<std::unique_ptr<RecordStore>> SqliteStore::open(const std::string& path,
                                                       const record::DeviceId& device,
                                                       const Surroundings& world) {
    auto db = TRY(sqlite::Database::open({.path = path}));
    const std::string attempt = "opening " + path;
    TRY(migrate(db).during(attempt));
    std::unique_ptr<SqliteStore> store(new SqliteStore(std::move(db), device, world));
    if (device != record::DeviceId{}) {
        store->epoch_ = TRY(begin_life(store->db_, world).during(attempt));
    }
    TRY(store->refresh().during(attempt));
    TRY(store->make_sums().during(attempt));
    return std::unique_ptr<RecordStore>(std::move(store));
}

SqliteStore::~SqliteStore() {
    if (epoch_ != 0 && !broken_) end_life(db_);
}

Status SqliteStore::write(const std::function<Status()>& work) {
    if (broken_) {
        return Error{Code::Corrupt,
                     "the store is damaged and nothing is written to it any more: restore a copy "
                     "or bring the records back by an exchange"};
    }
    const record::Clock clock_before = clock_;
    const std::uint32_t epoch_before = epoch_;
    Status result = [&]() -> Status {
        auto all_or_none = TRY(db_.begin());
        TRY(refresh());
        TRY(work());
        return all_or_none.commit();
    }();
    if (!result) {
        forget();
        clock_ = clock_before;
        epoch_ = epoch_before;
        broken_ = result.error().code == Code::Corrupt && !finds_damage();
    }
    return result;
}

Status SqliteStore::together(const std::function<Status()>& work) { return write(work); }

void SqliteStore::forget() {
    changes_.reset();
    damage_.reset();
    log_.forget();
    summaries_.forget();
}

Status SqliteStore::refresh() {
    const std::int64_t version = TRY(db_.data_version());
    if (version == seen_version_) return Done{};
    forget();
    const record::Clock held = TRY(log_.latest_clock());
    clock_ = std::max(clock_, held);
    if (epoch_ != 0) epoch_ = TRY(epoch_in(db_));
    seen_version_ = version;
    return Done{};
}

Result<std::vector<Dot>> SqliteStore::append(std::vector<Draft> drafts) {
    if (epoch_ == 0) {
        return Error{Code::Refused,
                     "this store is open for looking only: enrol this laptop before writing"};
    }
    std::vector<Dot> dots;
    const auto written = write([&]() -> Status {
        Batch batch;
        for (Draft& draft : drafts) {
            dots.push_back(TRY(append_one(std::move(draft), batch)));
        }
        TRY(close(batch));
        return Done{};
    });
    if (!written) return written.error();
    note_appended(dots.size());
    return dots;
}

/// What was appended is on stable storage by now: nothing that fails here makes it undone.
void SqliteStore::note_appended(std::size_t count) {
    if (changes_) {
        *changes_ += static_cast<std::int64_t>(count);
    } else if (const auto counted = changes_in(db_)) {
        changes_ = *counted;
    }
    if (changes_) note_changes(db_, *changes_);
}

Result<Dot> SqliteStore::append_one(Draft draft, Batch& batch) {
    Feed* const feed = TRY(log_.need(feed_of(draft.scope)));
    Touched* const touched = TRY(batch.touch(draft.record, draft.scope, summaries_));
    TRY(touched->load(log_));
    if (!touched->knowledge && !touched->changes.empty()) {
        touched->knowledge.emplace(feed->head.feed, touched->changes);
    }
    const std::int64_t now = world_.now_ms();
    Change change{.dot = {feed->head.feed, feed->names.next_number()},
                  .author = std::move(draft.author),
                  .clock = record::next_clock(clock_, now),
                  .wall_ms = draft.wall_ms == 0 ? now : draft.wall_ms,
                  .offset_min = draft.offset_min,
                  .record = draft.record,
                  .form = std::move(draft.form),
                  .operations = std::move(draft.operations)};
    if (touched->knowledge) {
        touched->knowledge->complete(change.operations, change.dot);
    } else {
        put_in_order(change.operations);  // Nobody has written of this record yet.
    }
    const Bytes bytes = TRY(record::encode(change, feed->names));
    TRY(log_.add(*feed, touched->row, bytes));
    TRY(note_mentions(db_, touched->row, change));
    clock_ = change.clock;
    batch.feeds.insert(feed);
    Dot dot = change.dot;
    touched->add(std::move(change));
    return dot;
}

Result<std::vector<RecordId>> SqliteStore::close(Batch& batch) {
    std::vector<RecordId> ids;
    for (Touched& touched : batch.touched) {
        const Summary summary = TRY(touched.summary(log_));
        TRY(touched.is_new ? summaries_.add(touched.row, summary)
                           : summaries_.renew(touched.row, summary));
        ids.push_back(touched.id);
    }
    for (Feed* const feed : batch.feeds) TRY(log_.close(*feed, clock_));
    return ids;
}

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
    TRY(db_.run("INSERT INTO arrival (feed, first, received_ms) VALUES (?, ?, ?)", feed.row,
                static_cast<std::int64_t>(run.first + known), received_ms));
    Batch batch;
    batch.feeds.insert(&feed);
    for (std::size_t i = known; i < run.changes.size(); ++i) {
        TRY(take_one(feed, run.changes[i], received_ms, batch));
    }
    if (feed.head.hash != run.after) {
        return Error{Code::BadInput, "the changes do not have the hash that was signed"};
    }
    return close(batch);
}

Status SqliteStore::take_one(Feed& feed, ByteView bytes, std::int64_t received_ms, Batch& batch) {
    Change change = TRY(record::decode(bytes, feed.names));
    Touched* const touched = TRY(batch.touch(change.record, feed.head.feed.scope, summaries_));
    TRY(log_.add(feed, touched->row, bytes));
    TRY(note_mentions(db_, touched->row, change));
    clock_ = record::clock_after_seeing(clock_, change.clock, received_ms);
    touched->add(std::move(change));
    return Done{};
}

Result<std::vector<Change>> SqliteStore::changes_of(const RecordId& id) {
    TRY(refresh());
    const auto row = TRY(summaries_.find(id));
    if (!row) return std::vector<Change>{};
    return log_.changes_of(*row, id);
}

Result<std::optional<record::Record>> SqliteStore::record(const RecordId& id) {
    const auto changes = TRY(changes_of(id));
    if (changes.empty()) return std::optional<record::Record>();
    return std::optional(merge::fold(changes));
}

Result<std::optional<record::FormRef>> SqliteStore::form_of(const RecordId& id) {
    // The other columns are of the row that min() finds; sorting for it would cost ten times more.
    auto select = TRY(db_.prepare("SELECT min(row), form, form_version FROM record WHERE id = ?"));
    const bool one_row = TRY(select.bind(id.uuid.bytes).next());
    ENSURE(one_row);
    if (select.is_null(0)) return std::optional<record::FormRef>();
    return std::optional(record::FormRef{select.text(1), select.text(2)});
}

Result<std::vector<Change>> SqliteStore::history(const RecordId& id) {
    auto changes = TRY(changes_of(id));
    std::sort(changes.begin(), changes.end(), [](const Change& one, const Change& other) {
        return std::tie(one.clock, one.dot) < std::tie(other.clock, other.dot);
    });
    return changes;
}

Result<std::vector<Summary>> SqliteStore::list(const Query& query) {
    return summaries_.list(query, device_);
}

Result<std::size_t> SqliteStore::count(const Query& query) {
    return summaries_.count(query, device_);
}

Status SqliteStore::set_entity_effects(const RecordId& id,
                                       const std::vector<EntityEffect>& effects) {
    return set_entity_effects({EffectsOfRecord(id, effects)});
}

Status SqliteStore::set_entity_effects(const std::vector<EffectsOfRecord>& effects) {
    return write([&]() -> Status {
        for (const auto& [id, of_record] : effects) {
            const auto row = TRY(summaries_.find(id));
            if (!row) return Error{Code::NotFound, "there is no record " + id.text() + " here"};
            TRY(write_effects(db_, *row, of_record));
        }
        return Done{};
    });
}

Result<std::vector<Entity>> SqliteStore::entities(const std::string& list,
                                                  const std::optional<record::ScopeId>& scope) {
    return read_entities(db_, list, scope);
}

Status SqliteStore::verify() {
    TRY(db_.execute("BEGIN"));  // One view of the file: others may write meanwhile.
    Status found = [&]() -> Status {
        TRY(db_.check());
        TRY(log_.verify());
        TRY(summaries_.verify(log_));
        return verify_mentions(db_, log_);
    }();
    TRY(db_.execute("ROLLBACK"));
    forget();  // Of that view.
    seen_version_ = 0;
    return found;
}

}  // namespace adit::store
