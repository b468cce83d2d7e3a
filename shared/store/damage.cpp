// FeedLog: changes that are not what was written are found by their chain, and put back.
#include "store/columns.h"
#include "store/feed_log.h"

namespace adit::store {

using identity::Digest;

Result<std::vector<std::int64_t>> FeedLog::rows() {
    std::vector<std::int64_t> rows;
    auto select = TRY(db_.prepare("SELECT row FROM feed ORDER BY row"));
    while (TRY(select.next())) rows.push_back(select.integer(0));
    return rows;
}

Result<std::optional<Digest>> FeedLog::kept_hash(const Feed& feed, std::uint64_t number) {
    if (number == 0) return std::optional(identity::chain_start(record::bytes_of(feed.head.feed)));
    if (number == feed.head.number) return std::optional(feed.head.hash);
    auto select = TRY(db_.prepare("SELECT hash FROM waypoint WHERE feed = ? AND number = ?"));
    if (!TRY(select.bind(feed.row, static_cast<std::int64_t>(number)).next())) {
        return std::optional<Digest>();
    }
    return std::optional(column_bytes<32>(select, 0));
}

Result<FeedLog::Looked> FeedLog::look(const Feed& feed, std::uint64_t after, Bounds bounds) {
    const Head& head = feed.head;
    const auto begin = TRY(kept_hash(feed, after));
    Digest hash = begin.value_or(Digest{});
    bool whole = begin.has_value();
    Looked out{.up_to = after, .bytes = 0, .damage = {}, .sums = {}};
    std::uint64_t number = after;
    auto select = TRY(db_.prepare(
        "SELECT change.number, change.bytes, waypoint.hash FROM change "
        "LEFT JOIN waypoint ON waypoint.feed = change.feed AND waypoint.number = change.number "
        "WHERE change.feed = ? AND change.number > ? AND change.number <= ? "
        "ORDER BY change.number"));
    select.bind(feed.row, static_cast<std::int64_t>(after), static_cast<std::int64_t>(head.number));
    bool at_end = false;
    while (number > out.up_to || (out.bytes < bounds.bytes_max && out.up_to < bounds.until)) {
        at_end = !TRY(select.next());
        if (at_end) break;
        whole = whole && column_u64(select, 0) == number + 1;  // None is missing.
        number = column_u64(select, 0);
        const ByteView bytes = select.blob(1);
        hash = identity::chain_next(hash, bytes);
        out.bytes += bytes.size();
        out.sums[month_of(bytes)] += share_of(hash);
        const bool at_head = number == head.number;
        if (!at_head && number % kWaypointEvery != 0) continue;
        const bool kept = at_head || !select.is_null(2);
        const Digest wanted = at_head ? head.hash : column_bytes<32>(select, 2);
        if (!whole || !kept || hash != wanted) out.damage.push_back({head.feed, out.up_to, number});
        if (kept) hash = wanted;
        whole = true;
        out.up_to = number;
    }
    if (at_end && out.up_to < head.number) {
        out.damage.push_back({head.feed, out.up_to, head.number});
        out.up_to = head.number;
    }
    return out;
}

Result<bool> FeedLog::remake_waypoints(const Feed& feed) {
    Digest hash = identity::chain_start(record::bytes_of(feed.head.feed));
    std::uint64_t number = 0;
    std::vector<std::pair<std::uint64_t, Digest>> waypoints;
    {
        auto select = TRY(db_.prepare(
            "SELECT number, bytes FROM change WHERE feed = ? AND number <= ? ORDER BY number"));
        select.bind(feed.row, static_cast<std::int64_t>(feed.head.number));
        while (TRY(select.next())) {
            if (column_u64(select, 0) != ++number) return false;
            hash = identity::chain_next(hash, select.blob(1));
            if (number % kWaypointEvery == 0) waypoints.emplace_back(number, hash);
        }
    }
    if (number != feed.head.number || hash != feed.head.hash) return false;
    for (const auto& [at, there] : waypoints) TRY(keep_waypoint(feed, at, there));
    return true;
}

Status FeedLog::keep_waypoint(const Feed& feed, std::uint64_t number, const Digest& hash) {
    auto keep =
        TRY(db_.prepare("INSERT OR REPLACE INTO waypoint (feed, number, hash) VALUES (?, ?, ?)"));
    return keep.bind(feed.row, static_cast<std::int64_t>(number), hash).run();
}

Result<bool> FeedLog::is_ours(const Feed& feed, std::uint64_t number, const Digest& hash) {
    const Status leads_on = check_chain(feed, number, hash);
    if (leads_on) return true;
    if (leads_on.error().code != Code::Corrupt) return leads_on.error();
    auto select = TRY(db_.prepare("SELECT hash FROM head_signature WHERE feed = ? AND number = ?"));
    const bool kept = TRY(select.bind(feed.row, static_cast<std::int64_t>(number)).next());
    return kept && column_bytes<32>(select, 0) == hash;
}

Result<std::vector<RecordRow>> FeedLog::mend(Feed& feed, const FeedRun& run) {
    const std::uint64_t last = run.first + run.changes.size() - 1;
    ENSURE(!run.changes.empty() && last <= feed.head.number);
    std::vector<std::pair<std::size_t, RecordRow>> unlike;
    {
        auto select = TRY(db_.prepare(
            "SELECT number, bytes, record FROM change WHERE feed = ? AND number >= ? AND "
            "number <= ? ORDER BY number"));
        select.bind(feed.row, static_cast<std::int64_t>(run.first),
                    static_cast<std::int64_t>(last));
        std::size_t at = 0;
        for (; TRY(select.next()); ++at) {
            if (column_u64(select, 0) != run.first + at) break;
            const ByteView held = select.blob(1);
            if (Bytes(held.begin(), held.end()) == run.changes[at]) continue;
            unlike.emplace_back(at, select.integer(2));
        }
        if (at != run.changes.size()) {
            return damaged(feed.head.feed,
                           "change " + std::to_string(run.first + at) + " is missing");
        }
    }
    // Where each change is what is stored, its device's signature says that only a hash had rotted.
    if (!unlike.empty() && !TRY(is_ours(feed, last, run.after))) {
        return Error{Code::BadInput, "these are not the changes that were here"};
    }
    std::vector<RecordRow> rows;
    for (const auto& [at, row] : unlike) {
        auto put_back =
            TRY(db_.prepare("UPDATE change SET bytes = ? WHERE feed = ? AND number = ?"));
        const auto number = static_cast<std::int64_t>(run.first + at);
        TRY(put_back.bind(run.changes[at], feed.row, number).run());
        rows.push_back(row);
    }
    TRY(keep_hashes(feed, run));
    return rows;
}

Status FeedLog::keep_hashes(Feed& feed, const FeedRun& run) {
    Digest hash = run.before;
    std::uint64_t number = run.first;
    for (const Bytes& change : run.changes) {
        hash = identity::chain_next(hash, change);
        if (number % kWaypointEvery == 0) TRY(keep_waypoint(feed, number, hash));
        ++number;
    }
    if (number <= feed.head.number || hash == feed.head.hash) return Done{};
    feed.head.hash = hash;
    auto update = TRY(db_.prepare("UPDATE feed SET hash = ? WHERE row = ?"));
    return update.bind(hash, feed.row).run();
}

}  // namespace adit::store
