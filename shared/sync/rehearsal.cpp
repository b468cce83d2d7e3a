#include "sync/rehearsal.h"

#include "merge/fold.h"
#include "record/change_codec.h"

#include <algorithm>

namespace adit::sync {

using record::Change;
using record::FeedId;
using record::RecordId;
using store::FeedRun;
using store::Head;

namespace {

constexpr std::size_t kReadBytes = std::size_t{256} * 1024;

Error only_a_rehearsal() {
    return {Code::Refused, "nothing is written while a bundle is only looked at"};
}

}  // namespace

/// With the names that the feed has given so far: its past is read once.
Result<Rehearsal::Feed*> Rehearsal::feed_of(const FeedId& id) {
    if (const auto known = feeds_.find(id); known != feeds_.end()) return &known->second;
    Feed feed(id);
    identity::Digest hash = identity::chain_start(record::bytes_of(id));
    for (;;) {
        const FeedRun run = TRY(beneath_.run_after(id, feed.held, kReadBytes));
        if (run.changes.empty()) break;
        for (const Bytes& change : run.changes) TRY(record::decode(change, feed.names));
        feed.held += run.changes.size();
        hash = run.after;
    }
    feed.hashes.push_back(hash);
    return &feeds_.emplace(id, std::move(feed)).first->second;
}

Result<std::vector<Head>> Rehearsal::heads(const std::vector<record::ScopeId>& scopes) {
    auto heads = TRY(beneath_.heads(scopes));
    for (const auto& [id, feed] : feeds_) {
        if (feed.changes.empty()) continue;
        if (!scopes.empty() && std::ranges::find(scopes, id.scope) == scopes.end()) continue;
        const Head head{id, feed.held + feed.changes.size(), feed.hashes.back()};
        const auto same = std::ranges::find(heads, id, &Head::feed);
        if (same == heads.end()) {
            heads.push_back(head);
        } else {
            *same = head;
        }
    }
    std::ranges::sort(heads, {}, &Head::feed);
    return heads;
}

Result<std::optional<Head>> Rehearsal::find_head(const FeedId& id) {
    const auto known = feeds_.find(id);
    if (known == feeds_.end() || known->second.changes.empty()) return beneath_.find_head(id);
    const Feed& feed = known->second;
    return std::optional(Head{id, feed.held + feed.changes.size(), feed.hashes.back()});
}

Result<FeedRun> Rehearsal::run_after(const FeedId& id, std::uint64_t after, std::size_t bytes_max,
                                     std::size_t changes_max) {
    const auto known = feeds_.find(id);
    if (known == feeds_.end() || after < known->second.held) {
        return beneath_.run_after(id, after, bytes_max, changes_max);
    }
    const Feed& feed = known->second;
    const auto from =
        static_cast<std::size_t>(std::min<std::uint64_t>(after - feed.held, feed.changes.size()));
    FeedRun run{.feed = id,
                .first = after + 1,
                .changes = {},
                .before = feed.hashes[from],
                .after = feed.hashes[from]};
    std::size_t spent = 0;
    for (std::size_t i = from; i < feed.changes.size(); ++i) {
        if (spent > 0 && spent + feed.changes[i].size() > bytes_max) break;
        if (run.changes.size() == changes_max) break;
        spent += feed.changes[i].size();
        run.changes.push_back(feed.changes[i]);
        run.after = feed.hashes[i + 1];
    }
    return run;
}

Result<std::vector<RecordId>> Rehearsal::take(const FeedRun& run, std::int64_t) {
    Feed& feed = *TRY(feed_of(run.feed));
    ENSURE(run.first == feed.held + feed.changes.size() + 1);
    for (const Bytes& change : run.changes) bytes_ += change.size();
    if (bytes_ > kBytesMax) {
        return Error{Code::Full,
                     "this bundle is too large to be looked at beforehand: take it in with "
                     "adit-field bundle take, which does no harm"};
    }
    // As the store does: all of the run, or nothing of it. After that its names have gone too far.
    std::vector<Change> read;
    for (const Bytes& bytes : run.changes) {
        auto change = feed.broken ? Error{Code::BadInput, "this feed broke off before"}
                                  : record::decode(bytes, feed.names);
        feed.broken = !change;
        if (feed.broken) return std::move(change).error();
        read.push_back(*std::move(change));
    }
    std::vector<RecordId> touched;
    identity::Digest hash = feed.hashes.back();
    for (std::size_t i = 0; i < run.changes.size(); ++i) {
        hash = identity::chain_next(hash, run.changes[i]);
        feed.changes.push_back(run.changes[i]);
        feed.hashes.push_back(hash);
        touched.push_back(read[i].record);
        taken_[read[i].record].push_back(std::move(read[i]));
    }
    std::ranges::sort(touched);
    const auto doubles = std::ranges::unique(touched);
    touched.erase(doubles.begin(), doubles.end());
    return touched;
}

Status Rehearsal::keep_head_signature(const Head&, const identity::Signature&) { return Done{}; }

Status Rehearsal::set(const std::string& key, ByteView value) {
    small_things_.insert_or_assign(key, Bytes(value.begin(), value.end()));
    return Done{};
}

Result<std::optional<Bytes>> Rehearsal::get(const std::string& key) {
    const auto here = small_things_.find(key);
    if (here != small_things_.end()) return std::optional(here->second);
    return beneath_.get(key);
}

Result<Rehearsal::Outcome> Rehearsal::outcome() {
    Outcome out;
    for (const auto& [id, changes] : taken_) {
        auto all = TRY(beneath_.history(id));
        const std::size_t before = all.empty() ? 0 : merge::conflicts_of(merge::fold(all)).size();
        ++(all.empty() ? out.records_new : out.records_changed);
        all.insert(all.end(), changes.begin(), changes.end());
        if (merge::conflicts_of(merge::fold(all)).size() > before) ++out.conflicts;
        for (const Change& change : changes) {
            FromLaptop& from = out.from[change.dot.feed.device];
            ++from.changes;
            from.latest_ms = std::max(from.latest_ms, change.wall_ms);
        }
    }
    return out;
}

Result<std::optional<record::Record>> Rehearsal::record(const RecordId& id) {
    return beneath_.record(id);
}
Result<std::vector<Change>> Rehearsal::history(const RecordId& id) { return beneath_.history(id); }
Result<std::optional<std::int64_t>> Rehearsal::received_ms(const record::Dot& dot) {
    return beneath_.received_ms(dot);
}
Result<std::vector<store::Summary>> Rehearsal::list(const store::Query& query) {
    return beneath_.list(query);
}
Result<std::size_t> Rehearsal::count(const store::Query& query) { return beneath_.count(query); }
Result<std::vector<store::Typing>> Rehearsal::typing() { return beneath_.typing(); }
Result<std::vector<store::Entity>> Rehearsal::entities(
    const std::string& list, const std::optional<record::ScopeId>& scope) {
    return beneath_.entities(list, scope);
}
Result<std::vector<store::FormFile>> Rehearsal::form_files(
    const std::optional<record::FormRef>& form) {
    return beneath_.form_files(form);
}
Result<std::vector<std::pair<Head, identity::Signature>>> Rehearsal::head_signatures() {
    return beneath_.head_signatures();
}
Result<std::vector<store::HeadSignature>> Rehearsal::head_signatures_behind(const FeedId& feed,
                                                                            std::uint64_t after) {
    return beneath_.head_signatures_behind(feed, after);
}
Result<std::optional<record::FormRef>> Rehearsal::form_of(const RecordId& id) {
    return beneath_.form_of(id);
}
Result<std::vector<RecordId>> Rehearsal::records_behind(const std::vector<store::Head>& heads) {
    return beneath_.records_behind(heads);
}
Result<std::vector<store::EntityEffect>> Rehearsal::entity_effects(const RecordId& id) {
    return beneath_.entity_effects(id);
}
Result<std::string> Rehearsal::entity_base(const std::string& list, const std::string& entity,
                                           const record::Record& by) {
    return beneath_.entity_base(list, entity, by);
}
Result<FeedId> Rehearsal::own_feed(const record::ScopeId& scope) {
    return beneath_.own_feed(scope);
}
Result<std::uint64_t> Rehearsal::acknowledged_up_to(const FeedId& feed) {
    return beneath_.acknowledged_up_to(feed);
}
Result<std::vector<store::Mention>> Rehearsal::mentions(
    const std::optional<identity::Digest>& hash) {
    return beneath_.mentions(hash);
}
Result<std::vector<store::MonthSum>> Rehearsal::month_sums(
    const std::vector<record::ScopeId>& scopes) {
    return beneath_.month_sums(scopes);
}
Status Rehearsal::look_for_damage(std::size_t) { return Done{}; }  // It would write it down.
Result<std::vector<store::Damage>> Rehearsal::damage(const std::vector<record::ScopeId>& scopes) {
    return beneath_.damage(scopes);
}
Result<std::optional<identity::Digest>> Rehearsal::kept_hash(const FeedId& feed,
                                                             std::uint64_t number) {
    return beneath_.kept_hash(feed, number);
}
Status Rehearsal::verify() { return beneath_.verify(); }

Result<std::vector<record::Dot>> Rehearsal::append(std::vector<store::Draft>) {
    return only_a_rehearsal();
}
Result<std::vector<RecordId>> Rehearsal::cut_back(const FeedId&, std::uint64_t) {
    return only_a_rehearsal();
}
Status Rehearsal::keep_typing(const store::Typing&) { return only_a_rehearsal(); }
Status Rehearsal::forget_typing(const RecordId&, const record::NodePath&) {
    return only_a_rehearsal();
}
Status Rehearsal::set_entity_effects(const RecordId&, const std::vector<store::EntityEffect>&) {
    return only_a_rehearsal();
}
Status Rehearsal::set_entity_effects(const std::vector<store::EffectsOfRecord>&) {
    return only_a_rehearsal();
}
Status Rehearsal::keep_form_file(const store::FormFile&) { return only_a_rehearsal(); }
Status Rehearsal::acknowledged(const FeedId&, std::uint64_t) { return only_a_rehearsal(); }
Result<std::vector<RecordId>> Rehearsal::mend(const FeedRun&) { return only_a_rehearsal(); }

}  // namespace adit::sync
