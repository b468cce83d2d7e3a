#include "sync/answer.h"

#include "sync/intake.h"
#include "sync/kit.h"

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
            unpacked_.push_back(reader_.read(*pack));
        } else {
            packed_.push_back(*std::move(pack));
        }
    }
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
    Verdict verdict{.rule = read ? read->rule : Rule::Malformed, .head = {}, .touched = {}};
    if (verdict.rule == Rule::Held) {
        const Judge judge{.roster = host_.roster,
                          .scopes = host_.scopes.empty() ? host_.scopes : scopes_,
                          .now_ms = world_.now_ms(),
                          .self = host_.scopes.empty() ? &host_.self : nullptr};
        verdict = TRY(take_in(host_.store, judge, read->pack));
    }
    reply_.results.push_back(verdict.rule);
    report_.received += verdict.taken;
    for (auto& id : verdict.touched) report_.touched.push_back(id);
    if (verdict.rule == Rule::Held) {
        held_.raw(head_message(verdict.head));
    } else {
        report_.problems.push_back(problem_of(verdict.rule, feed, first));
    }
    return Done{};
}

/// The next pack as it stands behind the head; empty when all that the caller lacks was given, or
/// all that there is room for.
Result<Bytes> Answering::next_pack() {
    while (!giving_.empty() && room_ > 0 && given_ < kPacksMax) {
        auto& [head, from] = giving_.front();
        const std::size_t size = writer_.changes_for(std::min(room_, kPackBytes));
        const auto packed =
            from < head.number ? TRY(packer_.next(head.feed, from, size)) : std::optional<Packed>{};
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
    const auto head = TRY(host_.store.find_head(feed));
    ENSURE(head.has_value() && head->number == held);
    wants_held_.raw(head_message(*head));
    return Done{};
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
        if (their.closed) continue;
        if (their.number == head.number && their.check != check_of(head.hash)) {
            TRY(want(head.feed, 0));  // Another branch, as long as ours: it is to be shown whole.
            continue;
        }
        const bool asked = request_.head()->asks_held && their.number == head.number;
        if (asked || their.number > head.number) TRY(want(head.feed, head.number));
        if (their.number < head.number) giving_.push_back({head, their.number});
    }
    for (const auto& [feed, line] : lines) {
        if (!line.closed && line.number > 0) TRY(want(feed, 0));
    }
    return Done{};
}

Result<Bytes> Answering::begin_answer() {
    if (have_nothing_in_common()) {
        return Error{Code::Refused, "the two laptops have no country in common"};
    }
    if (!request_.is_whole()) {
        return Error{Code::BadInput,
                     "what came is no message of an exchange: check that both sides run this "
                     "release"};
    }
    const Request& request = *request_.head();
    if (!held_.bytes().empty()) reply_.held = host_.self.key.sign(kHeldPurpose, held_.bytes());
    if (request.heads && !scopes_.empty()) {
        TRY(compare());
    } else if (request.digest && !scopes_.empty()) {
        const auto ours = TRY(host_.store.heads(scopes_));
        reply_.differs = digest_of(ours) != *request.digest;
    }
    if (!wants_held_.bytes().empty()) {
        reply_.wants_held = host_.self.key.sign(kHeldPurpose, wants_held_.bytes());
    }
    if (request.roster_version < host_.roster.version) {
        reply_.roster = Bytes(host_.signed_roster.begin(), host_.signed_roster.end());
    }
    reply_.newer_kit = request.kit_version < host_.kit_version;
    if (request.kit_files && reply_.newer_kit) {
        reply_.kit = TRY(part_of_kit(host_.kit, {}, *request.kit_files));
    }
    const Bytes given = TRY(give());
    Bytes out = given.empty() ? bytes_of(reply_) : head_of(reply_);
    out.insert(out.end(), given.begin(), given.end());
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
