#include "sync/branches.h"

#include "record/change_codec.h"
#include "store/life.h"
#include "sync/quarantine.h"
#include "sync/server_signature.h"

#include <algorithm>
#include <type_traits>
#include <utility>

namespace adit::sync {

using identity::Digest;
using record::Change;
using record::Dot;
using record::FeedId;
using record::SymbolTable;
using store::FeedRun;
using store::Head;
using store::RecordStore;

namespace {

constexpr std::size_t kReadBytes = std::size_t{256} * 1024;

Digest hash_behind(Digest hash, const std::vector<Bytes>& changes) {
    for (const Bytes& change : changes) hash = identity::chain_next(hash, change);
    return hash;
}

/// Of the chain's hash behind the first change that differs.
FeedId feed_of_branch(const FeedId& feed, const Digest& hash) {
    FeedId out = feed;
    for (std::size_t at = 0; at + 4 <= hash.size(); at += 4) {
        out.epoch = 0;
        for (std::size_t i = 0; i < 4; ++i) out.epoch |= std::uint32_t{hash[at + i]} << (8 * i);
        out.epoch |= store::kBranchEpochs;
        if (out.epoch != feed.epoch) break;
    }
    return out;
}

/// What the feed has named before that number.
Result<SymbolTable> names_before(RecordStore& store, const FeedId& feed, std::uint64_t number) {
    SymbolTable names(feed);
    while (names.next_number() < number) {
        const FeedRun run = TRY(store.run_after(feed, names.next_number() - 1, kReadBytes));
        ENSURE(!run.changes.empty());
        for (const Bytes& bytes : run.changes) {
            if (names.next_number() == number) break;
            const auto change = record::decode(bytes, names);
            if (!change) return Error{Code::Corrupt, change.error().what};
        }
    }
    return names;
}

/// Changes of `from`, beginning with number `first`, as changes of `to` from 1.
struct Renaming {
    const FeedId& from;
    std::uint64_t first;
    const FeedId& to;

    bool names_branch(const Dot& dot) const { return dot.feed == from && dot.number >= first; }
    Dot renamed(const Dot& dot) const { return {to, dot.number - first + 1}; }

