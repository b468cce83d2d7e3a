#include "sync/intake.h"

#include "record/change_codec.h"

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

constexpr std::size_t kReadBytes = std::size_t{256} * 1024;

struct RuleWords {
    const char* word;
    const char* sentence;
};

/// In the order of Rule.
constexpr std::array<RuleWords, 9> kWords = {{
    {"held", "All of it is held."},
    {"malformed", "A pack was damaged on its way: exchange again."},
    {"signature",
     "Changes are not signed by the laptop they name: nothing of them was taken in. "
     "Find out who sent them."},
    {"gap", "Changes in between are missing: exchange again, or ask whoever has them to."},
    {"fork",
     "One laptop's changes exist twice with the same numbers, as after a restored backup or "
     "a copied disk: both were kept; enrol that laptop again."},
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

/// True when what we hold under the pack's numbers is what the pack has there.
Result<bool> same_as_held(RecordStore& store, const Pack& pack, std::uint64_t held_up_to) {
    std::uint64_t number = pack.first;
    while (number <= std::min(held_up_to, pack.last())) {
        const FeedRun run = TRY(store.run_after(pack.feed, number - 1, kReadBytes));
        if (run.changes.empty()) return false;
        for (const Bytes& change : run.changes) {
            if (number > pack.last()) break;
            if (change != pack.changes[static_cast<std::size_t>(number - pack.first)]) return false;
            ++number;
        }
    }
    return true;
}

constexpr const char* kQuarantineCount = "quarantine.count";

std::string quarantine_key(std::uint64_t place) { return "quarantine." + std::to_string(place); }

Result<std::uint64_t> quarantine_count(RecordStore& store) {
    const auto held = TRY(store.get(kQuarantineCount));
    if (!held) return std::uint64_t{0};
    Reader in(*held);
    const std::uint64_t count = in.varint();
    if (!in.done() || count > kQuarantinedMax) {
        return Error{Code::Corrupt, "the list of quarantined packs is damaged"};
    }
    return count;
}

Bytes quarantine_bytes(Rule rule, const Pack& pack) {
    Writer out;
    out.u8(static_cast<std::uint8_t>(rule));
    out.raw(bytes_of(pack, std::nullopt));
    return out.take();
}

/// Keeps a pack aside, once. A full quarantine keeps no more: the rule is told all the same.
Status set_aside(RecordStore& store, Rule rule, const Pack& pack) {
    const Bytes bytes = quarantine_bytes(rule, pack);
    const std::uint64_t count = TRY(quarantine_count(store));
    for (std::uint64_t place = 0; place < count; ++place) {
        if (TRY(store.get(quarantine_key(place))) == bytes) return Done{};
    }
    if (count == kQuarantinedMax) return Done{};
    TRY(store.set(quarantine_key(count), bytes));
    Writer next;
    next.varint(count + 1);
    return store.set(kQuarantineCount, next.bytes());
}

/// The run of a pack's changes that are new here and within the feed's end. `after`: the chain's
/// hash behind the pack.
FeedRun new_part(const Pack& pack, const Digest& before, const Digest& after, std::uint64_t held,
                 std::uint64_t end) {
    FeedRun run{
        .feed = pack.feed, .first = held + 1, .changes = {}, .before = before, .after = after};
    if (held + 1 == pack.first && pack.last() <= end) {
        run.changes = pack.changes;
        return run;
    }
    Digest hash = before;
    for (std::uint64_t number = pack.first; number <= std::min(end, pack.last()); ++number) {
        const Bytes& change = pack.changes[static_cast<std::size_t>(number - pack.first)];
        hash = identity::chain_next(hash, change);
        if (number <= held) {
            run.before = hash;
        } else {
            run.changes.push_back(change);
        }
    }
    run.after = hash;
    return run;
}

Verdict broken(Rule rule) { return {.rule = rule, .head = {}, .taken = 0, .touched = {}}; }

/// Unknown device and wrong scope: what the roster alone can say.
Rule rule_of_roster(const Judge& judge, const RosterDevice* device, const FeedId& feed) {
    if (device == nullptr) return Rule::UnknownDevice;
    const bool may_write =
        device->role == identity::Role::Server || device->has_scope(feed.scope.code);
    const bool belongs_here =
        judge.scopes.empty() || std::ranges::find(judge.scopes, feed.scope) != judge.scopes.end();
    return may_write && belongs_here ? Rule::Held : Rule::WrongScope;
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
    const RosterDevice* device = judge.roster.find(pack.feed.device.bytes);
    const Rule by_roster = rule_of_roster(judge, device, pack.feed);
    if (by_roster != Rule::Held) return broken(by_roster);

    const auto ours = TRY(store.find_head(pack.feed));
    const std::uint64_t held = ours ? ours->number : 0;
    const auto before = TRY(hash_before(store, pack, ours));
    if (!before) return broken(Rule::Gap);
    if (start_of(*before) != pack.before) return broken(Rule::Fork);

    Head head{pack.feed, pack.last(), *before};
    for (const Bytes& change : pack.changes) head.hash = identity::chain_next(head.hash, change);
    if (!identity::verifies(device->key, kHeadPurpose, head_message(head), pack.signature)) {
        return broken(Rule::Signature);
    }
    if (!TRY(same_as_held(store, pack, held))) {
        TRY(set_aside(store, Rule::Fork, pack));
        return broken(Rule::Fork);
    }
    if (pack.last() <= held) return Verdict{Rule::Held, head, 0, {}};

    const std::uint64_t end = device->last_counted(pack.feed.scope.code, pack.feed.epoch);
    if (pack.last() > end) TRY(set_aside(store, Rule::Revoked, pack));
    const FeedRun run = new_part(pack, *before, head.hash, held, end);
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

Result<std::vector<Quarantined>> quarantined(RecordStore& store) {
    const Error damaged{Code::Corrupt, "a quarantined pack is damaged"};
    const std::uint64_t count = TRY(quarantine_count(store));
    std::vector<Quarantined> out;
    for (std::uint64_t place = 0; place < count; ++place) {
        const auto bytes = TRY(store.get(quarantine_key(place)));
        if (!bytes || bytes->empty() || bytes->front() > static_cast<std::uint8_t>(kLastRule)) {
            return damaged;
        }
        out.push_back({.rule = static_cast<Rule>(bytes->front()),
                       .pack = TRY(pack_from(ByteView(*bytes).subspan(1), std::nullopt))});
    }
    return out;
}

}  // namespace adit::sync
