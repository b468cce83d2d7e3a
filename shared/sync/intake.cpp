#include "sync/intake.h"

#include "record/change_codec.h"
#include "sync/branches.h"
#include "sync/mending.h"
#include "sync/quarantine.h"

#include <algorithm>
#include <array>

namespace adit::sync {

using identity::Digest;
using identity::RosterDevice;
using record::FeedId;
using store::FeedRun;
using store::Head;
using store::RecordStore;

namespace {

struct RuleWords {
    const char* word;
    const char* sentence;
};

/// In the order of Rule.
constexpr std::array<RuleWords, 10> kWords = {{
    {"held", "All of it is held."},
    {"malformed", "A pack was damaged on its way: exchange again."},
    {"signature",
     "Changes are not signed by the laptop they name: nothing of them was taken in. "
     "Find out who sent them."},
    {"gap", "Changes in between are missing: exchange again, or ask whoever has them to."},
    {"fork",
     "One laptop's changes exist twice with the same numbers, as after a copied disk or one put "
     "back from an image. Nothing of them is lost; they come together when each has exchanged with "
     "the server: do that soon."},
    {"unknown device",
     "Changes come from a laptop that is not enrolled here: nothing of them was "
     "taken in. Renew the roster, or enrol it."},
    {"wrong scope",
     "Changes are of a country that their laptop, or this one, has no part in: "
     "nothing of them was taken in."},
    {"revoked",
     "Changes were written after their laptop was revoked: they were set aside for a "
     "coordinator to look at."},
    {"change", "A change cannot be read by this release: update the program, then exchange again."},
    {"fork",
     "One laptop's changes exist twice with the same numbers, as after a copied disk or one put "
     "back from an image. Both are kept, and what the two say differently is shown as a conflict. "
     "See that only one copy of that laptop stays in use, or enrol the other one anew."},
}};

/// The chain's hash in front of the pack, or nothing when we do not reach that far.
Result<std::optional<Digest>> hash_before(RecordStore& store, const Pack& pack,
                                          const std::optional<Head>& ours) {
    const std::uint64_t held = ours ? ours->number : 0;
    if (pack.first > held + 1) return std::optional<Digest>{};
    if (pack.first == 1) {
        return std::optional(identity::chain_start(record::bytes_of(pack.feed)));
    }
    if (pack.first == held + 1) return std::optional(ours->hash);
    const FeedRun run = TRY(store.run_after(pack.feed, pack.first - 1, 1, 1));
    return std::optional(run.before);
}

/// The run of a pack's changes that are new here and within the feed's end.
FeedRun new_part(const Pack& pack, const PackChain& chain, std::uint64_t held, std::uint64_t end) {
    const auto place = [&](std::uint64_t number) {
        return static_cast<std::ptrdiff_t>(number + 1 - pack.first);
    };
    const std::ptrdiff_t known = held < pack.first ? 0 : place(held);
    const std::ptrdiff_t until = end < pack.first ? 0 : place(std::min(end, pack.last()));
    FeedRun run{.feed = pack.feed, .first = held + 1, .changes = {}, .before = chain.before};
    if (known > 0) run.before = chain.behind[static_cast<std::size_t>(known) - 1];
    if (until > known) {
        run.changes.assign(pack.changes.begin() + known, pack.changes.begin() + until);
        run.hashes.assign(chain.behind.begin() + known, chain.behind.begin() + until);
    }
    run.after = run.hashes.empty() ? run.before : run.hashes.back();
    return run;
}

Verdict broken(Rule rule) { return {.rule = rule, .head = {}, .touched = {}}; }

/// Unknown device and wrong scope: what the roster alone can say.
Rule rule_of_roster(const Judge& judge, const RosterDevice* device, const FeedId& feed) {
    if (device == nullptr) return Rule::UnknownDevice;
    const bool may_write =
        device->role == identity::Role::Server || device->has_scope(feed.scope.code);
    const bool belongs_here =
        judge.scopes.empty() || std::ranges::find(judge.scopes, feed.scope) != judge.scopes.end();
    return may_write && belongs_here ? Rule::Held : Rule::WrongScope;
}

/// As if nothing here were damaged: Corrupt when it is.
Result<Verdict> take_into_whole(RecordStore& store, const Judge& judge, const Pack& pack) {
    const RosterDevice* device = judge.roster.find(pack.feed.device.bytes);
    const Rule by_roster = rule_of_roster(judge, device, pack.feed);
    if (by_roster != Rule::Held) return broken(by_roster);

    const auto ours = TRY(store.find_head(pack.feed));
    const std::uint64_t held = ours ? ours->number : 0;
    const auto before = TRY(hash_before(store, pack, ours));
    if (!before || start_of(*before) != pack.before) {
        if (judge.yields) return broken(before ? Rule::Fork : Rule::Gap);
        return take_aside(store, judge, pack, before ? Rule::Fork : Rule::Gap);
    }
    const bool is_proven = judge.proven != nullptr && judge.proven->before == *before;
    const PackChain chain =
        is_proven ? *judge.proven : PackChain{*before, hashes_behind(*before, pack.changes)};
    const Head head{pack.feed, pack.last(), chain.behind.empty() ? *before : chain.behind.back()};
    if (!is_proven && !is_signed(judge.roster, head, pack.signature)) {
        return broken(Rule::Signature);
    }
    const auto other = TRY(first_other(store, pack.feed, pack.first, pack.changes));
    if (other && judge.yields && judge.self != nullptr) {
        return give_way(store, judge, pack, *other);
    }
    if (other) return take_aside(store, judge, pack, Rule::Fork);
    if (pack.last() <= held) return Verdict{.rule = Rule::Held, .head = head, .touched = {}};

    const std::uint64_t end = device->last_counted(pack.feed.scope.code, pack.feed.epoch);
    if (pack.last() > end) TRY(set_aside(store, Rule::Revoked, pack));
    const FeedRun run = new_part(pack, chain, held, end);
    if (run.changes.empty()) return broken(Rule::Revoked);

    // First the signature: without changes it says nothing, changes without it could not travel on.
    if (end >= pack.last()) TRY(store.keep_head_signature(head, pack.signature));
    auto touched = store.take(run, judge.now_ms);
    if (!touched && touched.error().code == Code::BadInput) return broken(Rule::Change);
    if (!touched) return std::move(touched).error();
    return Verdict{.rule = pack.last() > end ? Rule::Revoked : Rule::Held,
                   .head = head,
                   .taken = run.changes.size(),
                   .touched = *std::move(touched)};
}

}  // namespace

const char* word_for(Rule rule) { return kWords[static_cast<std::size_t>(rule)].word; }

Problem problem_of(Rule rule, const FeedId& feed, std::uint64_t number) {
    return {.feed = feed,
            .number = number,
            .rule = word_for(rule),
            .what = kWords[static_cast<std::size_t>(rule)].sentence};
}

Result<Verdict> take_in(RecordStore& store, const Judge& judge, const Pack& pack) {
    auto verdict = take_into_whole(store, judge, pack);
    if (verdict || verdict.error().code != Code::Corrupt) return verdict;
    auto mended = TRY(mend_with(store, judge.roster, pack));
    if (!mended) return verdict;
    verdict = take_into_whole(store, judge, pack);
    if (!verdict) return verdict;
    verdict->mended = true;
    verdict->touched.insert(verdict->touched.end(), mended->begin(), mended->end());
    return verdict;
}

}  // namespace adit::sync
