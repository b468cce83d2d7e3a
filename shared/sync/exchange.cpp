#include "sync/exchange.h"

#include "sync/attachments.h"
#include "sync/forks.h"
#include "sync/intake.h"
#include "sync/kit.h"
#include "sync/mending.h"
#include "sync/message.h"
#include "sync/pack.h"
#include "sync/pack_stream.h"
#include "sync/receipts.h"
#include "sync/scopes.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

namespace adit::sync {
namespace {

using identity::Roster;
using record::FeedId;
using record::ScopeId;
using store::Head;

constexpr std::size_t kBudgetMin = std::size_t{16} * 1024;
/// With so much to send it is asked first what the server holds: a stick may have brought it there.
constexpr std::uint64_t kAskBeforeChanges = 64;
constexpr std::size_t kPacksTogether = 16;
constexpr std::int64_t kPacksWaitMs = 1'000;
/// Set when the line broke while packs were out: what of them arrived is asked before anything is
/// sent again.
constexpr const char* kWasCut = "exchange.cut";
/// Where a body is made before it is sent: what one waits for without a word on a slow line.
constexpr std::size_t kBudgetFirst = std::size_t{32} * 1024;
constexpr std::size_t kBudgetMax = kKibMax * 1024;
constexpr std::int64_t kQuickMs = 5'000;
constexpr std::int64_t kSlowMs = 20'000;
constexpr std::uint64_t kRequestsMax = 100'000;  // Some 100 GB: a server that never ends.

/// One exchange, from the laptop's side.
class Talk {
public:
    Talk(store::RecordStore& store, const Self& self, Transport& transport,
         const Surroundings& world, Roster roster, const Peer& peer)
        : store_(store),
          self_(self),
          transport_(transport),
          world_(world),
          roster_(std::move(roster)),
          peer_(peer),
          mending_(store) {}

    Result<Report> run(const Progress& progress);

private:
    Status begin();
    Status read_roster();
    Result<bool> one_round();  // False when all is said.
    Status fetch_kit();

    Result<Request> next_request();
    Result<std::optional<Bytes>> next_pack(PackWriter& writer);
    bool is_full() const;
    Result<HeadList> heads();
    Result<Reply> ask(const Request& request);
    Error cut_off(const Error& why);
    Status hear(ByteView more);
    Status hear_come();

    Status hear_results(const Reply& reply);
    Status hear_each_result(const Reply& reply, const Receipt& receipt);
    Status hear_differs(const Reply& reply, bool said_heads);
    Status hear_held(const Sent& sent, const Receipt& receipt);
    Status hear_roster(const Reply& reply);
    Status hear_packs();
    Status hear_pack(ByteView bytes);
    Status hear_wants(const Reply& reply);
    std::uint64_t held_of(const Want& want) const;
    void leave_alone(Rule rule, const FeedId& feed, std::uint64_t number);
    std::uint64_t left_to_send() const;

    store::RecordStore& store_;
    const Self& self_;
    Transport& transport_;
    const Surroundings& world_;
    Roster roster_;
    Peer peer_;

    Mending mending_;
    Report report_;
    std::vector<ScopeId> scopes_;
    std::map<FeedId, Sending> sending_;
    Forks forks_{store_, sending_, report_, !peer_.laptop};
    std::vector<Sent> sent_;                  // In the request that is out.
    std::set<FeedId> left_alone_;             // Broke a rule: no more of it in this exchange.
    std::set<FeedId> gapped_;                 // The server lacks more of it than we thought.
    std::map<FeedId, std::uint64_t> wanted_;  // What the server has already asked for.
    std::size_t budget_ = kBudgetFirst;
    std::size_t spent_ = 0;                // Of the budget, in the request that is being filled.
    std::int64_t began_ms_ = 0;            // When that request was begun.
    std::map<FeedId, std::uint64_t> out_;  // How far each feed is in it.
    bool says_heads_ = false;
    bool differed_ = false;    // By its digest: where heads are the same, the sums are not.
    bool asks_again_ = false;  // By the digest alone.
    bool was_cut_ = false;     // An earlier try.
    bool asks_first_ = false;  // What of an earlier try arrived.
    bool kit_waits_ = false;