    void writings(std::vector<Dot>& dots) const {
        for (Dot& dot : dots) {
            if (names_branch(dot)) dot = renamed(dot);
        }
        record::put_in_order(dots);
    }
    /// Who had seen some of the branch had seen all in front of it.
    void seen(record::Seen& dots) const {
        std::vector<Dot> more;
        for (Dot& dot : dots) {
            if (!names_branch(dot)) continue;
            if (first > 1) more.push_back({from, first - 1});
            dot = renamed(dot);
        }
        dots.insert(dots.end(), more.begin(), more.end());
        record::put_in_order(dots);
    }
    void in(record::Operation& operation) const {
        std::visit(
            [this](auto& of_kind) {
                if constexpr (requires { of_kind.replaces; }) writings(of_kind.replaces);
                if constexpr (requires { of_kind.seen; }) seen(of_kind.seen);
            },
            operation);
    }
};

/// The branch as a feed of its own. BadInput when a change of it cannot be read or written.
Result<FeedRun> written_anew(RecordStore& store, const Branch& branch, const FeedId& to) {
    SymbolTable names = TRY(names_before(store, branch.feed, branch.first));
    SymbolTable own_names(to);
    const Renaming renaming{branch.feed, branch.first, to};
    FeedRun run{.feed = to, .first = 1, .changes = {}, .before = {}, .after = {}};
    run.before = run.after = identity::chain_start(record::bytes_of(to));
    for (const Bytes& bytes : branch.changes) {
        Change change = TRY(record::decode(bytes, names));
        change.dot = renaming.renamed(change.dot);
        for (auto& operation : change.operations) renaming.in(operation);
        run.changes.push_back(TRY(record::encode(change, own_names)));
        run.after = identity::chain_next(run.after, run.changes.back());
    }
    return run;
}

bool is_server(const Judge& judge) {
    const auto* device = judge.roster.find(judge.self->device.bytes);
    return device != nullptr && device->role == identity::Role::Server;
}

/// Writes the branch anew and takes it in. False when that may not be: its laptop was revoked, a
/// change of it cannot be read. It was forked itself: what differs again is a branch of a branch.
Result<bool> keep_anew(RecordStore& store, const Judge& judge, const Branch& branch,
                       Verdict& verdict) {
    const FeedRun past = TRY(store.run_after(branch.feed, branch.first - 1, 1, 1));
    const Digest first_hash = identity::chain_next(past.before, branch.changes.front());
    const FeedId to = feed_of_branch(branch.feed, first_hash);
    const auto* device = judge.roster.find(branch.feed.device.bytes);
    if (device == nullptr) return false;
    if (device->last_counted(to.scope.code, to.epoch) < branch.changes.size()) return false;

    const auto run = written_anew(store, branch, to);
    if (!run && run.error().code == Code::BadInput) return false;
    if (!run) return run.error();
    if (const auto other = TRY(first_other(store, to, 1, run->changes))) {
        const auto at = static_cast<std::ptrdiff_t>(*other - 1);
        return keep_anew(store, judge,
                         {to, *other, {run->changes.begin() + at, run->changes.end()}}, verdict);
    }
    const Head head{to, run->changes.size(), run->after};
    if (is_server(judge)) {
        const auto signature = judge.self->key.sign(kHeadPurpose, head_message(head));
        TRY(store.keep_head_signature(head, signature));
    }
    const auto held = TRY(store.find_head(to));
    const auto touched = TRY(store.take(*run, judge.now_ms));
    verdict.taken += head.number - std::min(held ? held->number : 0, head.number);
    verdict.touched.insert(verdict.touched.end(), touched.begin(), touched.end());
    return true;
}

/// Which replicas may write the branch of a fork anew: they can sign it.
bool may_write_anew(const Judge& judge, const FeedId& feed) {
    return judge.self != nullptr && (feed.device == judge.self->device || is_server(judge));
}

/// Changes that lead to a number from one where both branches agree, and the hash behind them.
struct Line {
    Branch branch;
    Digest end{};
};

/// Over packs kept aside, back to where the line leaves ours.
Result<std::optional<Line>> line_to(RecordStore& store, const std::vector<Quarantined>& aside,
                                    const FeedId& feed, std::uint64_t number,
                                    const HashStart& hash) {
    const auto ours = TRY(store.find_head(feed));
    if (number <= (ours ? ours->number : 0)) {
        const FeedRun run = TRY(store.run_after(feed, number, 1, 1));
        if (start_of(run.before) == hash) {
            return std::optional(Line{{feed, number + 1, {}}, run.before});
        }
    }
    for (const Quarantined& one : aside) {
        const Pack& pack = one.pack;
        if (one.rule != Rule::Fork || pack.feed != feed || pack.last() != number) continue;
        auto line = TRY(line_to(store, aside, feed, pack.first - 1, pack.before));
        if (!line) continue;
        line->end = hash_behind(line->end, pack.changes);
        if (start_of(line->end) != hash) continue;
        auto& changes = line->branch.changes;
        changes.insert(changes.end(), pack.changes.begin(), pack.changes.end());
        return line;
    }
    return std::optional<Line>{};
}

/// What of the line is not ours.
Result<std::optional<Branch>> other_part(RecordStore& store, Branch branch) {
    const auto number = TRY(first_other(store, branch.feed, branch.first, branch.changes));
    if (!number) return std::optional<Branch>{};
    const auto common = static_cast<std::ptrdiff_t>(*number - branch.first);
    branch.changes.erase(branch.changes.begin(), branch.changes.begin() + common);
    branch.first = *number;
    return std::optional(std::move(branch));
}

/// Ours, in packs as they came: they can be verified for ever.
Status set_ours_aside(RecordStore& store, const Self& self, const FeedId& feed,
                      std::uint64_t from) {
    Packer packer(store, self);
    while (const auto packed = TRY(packer.next(feed, from - 1, kPackBytes))) {
        TRY(set_aside(store, Rule::Fork, packed->pack));
        from = packed->end.number + 1;
    }
    return Done{};
}

}  // namespace

Result<std::optional<std::uint64_t>> first_other(RecordStore& store, const FeedId& feed,
                                                 std::uint64_t first,
                                                 const std::vector<Bytes>& changes) {
    const auto ours = TRY(store.find_head(feed));
    const std::uint64_t end =
        std::min<std::uint64_t>(ours ? ours->number : 0, first + changes.size() - 1);
    std::uint64_t number = first;
    while (number <= end) {
        const FeedRun run = TRY(store.run_after(feed, number - 1, kReadBytes));
        ENSURE(!run.changes.empty());
        for (const Bytes& change : run.changes) {
            if (number > end) break;
            if (change != changes[static_cast<std::size_t>(number - first)]) {
                return std::optional(number);
            }
            ++number;
        }
    }
    return std::optional<std::uint64_t>{};
}

bool is_signed(const identity::Roster& roster, const Head& head,
               const identity::Signature& signature) {
    const Bytes message = head_message(head);
    const auto* device = roster.find(head.feed.device.bytes);
    if (device != nullptr && identity::verifies(device->key, kHeadPurpose, message, signature)) {
        return true;
    }
    return head.feed.epoch >= store::kBranchEpochs &&
           is_signed_by_server(roster, kHeadPurpose, message, signature);
}

Result<Verdict> take_aside(RecordStore& store, const Judge& judge, const Pack& pack,
                           Rule otherwise) {
    Verdict verdict{.rule = otherwise, .head = {}, .touched = {}};
    const auto aside = TRY(quarantined(store));
    auto line = TRY(line_to(store, aside, pack.feed, pack.first - 1, pack.before));
    if (!line) return verdict;
    const Head head{pack.feed, pack.last(), hash_behind(line->end, pack.changes)};
    if (!is_signed(judge.roster, head, pack.signature)) {
        verdict.rule = Rule::Signature;
        return verdict;
    }
    verdict.rule = Rule::Fork;
    if (!TRY(set_aside(store, Rule::Fork, pack)) || judge.self == nullptr) return verdict;
    verdict.rule = Rule::Branch;
    if (!may_write_anew(judge, pack.feed)) return verdict;
    auto& changes = line->branch.changes;
    changes.insert(changes.end(), pack.changes.begin(), pack.changes.end());
    const auto branch = TRY(other_part(store, std::move(line->branch)));
    if (branch) TRY(keep_anew(store, judge, *branch, verdict));
    return verdict;
}

Result<Verdict> give_way(RecordStore& store, const Judge& judge, const Pack& pack,
                         std::uint64_t number) {
    Verdict ours{.rule = Rule::Held, .head = {}, .touched = {}};
    const FeedRun run = TRY(store.run_after(pack.feed, number - 1, SIZE_MAX));
    const bool anew = may_write_anew(judge, pack.feed) &&
                      TRY(keep_anew(store, judge, {pack.feed, number, run.changes}, ours));
    if (!anew) TRY(set_ours_aside(store, *judge.self, pack.feed, number));
    const auto cut = TRY(store.cut_back(pack.feed, number - 1));
    Verdict verdict = TRY(take_in(store, judge, pack));
    verdict.gave_way = true;
    verdict.touched.insert(verdict.touched.end(), cut.begin(), cut.end());
    verdict.touched.insert(verdict.touched.end(), ours.touched.begin(), ours.touched.end());
    return verdict;
}

}  // namespace adit::sync
