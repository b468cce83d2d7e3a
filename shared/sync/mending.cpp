#include "sync/mending.h"

#include "sync/branches.h"

#include <algorithm>
#include <string>

namespace adit::sync {

using record::FeedId;
using record::RecordId;
using store::Damage;
using store::FeedRun;
using store::Head;
using store::RecordStore;

Result<std::optional<std::vector<RecordId>>> mend_with(RecordStore& store,
                                                       const identity::Roster& roster,
                                                       const Pack& pack) {
    const std::optional<std::vector<RecordId>> nothing;
    TRY(store.look_for_damage(SIZE_MAX));
    const auto ours = TRY(store.find_head(pack.feed));
    if (!ours || pack.first > ours->number) return nothing;
    const auto before = TRY(store.kept_hash(pack.feed, pack.first - 1));
    if (!before || start_of(*before) != pack.before) return nothing;

    FeedRun run{
        .feed = pack.feed, .first = pack.first, .changes = {}, .before = *before, .after = *before};
    Head head{pack.feed, pack.last(), *before};
    for (const Bytes& change : pack.changes) {
        head.hash = identity::chain_next(head.hash, change);
        if (pack.first + run.changes.size() > ours->number) continue;
        run.changes.push_back(change);
        run.after = head.hash;
    }
    if (!is_signed(roster, head, pack.signature)) return nothing;
    auto made_again = store.mend(run);
    const bool refused = !made_again && (made_again.error().code == Code::BadInput ||
                                         made_again.error().code == Code::Refused);
    if (refused) return nothing;
    return std::optional(TRY(std::move(made_again)));
}

Result<std::optional<identity::Digest>> hash_behind(RecordStore& store, const FeedId& feed,
                                                    std::uint64_t number) {
    auto kept = TRY(store.kept_hash(feed, number));
    if (kept) return kept;
    const auto run = store.run_after(feed, number, 1, 1);
    if (run) return std::optional(run->before);
    if (run.error().code == Code::Corrupt) return std::optional<identity::Digest>();
    return run.error();
}

Result<HashStart> digest_of_held(RecordStore& store, const std::vector<record::ScopeId>& scopes) {
    const auto sums = TRY(store.month_sums(scopes));
    return digest_of(TRY(store.heads(scopes)), sums);
}

Result<bool> Mending::begin(const std::vector<record::ScopeId>& scopes) {
    scopes_ = scopes;
    TRY(store_.look_for_damage(kLookBytes));
    return has_more();
}

Status Mending::say_less(std::vector<HeadLine>& lines) {
    for (const Damage& each : TRY(store_.damage(scopes_))) {
        const auto line = std::ranges::find(lines, each.feed, &HeadLine::feed);
        if (line == lines.end() || line->number <= each.after) continue;
        if (!asked_.emplace(each.feed, each.after).second) continue;
        line->number = each.after;
        const auto hash = TRY(store_.kept_hash(each.feed, each.after));
        if (hash) line->check = check_of(*hash);
    }
    return Done{};
}

Result<bool> Mending::has_more() {
    const auto damage = TRY(store_.damage(scopes_));
    return std::ranges::any_of(damage, [&](const Damage& each) {
        return !asked_.contains(std::pair(each.feed, each.after));
    });
}

Result<bool> Mending::explains(const Error& error) {
    if (error.code != Code::Corrupt) return false;
    TRY(store_.look_for_damage(SIZE_MAX));
    return !TRY(store_.damage(scopes_)).empty();
}

Result<bool> Mending::is_damaged(const FeedId& feed) {
    const auto damage = TRY(store_.damage(scopes_));
    return std::ranges::find(damage, feed, &Damage::feed) != damage.end();
}

Status Mending::tell(Report& report) {
    const auto left = TRY(store_.damage(scopes_));
    for (const auto& [feed, after] : asked_) {
        const bool stays =
            std::ranges::any_of(left, [&, &of = feed, &at = after](const Damage& each) {
                return each.feed == of && each.after == at;
            });
        if (!stays) ++report.mended;
    }
    for (const Damage& each : left) {
        report.problems.push_back(
            {.feed = each.feed,
             .number = each.after + 1,
             .rule = "damaged",
             .what = "Somewhere in changes " + std::to_string(each.after + 1) + " to " +
                     std::to_string(each.last) + " of laptop " + each.feed.device.text() + " in " +
                     each.feed.scope.code +
                     " this disk did not keep what was written, and the other side could not give "
                     "it back: exchange again, with other laptops too; keep this file, and tell "
                     "your coordinator."});
    }
    if (sums_differ) {
        report.problems.push_back(
            {.feed = {},
             .number = 0,
             .rule = "sums",
             .what =
                 "The other side counts the same changes as this laptop, and the sums over them "
                 "differ: run \"adit-field verify\" here and \"adit-server verify\" there to "
                 "see on which side something is wrong."});
    }
    return Done{};
}

}  // namespace adit::sync
