#include "sync/answer.h"

#include "sync/intake.h"
#include "sync/kit.h"
#include "sync/mending.h"

#include <algorithm>
#include <map>

namespace adit::sync {
namespace {

/// How much of an answer is made before it is sent on: some packs.
constexpr std::size_t kGivenTogether = std::size_t{48} * 1024;

using record::DeviceId;
using record::FeedId;
using record::ScopeId;
using store::Head;

/// The caller's scopes, as far as they are the host's too.
std::vector<ScopeId> common_scopes(const Host& host, const identity::RosterDevice& caller) {
    std::vector<ScopeId> out;
    for (const std::string& code : caller.scopes) {
        const bool ours = host.scopes.empty() ||
                          std::ranges::find(host.scopes, ScopeId{code}) != host.scopes.end();
        if (ours) out.push_back({code});
    }
    return out;
}

}  // namespace

Answering::Answering(const Host& host, const identity::RosterDevice& caller,
                     const Surroundings& world)
    : host_(host),
      caller_(caller),
      world_(world),
      scopes_(common_scopes(host, caller)),
      reader_(host.store, DeviceId{caller.device}),
      packer_(host.store, host.self),
      writer_(host.store, std::nullopt) {
    report_.requests = 1;
}

/// A laptop that answers takes nothing of another country.
bool Answering::have_nothing_in_common() const { return !host_.scopes.empty() && scopes_.empty(); }

Status Answering::hear(ByteView more) {
    unpack(more);
    return take_unpacked();
}

void Answering::unpack(ByteView more) {
    report_.bytes_up += more.size();
    request_.add(more);
    if (have_nothing_in_common()) return;
    while (auto pack = request_.next_pack()) {
        if (reply_.results.size() + unpacked_.size() + packed_.size() == kPacksMax) break;
        if (packed_.empty() && !PackReader::looks_back(*pack)) {
            unpacked_.push_back(proven(reader_.read(*pack)));
        } else {
            packed_.push_back(*std::move(pack));
        }
    }
}

Answering::Unpacked Answering::proven(Unpacked read) {
    if (host_.latest == nullptr || !read || read->rule != Rule::Held) return read;
    const FeedId& feed = read->pack.feed;
    const bool goes_on = unpacked_up_to_ && unpacked_up_to_->feed == feed;
    const auto from = goes_on ? unpacked_up_to_ : host_.latest->find(feed);
    read->proven = chain_signed_behind(host_.roster, read->pack, from);
    unpacked_up_to_.reset();
    if (read->proven) unpacked_up_to_ = {feed, read->pack.last(), read->proven->behind.back()};
    return read;
}

Status Answering::take_unpacked() {
    for (; !unpacked_.empty(); unpacked_.pop_front()) TRY(take(unpacked_.front()));
    for (; !packed_.empty(); packed_.pop_front()) TRY(take(reader_.read(packed_.front())));
    return Done{};
}

Status Answering::take(const Unpacked& read) {
    if (!read && read.error().code != Code::Corrupt) return read.error();
    const FeedId feed = read ? read->pack.feed : FeedId{{}, DeviceId{caller_.device}, 0};
    const std::uint64_t first = read ? read->pack.first : 0;
    Verdict verdict;
    verdict.rule = read ? read->rule : Rule::Malformed;
    if (verdict.rule == Rule::Held) verdict = TRY(verdict_of(*read));
    if (verdict.mended) mended_.insert(feed);
    reply_.results.push_back(verdict.rule);
    report_.received += verdict.taken;
    for (auto& id : verdict.touched) report_.touched.push_back(id);
    if (verdict.rule == Rule::Held) {
        held_.raw(head_message(verdict.head));
        if (host_.latest != nullptr) host_.latest->note(verdict.head);
    } else {
        report_.problems.push_back(problem_of(verdict.rule, feed, first));
    }
    return Done{};
}

Result<Verdict> Answering::verdict_of(const PackReader::Unpacked& read) {
    const Judge judge{.roster = host_.roster,
                      .scopes = host_.scopes.empty() ? host_.scopes : scopes_,
                      .now_ms = world_.now_ms(),
                      .self = host_.scopes.empty() ? &host_.self : nullptr,
                      .proven = read.proven ? &*read.proven : nullptr};
    auto verdict = take_in(host_.store, judge, read.pack);
    if (verdict || verdict.error().code != Code::Corrupt) return verdict;
    TRY(host_.store.look_for_damage(SIZE_MAX));
    if (TRY(host_.store.damage(scopes_)).empty()) return verdict;
    // Something older is damaged here: that is asked for first, and this comes again.
    Verdict gap;
    gap.rule = Rule::Gap;
    return gap;
}

/// The next pack as it stands behind the head; empty when all that the caller lacks was given, or
/// all that there is room for.
Result<Bytes> Answering::next_pack() {
    while (!giving_.empty() && room_ > 0 && given_ < kPacksMax) {
        auto& [head, from] = giving_.front();
        const std::size_t size = writer_.changes_for(std::min(room_, kPackBytes));
        auto next = from < head.number ? packer_.next(head.feed, from, size)
                                       : Result<std::optional<Packed>>(std::nullopt);
        if (!next && next.error().code == Code::Corrupt) {
            // What is damaged here nobody gets; the next exchange asks for it.
            TRY(host_.store.look_for_damage(SIZE_MAX));
            next = std::optional<Packed>();
        }
        const auto packed = TRY(std::move(next));
        if (!packed) {
            giving_.pop_front();
            continue;
        }
        const Bytes pack = TRY(writer_.write(*packed));
        room_ -= std::min(room_, pack.size());
        ++given_;
        report_.sent += packed->pack.changes.size();
        from = packed->end.number;
        return pack_blob(pack);
    }
    return Bytes{};
}

/// Some packs; empty when all is said.
Result<Bytes> Answering::give() {
    Bytes out;
    while (out.size() < kGivenTogether) {
        const Bytes pack = TRY(next_pack());
        if (pack.empty()) break;
        out.insert(out.end(), pack.begin(), pack.end());
    }
    if (out.size() >= kGivenTogether || giving_.empty()) return out;
    giving_.clear();
    const Bytes more = more_blob();
    out.insert(out.end(), more.begin(), more.end());
    return out;
}

Status Answering::want(const FeedId& feed, std::uint64_t held) {
    reply_.wants.push_back({feed, held});
    if (held == 0) return Done{};
    const auto hash = TRY(hash_behind(host_.store, feed, held));
    ENSURE(hash.has_value());  // Of a head, or of where damage begins.
    wants_held_.raw(head_message({feed, held, *hash}));
    return Done{};
}

/// Of a damaged feed what the caller holds of it, from in front of the first damage.
Result<bool> Answering::want_damaged(const Head& head, std::uint64_t theirs) {
    const auto ours = std::ranges::find(damage_, head.feed, &store::Damage::feed);
    if (ours == damage_.end()) {
        const bool asked = request_.head()->heads && request_.head()->asks_held;
        const bool enough = mended_.contains(head.feed) && theirs == head.number && !asked;
        if (enough) TRY(want(head.feed, head.number));
        return false;
    }
    if (theirs <= ours->after) return false;
    TRY(want(head.feed, ours->after));
    return true;
}

/// Where all heads are the same and the digest was not, the sums differ: one of them has rotted.
Status Answering::compare_sums() {
    if (!request_.head()->digest || !same_heads_) return Done{};
    const HashStart& theirs = *request_.head()->digest;
    if (digest_of(TRY(host_.store.heads(scopes_)), {}) != theirs) return Done{};  // Forked.
    reply_.differs = true;
    return host_.store.look_for_damage(SIZE_MAX);
}

/// Compares heads: packs of what the caller lacks, wants for what we lack.
Status Answering::compare() {
    const HeadList& theirs = *request_.head()->heads;
    std::map<FeedId, HeadLine> lines;
    for (const HeadLine& line : theirs.lines) {
        const bool theirs_to_hold = std::ranges::find(scopes_, line.feed.scope) != scopes_.end();
        if (theirs_to_hold) lines.insert_or_assign(line.feed, line);
    }
    room_ = static_cast<std::size_t>(theirs.answer_kib_max) * 1024;
    for (const Head& head : TRY(host_.store.heads(scopes_))) {
        const auto line = lines.extract(head.feed);
        const HeadLine their = line ? line.mapped() : HeadLine{.feed = head.feed};
        const bool is_other = their.number == head.number && their.check != check_of(head.hash);
        same_heads_ = same_heads_ && !their.closed && !is_other && their.number == head.number;
        if (their.closed || TRY(want_damaged(head, their.number))) continue;
        if (is_other) {
            TRY(want(head.feed, 0));  // Another branch, as long as ours: it is to be shown whole.
            continue;
        }
        const bool asked = request_.head()->asks_held && their.number == head.number;
        if (asked || their.number > head.number) TRY(want(head.feed, head.number));
        if (their.number < head.number) giving_.push_back({head, their.number});
    }
    for (const auto& [feed, line] : lines) {
        same_heads_ = same_heads_ && line.number == 0;
        if (!line.closed && line.number > 0) TRY(want(feed, 0));
    }
    return compare_sums();
}

Result<Bytes> Answering::begin_answer() {
    TRY(find_answer());
    return found_answer();
}

Status Answering::find_answer() {
    if (have_nothing_in_common()) {
        return Error{Code::Refused, "the two laptops have no country in common"};
    }
    if (!request_.is_whole()) {
        return Error{Code::BadInput,
                     "what came is no message of an exchange: check that both sides run this "
                     "release"};
    }
    const Request& request = *request_.head();
    if (!scopes_.empty()) {
        TRY(host_.store.look_for_damage(kLookBytes));
        damage_ = TRY(host_.store.damage(scopes_));
    }
    if (request.heads && !scopes_.empty()) {
        TRY(compare());
    } else if (request.digest && !scopes_.empty()) {
        reply_.differs = TRY(digest_of_held(host_.store, scopes_)) != *request.digest;
    }
    if (!request.heads && !reply_.differs && (!damage_.empty() || !mended_.empty())) {
        for (const Head& head : TRY(host_.store.heads(scopes_))) {
            TRY(want_damaged(head, head.number));
        }
    }
    if (request.roster_version < host_.roster.version) {
        reply_.roster = Bytes(host_.signed_roster.begin(), host_.signed_roster.end());
    }
    reply_.newer_kit = request.kit_version < host_.kit_version;
    if (request.kit_files && reply_.newer_kit) {
        reply_.kit = TRY(part_of_kit(host_.kit, {}, *request.kit_files));
    }
    given_first_ = TRY(give());
    return Done{};
}

Bytes Answering::found_answer() {
    const auto signature_of = [&](const Writer& heads) {
        return host_.self.key.sign(kHeldPurpose, heads.bytes());
    };
    if (!held_.bytes().empty()) reply_.held = signature_of(held_);
    if (!wants_held_.bytes().empty()) reply_.wants_held = signature_of(wants_held_);
    Bytes out = given_first_.empty() ? bytes_of(reply_) : head_of(reply_);
    out.insert(out.end(), given_first_.begin(), given_first_.end());
    report_.bytes_down += out.size();
    return out;
}

Result<Bytes> Answering::go_on() {
    Bytes out = TRY(give());
    report_.bytes_down += out.size();
    return out;
}

Result<Answered> Answering::answer() {
    Answered out{.body = TRY(begin_answer()), .report = {}};
    for (Bytes more = TRY(go_on()); !more.empty(); more = TRY(go_on())) {
        out.body.insert(out.body.end(), more.begin(), more.end());
    }
    out.report = report_;
    return out;
}

Result<Answered> answer(const Host& host, const identity::RosterDevice& caller, ByteView body,
                        const Surroundings& world) {
    Answering answering(host, caller, world);
    TRY(answering.hear(body));
    return answering.answer();
}

}  // namespace adit::sync
