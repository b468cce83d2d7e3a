#include "store/feed_log.h"

#include "store/columns.h"
#include "store/mentions.h"

#include <algorithm>
#include <utility>

namespace adit::store {

using identity::Digest;
using record::Change;
using record::FeedId;
using record::SymbolKind;

Error damaged(const FeedId& feed, std::string_view what) {
    return {Code::Corrupt, "the changes of laptop " + feed.device.text() + " in " +
                               feed.scope.code + " are damaged (" + std::string(what) +
                               "): do not write to this file; restore a copy or bring the records "
                               "back by an exchange"};
}

std::vector<std::uint8_t> Feed::path_depths() const {
    std::vector<std::uint8_t> depths;
    for (std::size_t i = 0; i < names.size(SymbolKind::Path); ++i) {
        const std::string& path = *names.text_at(SymbolKind::Path, i);
        const auto open = std::count(path.begin(), path.end(), '[');
        depths.push_back(static_cast<std::uint8_t>(std::min<std::ptrdiff_t>(open, UINT8_MAX)));
    }
    return depths;
}

Result<Feed*> FeedLog::find(const FeedId& id) {
    const auto known = feeds_.find(id);
    if (known != feeds_.end()) return known->second.get();
    auto select = TRY(db_.prepare("SELECT row FROM feed WHERE name = ?"));
    const bool found = TRY(select.bind(record::bytes_of(id)).next());
    if (!found) return nullptr;
    Feed* const feed = TRY(load(select.integer(0)));
    if (feed->head.feed != id) return damaged(id, "the list of feeds");
    return feed;
}

Result<Feed*> FeedLog::at(std::int64_t row) {
    const auto known = by_row_.find(row);
    if (known != by_row_.end()) return known->second;
    return load(row);
}

/// Where an index has rotted a feed is not found that is there: begun anew, it would use each
/// number twice.
Status FeedLog::check_is_new(const FeedId& id, ByteView name) {
    auto all = TRY(db_.prepare("SELECT name FROM feed NOT INDEXED"));
    while (TRY(all.next())) {
        if (std::ranges::equal(all.blob(0), name)) return damaged(id, "the list of feeds");
    }
    return Done{};
}

Result<Feed*> FeedLog::need(const FeedId& id) {
    Feed* feed = TRY(find(id));
    if (feed == nullptr) {
        const Bytes name = record::bytes_of(id);
        TRY(check_is_new(id, name));
        auto insert =
            TRY(db_.prepare("INSERT INTO feed (name, number, hash, clock, acknowledged) "
                            "VALUES (?, 0, ?, 0, 0)"));
        TRY(insert.bind(name, identity::chain_start(name)).run());
        feed = TRY(find(id));
    }
    TRY(load_latest(*feed));
    return feed;
}

Result<Feed*> FeedLog::load(std::int64_t row) {
    auto select =
        TRY(db_.prepare("SELECT name, number, hash, clock, acknowledged FROM feed WHERE row = ?"));
    const bool found = TRY(select.bind(row).next());
    ENSURE(found);
    auto id = record::feed_from(select.blob(0));
    if (!id) return Error{Code::Corrupt, "the list of feeds is damaged: restore a copy"};
    auto feed = std::make_unique<Feed>(*id);
    feed->row = row;
    feed->head = {*id, column_u64(select, 1), column_bytes<32>(select, 2)};
    feed->clock = {column_u64(select, 3)};
    feed->acknowledged = column_u64(select, 4);
    TRY(load_names(*feed));
    Feed* const kept = feed.get();
    by_row_[row] = kept;
    feeds_[*std::move(id)] = std::move(feed);
    return kept;
}

Status FeedLog::load_names(Feed& feed) {
    auto names = TRY(
        db_.prepare("SELECT kind, number, text FROM symbol WHERE feed = ? ORDER BY kind, number"));
    names.bind(feed.row);
    while (TRY(names.next())) {
        const std::int64_t kind = names.integer(0);
        const bool in_line = kind >= 0 && kind < static_cast<std::int64_t>(record::kSymbolKinds) &&
                             column_u64(names, 1) == feed.names.size(static_cast<SymbolKind>(kind));
        if (!in_line) return damaged(feed.head.feed, "its names");
        feed.names.add(static_cast<SymbolKind>(kind), names.text(2));
    }
    feed.kept_names = feed.names.mark();
    return Done{};
}

/// Of a thousand changes, so only for who goes on with the feed: most only look at it.
Status FeedLog::load_latest(Feed& feed) {
    if (feed.goes_on) return Done{};
    auto latest =
        TRY(db_.prepare("SELECT record.id FROM change JOIN record ON record.row = change.record "
                        "WHERE change.feed = ? ORDER BY change.number DESC LIMIT ?"));
    latest.bind(feed.row, static_cast<std::int64_t>(record::kRecordReachMax));
    std::vector<record::RecordId> records;
    while (TRY(latest.next())) records.push_back({Uuid{column_bytes<16>(latest, 0)}});
    std::reverse(records.begin(), records.end());
    if (records.size() > feed.head.number) return damaged(feed.head.feed, "its head");
    feed.names.resume(feed.head.number + 1, records);
    feed.goes_on = true;
    return Done{};
}

FeedLog::Link FeedLog::link(Feed& feed, ByteView bytes, const Digest* hash) {
    feed.head.hash = hash != nullptr ? *hash : identity::chain_next(feed.head.hash, bytes);
    feed.added[month_of(bytes)] += share_of(feed.head.hash);
    return {.feed = feed.row, .number = ++feed.head.number, .hash = feed.head.hash};
}

Status FeedLog::keep(const std::vector<Kept>& changes) {
    static const sqlite::Insertion kChange("change (feed, number, record, received_ms, bytes)");
    TRY(db_.insert(kChange, changes.size(), [&](std::size_t i, const auto& bind) {
        const auto& [link, record, received_ms, bytes] = changes[i];
        bind(link.feed, static_cast<std::int64_t>(link.number), record, received_ms, bytes);
    }));
    for (const Kept& change : changes) {
        const Link& link = change.link;
        if (link.number % kWaypointEvery != 0) continue;
        TRY(db_.run("INSERT INTO waypoint (feed, number, hash) VALUES (?, ?, ?)", link.feed,
                    static_cast<std::int64_t>(link.number), link.hash));
    }
    return Done{};
}

Status FeedLog::close(Feed& feed, record::Clock clock) {
    feed.clock = clock;
    TRY(db_.run("UPDATE feed SET number = ?, hash = ?, clock = ? WHERE row = ?",
                static_cast<std::int64_t>(feed.head.number), feed.head.hash,
                static_cast<std::int64_t>(clock.bits), feed.row));
    for (const record::Symbol& name : feed.names.added_since(feed.kept_names)) {
        TRY(db_.run("INSERT INTO symbol (feed, kind, number, text) VALUES (?, ?, ?, ?)", feed.row,
                    static_cast<int>(name.kind), std::int64_t{name.number}, view_of(name.text)));
    }
    feed.kept_names = feed.names.mark();
    return sums_.add(feed.head.feed.scope, std::exchange(feed.added, {}));
}

Result<std::vector<Head>> FeedLog::heads() {
    auto select = TRY(db_.prepare("SELECT name, number, hash FROM feed WHERE number > 0"));
    std::vector<Head> heads;
    while (TRY(select.next())) {
        auto id = record::feed_from(select.blob(0));
        if (!id) return Error{Code::Corrupt, "the list of feeds is damaged: restore a copy"};
        heads.push_back({*std::move(id), column_u64(select, 1), column_bytes<32>(select, 2)});
    }
    std::sort(heads.begin(), heads.end(),
              [](const Head& one, const Head& other) { return one.feed < other.feed; });
    return heads;
}

Result<Digest> FeedLog::hash_at(const Feed& feed, std::uint64_t number) {
    ENSURE(number <= feed.head.number);
    if (number == feed.head.number) return feed.head.hash;
    Digest hash = identity::chain_start(record::bytes_of(feed.head.feed));
    std::int64_t from = 0;
    const auto wanted = static_cast<std::int64_t>(number);
    auto waypoint =
        TRY(db_.prepare("SELECT number, hash FROM waypoint WHERE feed = ? AND number <= ? "
                        "ORDER BY number DESC LIMIT 1"));
    const bool found = TRY(waypoint.bind(feed.row, wanted).next());
    if (found) {
        from = waypoint.integer(0);
        hash = column_bytes<32>(waypoint, 1);
    }
    auto select = TRY(db_.prepare(
        "SELECT bytes FROM change WHERE feed = ? AND number > ? AND number <= ? ORDER BY number"));
    select.bind(feed.row, from, wanted);
    while (TRY(select.next())) hash = identity::chain_next(hash, select.blob(0));
    return hash;
}

Result<FeedRun> FeedLog::run_after(const FeedId& id, std::uint64_t after, std::size_t bytes_max,
                                   std::size_t changes_max) {
    Feed* const feed = TRY(find(id));
    const std::uint64_t held = feed == nullptr ? 0 : feed->head.number;
    if (after > held) {
        return Error{Code::BadInput, "this feed goes only to change " + std::to_string(held) +
                                         ": ask for what lies behind an earlier one"};
    }
    FeedRun run{.feed = id, .first = after + 1, .changes = {}, .before = {}, .after = {}};
    if (feed != nullptr) run.path_depths = feed->path_depths();
    run.before =
        feed == nullptr ? identity::chain_start(record::bytes_of(id)) : TRY(hash_at(*feed, after));
    run.after = run.before;
    if (after == held) return run;

    auto select =
        TRY(db_.prepare("SELECT bytes FROM change WHERE feed = ? AND number > ? ORDER BY number"));
    select.bind(feed->row, static_cast<std::int64_t>(after));
    std::size_t bytes = 0;
    while (run.changes.size() < changes_max && TRY(select.next())) {
        const ByteView change = select.blob(0);
        bytes += change.size();
        if (!run.changes.empty() && bytes > bytes_max) break;
        run.changes.emplace_back(change.begin(), change.end());
        run.after = identity::chain_next(run.after, change);
    }
    TRY(check_chain(*feed, after + run.changes.size(), run.after));
    return run;
}

Status FeedLog::check_chain(const Feed& feed, std::uint64_t number, Digest hash) {
    std::int64_t end = static_cast<std::int64_t>(feed.head.number);
    Digest kept = feed.head.hash;
    const auto from = static_cast<std::int64_t>(number);
    auto waypoint =
        TRY(db_.prepare("SELECT number, hash FROM waypoint WHERE feed = ? AND number >= ? "
                        "ORDER BY number LIMIT 1"));
    if (TRY(waypoint.bind(feed.row, from).next())) {
        end = waypoint.integer(0);
        kept = column_bytes<32>(waypoint, 1);
    }
    auto select = TRY(db_.prepare(
        "SELECT bytes FROM change WHERE feed = ? AND number > ? AND number <= ? ORDER BY number"));
    select.bind(feed.row, from, end);
    while (TRY(select.next())) hash = identity::chain_next(hash, select.blob(0));
    if (hash == kept) return Done{};
    return damaged(feed.head.feed, "the chain up to change " + std::to_string(end));
}

Result<std::vector<FeedLog::Stored>> FeedLog::stored_of(RecordRow row) {
    auto select = TRY(db_.prepare(
        "SELECT feed, number, bytes FROM change WHERE record = ? ORDER BY feed, number"));
    select.bind(row);
    std::vector<Stored> stored;
    while (TRY(select.next())) {
        const ByteView bytes = select.blob(2);
        stored.push_back({.feed = TRY(at(select.integer(0))),
                          .number = column_u64(select, 1),
                          .bytes = {bytes.begin(), bytes.end()}});
    }
    return stored;
}

Result<std::vector<Change>> FeedLog::changes_in(const std::vector<Stored>& stored,
                                                const record::RecordId& id) {
    std::vector<Change> changes;
    for (const Stored& one : stored) {
        auto change = record::decode_past(one.bytes, one.feed->names, one.number, id);
        if (!change) {
            return damaged(one.feed->head.feed, "change " + std::to_string(one.number));
        }
        changes.push_back(*std::move(change));
    }
    return changes;
}

Result<std::vector<Change>> FeedLog::changes_of(RecordRow row, const record::RecordId& id) {
    const auto stored = TRY(stored_of(row));
    return changes_in(stored, id);
}

Result<record::Clock> FeedLog::latest_clock() {
    auto select = TRY(db_.prepare("SELECT coalesce(max(clock), 0) FROM feed"));
    const bool one_row = TRY(select.next());
    ENSURE(one_row);
    return record::Clock{column_u64(select, 0)};
}

Status FeedLog::verify() {
    forget();
    SumsByScope sums;
    for (const std::int64_t row : TRY(rows())) {
        const Feed* const feed = TRY(at(row));
        TRY(verify_feed(*feed, sums[feed->head.feed.scope]));
    }
    return sums_.verify(sums);
}

Status FeedLog::verify_feed(const Feed& feed, SumsByMonth& sums) {
    const FeedId& id = feed.head.feed;
    record::SymbolTable names(id);
    Head head{id, 0, identity::chain_start(record::bytes_of(id))};
    auto select = TRY(db_.prepare(
        "SELECT change.number, change.bytes, record.id, waypoint.hash FROM change "
        "LEFT JOIN record ON record.row = change.record "
        "LEFT JOIN waypoint ON waypoint.feed = change.feed AND waypoint.number = change.number "
        "WHERE change.feed = ? ORDER BY change.number"));
    select.bind(feed.row);
    while (TRY(select.next())) {
        const std::string which = "change " + std::to_string(++head.number);
        if (column_u64(select, 0) != head.number) return damaged(id, which + " is missing");
        head.hash = identity::chain_next(head.hash, select.blob(1));
        sums[month_of(select.blob(1))] += share_of(head.hash);
        const auto change = record::decode(select.blob(1), names);
        if (!change) return damaged(id, which);
        if (change->record.uuid.bytes != column_bytes<16>(select, 2)) {
            return damaged(id, which + " stands with another record");
        }
        TRY(check_mentions(db_, *change));
        const bool waypoint = head.number % kWaypointEvery == 0;
        if (waypoint && (select.is_null(3) || column_bytes<32>(select, 3) != head.hash)) {
            return damaged(id, "the chain at " + which);
        }
    }
    if (head != feed.head) return damaged(id, "its head");
    const auto read = names.added_since({});
    if (read != feed.names.added_since({})) return damaged(id, "its names");
    return Done{};
}

}  // namespace adit::store
