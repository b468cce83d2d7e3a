// The SqliteStore looks for silent damage, keeps what it found, and puts back what is brought.
#include "base/log.h"
#include "merge/fold.h"
#include "store/columns.h"
#include "store/sqlite_store.h"

#include <algorithm>
#include <utility>

namespace adit::store {
namespace {

constexpr std::int64_t kLookEveryMs = 1'000;
constexpr std::int64_t kLookAtAllEveryMs = 60'000;
/// What it costs to turn to another feed, in bytes of changes.
constexpr std::size_t kTurnBytes = std::size_t{16} * 1024;
constexpr const char* kSumsPending = "month_sums.pending";

}  // namespace

Result<std::vector<MonthSum>> SqliteStore::month_sums(const std::vector<record::ScopeId>& scopes) {
    TRY(refresh());
    auto sums = TRY(log_.sums().all());
    std::erase_if(sums, [&](const MonthSum& each) {
        return !scopes.empty() && std::ranges::find(scopes, each.scope) == scopes.end();
    });
    return sums;
}

/// A store of an earlier release has no sums yet.
Status SqliteStore::make_sums() {
    if (!TRY(get(kSumsPending))) return Done{};
    TRY(look_at_all());
    if (!TRY(damage({})).empty()) return Done{};  // Not before that is mended.
    return write([&]() -> Status {
        auto forget_it = TRY(db_.prepare("DELETE FROM setting WHERE name = ?"));
        return forget_it.bind(kSumsPending).run();
    });
}

Status SqliteStore::look_for_damage(std::size_t bytes_max) {
    TRY(refresh());
    const std::int64_t now = world_.now_ms();
    const bool all = bytes_max == SIZE_MAX;
    std::optional<std::int64_t>& before = all ? looked_at_all_ms_ : looked_ms_;
    const std::int64_t pause = all ? kLookAtAllEveryMs : kLookEveryMs;
    if (before && now >= *before && now - *before < pause) return Done{};
    if (all) {
        before = now;
        return look_at_all();
    }
    const auto rows = TRY(log_.rows());
    if (rows.empty()) return Done{};
    if (!looked_ms_) begin_turn(rows.size(), now);
    looked_ms_ = now;

    std::vector<Damage> found;
    std::size_t left = bytes_max;
    for (std::size_t turns = 0; turns <= rows.size() && left > 0; ++turns) {
        turn_.feed %= rows.size();
        Feed* const feed = TRY(log_.at(rows[turn_.feed]));
        const std::uint64_t after = turn_.after < feed->head.number ? turn_.after : 0;
        const auto looked = TRY(log_.look(*feed, after, {.bytes_max = left}));
        found.insert(found.end(), looked.damage.begin(), looked.damage.end());
        left -= std::min(left, looked.bytes + kTurnBytes);
        const bool to_next = looked.up_to >= feed->head.number;
        turn_ = to_next ? Turn{turn_.feed + 1, 0} : Turn{turn_.feed, looked.up_to};
    }
    return note(found);
}

/// Not always at the same feed: a program that runs for one exchange would see no other.
void SqliteStore::begin_turn(std::size_t feeds, std::int64_t now) {
    turn_.feed = static_cast<std::size_t>(now / kLookEveryMs) % feeds;
}

Status SqliteStore::look_at_all() {
    SumsByScope sums;
    std::vector<Damage> found;
    for (const std::int64_t row : TRY(log_.rows())) {
        const Feed* const feed = TRY(log_.at(row));
        const auto looked = TRY(log_.look(*feed, 0, {}));
        found.insert(found.end(), looked.damage.begin(), looked.damage.end());
        SumsByMonth& of_scope = sums[feed->head.feed.scope];
        for (const auto& [month, sum] : looked.sums) of_scope[month] += sum;
    }
    if (!found.empty()) return note(found);
    return write([&] { return log_.sums().put_right(sums); });
}

/// Where the changes lead to their feed's head all the same, only a waypoint had rotted.
Status SqliteStore::note(const std::vector<Damage>& found) {
    if (found.empty()) return Done{};
    const auto known = TRY(damage({}));
    return write([&]() -> Status {
        damage_.reset();
        std::map<record::FeedId, bool> leads;
        for (const Damage& each : found) {
            if (std::ranges::find(known, each) != known.end()) continue;
            const Feed* const feed = TRY(log_.find(each.feed));
            ENSURE(feed != nullptr);
            const auto [whole, first] = leads.try_emplace(each.feed, false);
            if (first) whole->second = TRY(log_.remake_waypoints(*feed));
            if (whole->second) continue;
            log(Level::Warning, "store",
                "damaged: of laptop " + each.feed.device.text() + " in " + each.feed.scope.code +
                    " somewhere in changes " + std::to_string(each.after + 1) + " to " +
                    std::to_string(each.last) + "; the next exchange asks for them");
            auto keep = TRY(
                db_.prepare("INSERT OR REPLACE INTO damage (feed, first, last) VALUES (?, ?, ?)"));
            TRY(keep.bind(feed->row, static_cast<std::int64_t>(each.after + 1),
                          static_cast<std::int64_t>(each.last))
                    .run());
        }
        return Done{};
    });
}

Result<std::vector<Damage>> SqliteStore::damage(const std::vector<record::ScopeId>& scopes) {
    if (!damage_) TRY(read_damage());
    std::vector<Damage> found = *damage_;
    std::erase_if(found, [&](const Damage& each) {
        return !scopes.empty() && std::ranges::find(scopes, each.feed.scope) == scopes.end();
    });
    return found;
}

Status SqliteStore::read_damage() {
    auto select =
        TRY(db_.prepare("SELECT feed.name, damage.first, damage.last FROM damage "
                        "JOIN feed ON feed.row = damage.feed ORDER BY feed.name, damage.first"));
    std::vector<Damage> found;
    while (TRY(select.next())) {
        auto feed = TRY(record::feed_from(select.blob(0)));
        found.push_back({std::move(feed), column_u64(select, 1) - 1, column_u64(select, 2)});
    }
    damage_ = std::move(found);
    return Done{};
}

Result<std::optional<identity::Digest>> SqliteStore::kept_hash(const record::FeedId& id,
                                                               std::uint64_t number) {
    TRY(refresh());
    const Feed* const feed = TRY(log_.find(id));
    if (feed == nullptr) return std::optional<identity::Digest>();
    return log_.kept_hash(*feed, number);
}

Result<std::vector<record::RecordId>> SqliteStore::mend(const FeedRun& run) {
    std::vector<record::RecordId> made_again;
    const bool was_broken = std::exchange(broken_, false);
    const Status written = write([&]() -> Status {
        Feed* const feed = TRY(log_.find(run.feed));
        ENSURE(feed != nullptr);
        std::vector<RecordRow> rows = TRY(log_.mend(*feed, run));
        std::ranges::sort(rows);
        rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
        TRY(forget_mended(*feed));
        for (const RecordRow row : rows) {
            if (const auto id = TRY(make_again(row))) made_again.push_back(*id);
        }
        return Done{};
    });
    broken_ = broken_ || (was_broken && !written);
    if (!written) return written.error();
    return made_again;
}

Status SqliteStore::forget_mended(const Feed& feed) {
    for (const Damage& each : TRY(damage({feed.head.feed.scope}))) {
        if (each.feed != feed.head.feed) continue;
        const auto looked = TRY(log_.look(feed, each.after, {.until = each.last}));
        if (!looked.damage.empty()) continue;
        auto gone = TRY(db_.prepare("DELETE FROM damage WHERE feed = ? AND first = ?"));
        TRY(gone.bind(feed.row, static_cast<std::int64_t>(each.after + 1)).run());
        damage_.reset();
        log(Level::Info, "store",
            "mended: of laptop " + each.feed.device.text() + " in " + each.feed.scope.code +
                " changes " + std::to_string(each.after + 1) + " to " + std::to_string(each.last));
    }
    return Done{};
}

/// Nothing when another change of it is still damaged: that one's mending will do it.
Result<std::optional<record::RecordId>> SqliteStore::make_again(RecordRow row) {
    record::RecordId id;
    {
        auto select = TRY(db_.prepare("SELECT id FROM record WHERE row = ?"));
        if (!TRY(select.bind(row).next())) return std::optional<record::RecordId>();
        id.uuid.bytes = column_bytes<16>(select, 0);
    }
    const auto changes = log_.changes_of(row, id);
    if (!changes && changes.error().code != Code::Corrupt) return changes.error();
    if (!changes) return std::optional<record::RecordId>();
    TRY(summaries_.renew(row, summary_of(merge::outline(*changes))));
    return std::optional(id);
}

/// Changes that an exchange can bring back are no reason to write nothing more.
bool SqliteStore::finds_damage() {
    if (std::exchange(looks_, true)) return false;
    const Status looked = look_at_all();
    looks_ = false;
    const auto found = damage({});
    return looked && found && !found->empty();
}

}  // namespace adit::store