    /// The answer that is coming.
    struct Answer {
        Incoming<Reply> incoming;
        PackReader reader;
        std::vector<Bytes> packs{};    // Whole, and not taken in yet.
        std::int64_t taken_in_ms = 0;  // When the last ones were.
        bool head_heard = false;
    };
    std::optional<Answer> answer_;
};

Status Talk::read_roster() {
    scopes_ = TRY(scopes_between(roster_, self_.device, peer_));
    return Done{};
}

Status Talk::begin() {
    TRY(read_roster());
    const bool damaged = TRY(mending_.begin(scopes_));
    says_heads_ = true;               // When nothing is held, heads are shorter than their digest.
    if (peer_.laptop) return Done{};  // What a laptop has of us, nobody here has written down.
    for (const Head& head : TRY(store_.heads(scopes_))) {
        if (head.number == 0) continue;
        says_heads_ = false;
        if (head.feed.device != self_.device) continue;
        const std::uint64_t held = TRY(store_.acknowledged_up_to(head.feed));
        if (held < head.number) sending_.emplace(head.feed, Sending{held, head.number});
    }
    TRY(forks_.resume());
    was_cut_ = TRY(store_.get(kWasCut)).value_or(Bytes{}) == Bytes{1};
    if (transport_.sends_at_once()) budget_ = kBudgetMax;
    asks_first_ = !sending_.empty() && (was_cut_ || left_to_send() > kAskBeforeChanges);
    says_heads_ = says_heads_ || asks_first_ || damaged;
    return Done{};
}

bool Talk::is_full() const {
    const std::int64_t took_ms = world_.now_ms() - began_ms_;
    return spent_ >= budget_ || sent_.size() == kPacksMax || took_ms > kSlowMs;
}

/// The next pack of this request; nothing when it is full or all that can be sent is in it.
Result<std::optional<Bytes>> Talk::next_pack(PackWriter& writer) {
    Packer packer(store_, self_);
    for (auto at = sending_.begin(); at != sending_.end() && !is_full();) {
        const std::uint64_t from = out_.try_emplace(at->first, at->second.held).first->second;
        const std::size_t size = writer.changes_for(std::min(budget_ - spent_, kPackBytes));
        auto next = from < at->second.end ? packer.next(at->first, from, size)
                                          : Result<std::optional<Packed>>(std::nullopt);
        if (!next && TRY(mending_.explains(next.error()))) next = std::optional<Packed>();
        const auto packed = TRY(std::move(next));
        if (packed) {
            const Bytes pack =
                pack_blob(forks_.knows(at->first) ? bytes_of(packed->pack, self_.device)
                                                  : TRY(writer.write(*packed)));
            spent_ += pack.size();
            sent_.push_back({.end = packed->end, .first = packed->pack.first});
            out_[at->first] = packed->end.number;
            return std::optional(pack);
        }
        if (from > at->second.held) {
            ++at;
        } else {  // No signature further on: it cannot be passed on from here. Or it is damaged.
            if (!TRY(mending_.is_damaged(at->first))) left_alone_.insert(at->first);
            at = sending_.erase(at);
        }
    }
    return std::optional<Bytes>{};
}

Result<HeadList> Talk::heads() {
    std::map<FeedId, HeadLine> lines;
    for (const Head& head : TRY(store_.heads(scopes_))) {
        lines[head.feed] = {head.feed, head.number, false, check_of(head.hash)};
    }
    for (const FeedId& feed : left_alone_) {
        lines.try_emplace(feed, HeadLine{feed, 0, false}).first->second.closed = true;
    }
    HeadList out{.answer_kib_max = kKibMax, .lines = {}};
    for (auto& [_, line] : lines) out.lines.push_back(std::move(line));
    TRY(mending_.say_less(out.lines));
    TRY(forks_.ask_in(out));
    return out;
}

Result<Request> Talk::next_request() {
    Request out;
    out.roster_version = roster_.version;
    out.kit_version = TRY(kit_version_of(store_));
    out.asks_held = asks_first_;
    if (says_heads_) out.heads = TRY(heads());
    if (!says_heads_) {
        out.digest = TRY(digest_of_held(store_, scopes_));
    } else if (differed_) {
        out.digest = digest_of(TRY(store_.heads(scopes_)), {});
    }
    return out;
}

Result<Reply> Talk::ask(const Request& request) {
    began_ms_ = world_.now_ms();
    sent_.clear();
    out_.clear();
    spent_ = 0;
    answer_.emplace(Answer{.incoming = {}, .reader = PackReader(store_, std::nullopt)});
    PackWriter writer(store_, self_.device);
    Bytes head = bytes_of(request);
    const bool with_packs = !asks_first_ && !request.kit_files;
    ++report_.requests;
    const auto make = [&]() -> Result<Bytes> {
        Bytes piece = std::exchange(head, {});
        if (piece.empty() && with_packs) {
            if (auto pack = TRY(next_pack(writer))) piece = *std::move(pack);
        }
        report_.bytes_up += piece.size();
        return piece;
    };
    const auto answered = transport_.converse(make, [&](ByteView more) { return hear(more); });
    if (!answered) return cut_off(answered.error());
    TRY(hear_come());
    TRY(hear_packs());
    if (asks_first_ && std::exchange(was_cut_, false)) TRY(store_.set(kWasCut, Bytes{0}));
    asks_first_ = false;

    const std::int64_t took_ms = world_.now_ms() - began_ms_;
    if (took_ms < kQuickMs) budget_ = std::min(budget_ * 2, kBudgetMax);
    if (took_ms > kSlowMs) budget_ = std::max(budget_ / 2, kBudgetMin);
    return answer_->incoming.whole();
}

/// Keeps what came before the line broke. A store that cannot go on is told first.
Error Talk::cut_off(const Error& why) {
    const Status noted = sent_.empty() ? Done{} : store_.set(kWasCut, Bytes{1});
    const Status kept = noted ? hear_packs() : noted;
    return kept ? why : kept.error();
}

Status Talk::hear(ByteView more) {
    report_.bytes_down += more.size();
    const bool begins = answer_->incoming.add(more) > 1;  // One byte may be all, or the first.
    return begins ? hear_come() : Done{};
}

/// What has come whole: the head, with the receipts; then packs, several in one commit, for a
/// commit waits for the disk, but on a slow line soon after they came.
Status Talk::hear_come() {
    const Reply* head = answer_->incoming.head();
    if (head == nullptr) return Done{};
    if (!std::exchange(answer_->head_heard, true)) {
        TRY(hear_roster(*head));
        TRY(hear_results(*head));
        TRY(read_roster());
        answer_->taken_in_ms = world_.now_ms();
    }
    while (auto pack = answer_->incoming.next_pack()) answer_->packs.push_back(*std::move(pack));
    const bool waited = world_.now_ms() - answer_->taken_in_ms >= kPacksWaitMs;
    if (answer_->packs.size() < kPacksTogether && !waited) return Done{};
    return hear_packs();
}

void Talk::leave_alone(Rule rule, const FeedId& feed, std::uint64_t number) {
    report_.problems.push_back(problem_of(rule, feed, number));
    left_alone_.insert(feed);
    sending_.erase(feed);
}

Status Talk::hear_results(const Reply& reply) {
    if (reply.results.size() != sent_.size()) {
        return Error{Code::Corrupt,
                     "the server did not say of each pack what became of it: "
                     "exchange again"};
    }
    if (sent_.empty()) return Done{};
    Writer held;
    for (std::size_t i = 0; i < sent_.size(); ++i) {
        if (reply.results[i] == Rule::Held) held.raw(head_message(sent_[i].end));
    }
    const Receipt receipt{.held = held.take(), .signature = reply.held};
    if (!receipt.held.empty() && !is_signed_by(roster_, peer_, receipt)) {
        return Error{Code::Refused,
                     "the server's receipt is not signed by this programme's "
                     "server, so nothing counts as sent: ask who runs the server"};
    }
    return store_.together([&] { return hear_each_result(reply, receipt); });
}

Status Talk::hear_each_result(const Reply& reply, const Receipt& receipt) {
    const std::vector<Rule>& results = reply.results;
    for (std::size_t i = 0; i < sent_.size(); ++i) {
        const auto& [end, first] = sent_[i];
        if (left_alone_.contains(end.feed)) continue;
        if (TRY(forks_.hear(results[i], sent_[i]))) continue;
        if (results[i] == Rule::Held) {
            TRY(hear_held(sent_[i], receipt));
        } else if (results[i] == Rule::Gap && gapped_.insert(end.feed).second) {
            sending_.erase(end.feed);  // Heads will tell from where.
            says_heads_ = true;
        } else if (results[i] != Rule::Gap || sending_.contains(end.feed)) {
            leave_alone(results[i], end.feed, first);
        }
    }
    return Done{};
}

Status Talk::hear_held(const Sent& sent, const Receipt& receipt) {
    if (sent.end.feed.device == self_.device && !peer_.laptop) {
        TRY(keep_acknowledged(store_, sent.end.feed, sent.end.number, receipt));
    }
    report_.sent += sent.end.number - sent.first + 1;
    const auto feed = sending_.find(sent.end.feed);
    if (feed == sending_.end()) return Done{};
    feed->second.held = sent.end.number;
    if (feed->second.held >= feed->second.end) sending_.erase(feed);
    return Done{};
}

Status Talk::hear_roster(const Reply& reply) {
    if (!reply.roster) return Done{};
    TRY(keep_roster(store_, *reply.roster));
    roster_ = TRY(roster_of(store_));
    return Done{};
}

Status Talk::hear_packs() {
    const std::vector<Bytes> packs = std::exchange(answer_->packs, {});
    answer_->taken_in_ms = world_.now_ms();
    if (packs.empty()) return Done{};
    return store_.together([&]() -> Status {
        for (const Bytes& pack : packs) TRY(hear_pack(pack));
        return Done{};
    });
}

Status Talk::hear_pack(ByteView bytes) {
    const auto read = answer_->reader.read(bytes);
    if (!read && read.error().code != Code::Corrupt) return read.error();
    if (!read) {
        report_.problems.push_back(problem_of(Rule::Malformed, {}, 0));
        return Done{};
    }
    const Pack& pack = read->pack;
    if (left_alone_.contains(pack.feed)) return Done{};
    if (read->rule == Rule::Gap && gapped_.insert(pack.feed).second) {
        says_heads_ = true;  // It may stand behind another one that could not be read: once more.
        return Done{};
    }
    if (read->rule == Rule::Fork && TRY(forks_.show_ours(pack.feed))) return Done{};
    if (read->rule != Rule::Held) {
        leave_alone(read->rule, pack.feed, pack.first);
        return Done{};
    }
    const Judge judge{.roster = roster_,
                      .scopes = scopes_,
                      .now_ms = world_.now_ms(),
                      .self = &self_,
                      .yields = !peer_.laptop};
    auto taken = take_in(store_, judge, pack);
    if (!taken && TRY(mending_.explains(taken.error())) && gapped_.insert(pack.feed).second) {
        says_heads_ = true;  // First what is damaged, then this.
        return Done{};
    }
    auto verdict = TRY(std::move(taken));
    report_.received += verdict.taken;
    for (auto& id : verdict.touched) report_.touched.push_back(id);
    if (verdict.gave_way) TRY(forks_.settle(pack.feed, pack.first));
    if (verdict.rule == Rule::Fork && TRY(forks_.show_ours(pack.feed))) return Done{};
    if (verdict.rule != Rule::Held) leave_alone(verdict.rule, pack.feed, pack.first);
    return Done{};
}

Status Talk::hear_wants(const Reply& reply) {
    if (reply.wants.empty()) return Done{};
    auto receipt = TRY(receipt_of_wants(store_, reply));
    if (receipt && !is_signed_by(roster_, peer_, *receipt)) receipt.reset();
    std::map<FeedId, std::uint64_t> ends;
    for (const Head& head : TRY(store_.heads(scopes_))) ends.emplace(head.feed, head.number);
    for (const Want& want : reply.wants) {
        const auto end = ends.find(want.feed);
        if (end == ends.end() || want.number > end->second) continue;
        if (left_alone_.contains(want.feed) || TRY(forks_.hear_want(want))) continue;
        if (want.feed.device == self_.device && !peer_.laptop &&
            want.number < TRY(store_.acknowledged_up_to(want.feed))) {
            TRY(attachments_may_be_lost(store_));
        }
        if (receipt && want.number > 0) {
            TRY(hear_held({.end = {want.feed, want.number, {}}, .first = held_of(want) + 1},
                          *receipt));
        }
        if (want.number == end->second) continue;
        const auto [asked, first_time] = wanted_.try_emplace(want.feed, want.number);
        if (!first_time && want.number <= asked->second) {  // We gave it that already.
            left_alone_.insert(want.feed);
            continue;
        }
        asked->second = want.number;
        sending_.insert_or_assign(want.feed, Sending{want.number, end->second});
    }
    return Done{};
}

/// What we thought the server to hold of it, at most what it says.
std::uint64_t Talk::held_of(const Want& want) const {
    const auto known = sending_.find(want.feed);
    const std::uint64_t thought = known == sending_.end() ? want.number : known->second.held;
    return std::min(thought, want.number);
}

Result<bool> Talk::one_round() {
    const Request request = TRY(next_request());
    const bool said_heads = request.heads.has_value();
    const auto moved = [this] { return report_.received + left_alone_.size(); };
    const auto before = moved();
    if (said_heads) says_heads_ = false;

    const Reply reply = TRY(ask(request));
    TRY(hear_wants(reply));
    kit_waits_ = reply.newer_kit;

    TRY(hear_differs(reply, said_heads));
    if (said_heads && reply.more && moved() != before) says_heads_ = true;
    if (said_heads && !reply.more) TRY(forks_.drop_asked());
    if (sending_.empty() && forks_.must_ask()) says_heads_ = true;
    says_heads_ = says_heads_ || TRY(mending_.has_more());
    return says_heads_ || std::exchange(asks_again_, false) || !sending_.empty();
}

/// While there is more to send the digests differ anyway.
Status Talk::hear_differs(const Reply& reply, bool said_heads) {
    if (!reply.differs || !sending_.empty()) return Done{};
    differed_ = true;
    if (!said_heads) {
        says_heads_ = true;
    } else if (mending_.looked_at_all) {  // All heads are the same, and both have looked.
        mending_.sums_differ = true;
    } else {
        mending_.looked_at_all = true;
        asks_again_ = true;
        TRY(store_.look_for_damage(SIZE_MAX));
    }
    return Done{};
}

Status Talk::fetch_kit() {
    Request request;
    request.roster_version = roster_.version;
    request.kit_version = TRY(kit_version_of(store_));
    request.kit_files = TRY(kit_files_held(store_));
    const Reply reply = TRY(ask(request));
    if (reply.kit.empty()) return Done{};
    const auto programme = TRY(programme_key_of(store_));
    report_.new_forms = TRY(keep_kit(store_, reply.kit, programme));
    return Done{};
}

std::uint64_t Talk::left_to_send() const {
    std::uint64_t out = 0;
    for (const auto& [_, feed] : sending_) out += feed.end - feed.held;
    return out;
}

Result<Report> Talk::run(const Progress& progress) {
    TRY(begin());
    for (bool more = true; more;) {
        if (report_.requests == kRequestsMax) {
            return Error{Code::Corrupt, "the server asks for more without end: ask who runs it"};
        }
        more = TRY(one_round());
        if (progress && !progress(report_, left_to_send())) return report_;
    }
    if (kit_waits_) TRY(fetch_kit());
    TRY(mending_.tell(report_));
    return report_;
}

}  // namespace

Result<Report> exchange(store::RecordStore& store, const Self& self, Transport& transport,
                        const Surroundings& world, const Progress& progress, const Peer& peer) {
    auto roster = TRY(roster_of(store));
    Talk talk(store, self, transport, world, std::move(roster), peer);
    return talk.run(progress);
}

}  // namespace adit::sync
