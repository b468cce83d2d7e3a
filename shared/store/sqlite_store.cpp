#include "store/sqlite_store.h"

#include "merge/fold.h"
#include "store/batch.h"
#include "store/columns.h"
#include "store/entities.h"
#include "store/life.h"
#include "store/mentions.h"
#include "store/schema.h"

#include <algorithm>
#include <set>
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

Result<std::vector<RecordId>> SqliteStore::records_behind(const std::vector<Head>& heads) {
    std::set<RecordId> found;
    for (const Head& ours : TRY(log_.heads())) {
        const auto from = std::ranges::find(heads, ours.feed, &Head::feed);
        auto select = TRY(
            db_.prepare("SELECT DISTINCT record.id FROM feed JOIN change ON change.feed = feed.row "
                        "JOIN record ON record.row = change.record "
                        "WHERE feed.name = ? AND change.number > ?"));
        select.bind(record::bytes_of(ours.feed),
                    static_cast<std::int64_t>(from == heads.end() ? 0 : from->number));
        while (TRY(select.next())) found.insert({Uuid{column_bytes<16>(select, 0)}});
    }
    return std::vector<RecordId>(found.begin(), found.end());
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
