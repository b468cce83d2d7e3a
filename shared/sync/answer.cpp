#include "sync/answer.h"

#include "sync/intake.h"
#include "sync/kit.h"

#include <algorithm>
#include <map>

namespace adit::sync {
namespace {

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
      packer_(host.store, host.self) {
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
    Verdict verdict{
        .rule = read ? read->rule : Rule::Malformed, .head = {}, .taken = 0, .touched = {}};
    if (verdict.rule == Rule::Held) {
        const Judge judge{.roster = host_.roster,
                          .scopes = host_.scopes.empty() ? host_.scopes : scopes_,
                          .now_ms = world_.now_ms()};
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

/// Packs of one feed until its end or the end of the room; false when there was no more room.
Result<bool> Answering::give_feed(PackWriter& writer, const Head& head, std::uint64_t from,
                                  std::size_t& room) {
    while (from < head.number) {
        if (room == 0 || reply_.packs.size() == kPacksMax) return false;
        const auto packed =
            TRY(packer_.next(head.feed, from, writer.changes_for(std::min(room, kPackBytes))));
        if (!packed) return true;
        reply_.packs.push_back(TRY(writer.write(*packed)));
        room -= std::min(room, reply_.packs.back().size());
        report_.sent += packed->pack.changes.size();
        from = packed->end.number;
    }
    return true;
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
    PackWriter writer(host_.store, std::nullopt);
    std::size_t room = static_cast<std::size_t>(theirs.answer_kib_max) * 1024;
    for (const Head& head : TRY(host_.store.heads(scopes_))) {
        const auto line = lines.extract(head.feed);
        const HeadLine their = line ? line.mapped() : HeadLine{.feed = head.feed};
        if (their.closed) continue;
        const bool asked = request_.head()->asks_held && their.number == head.number;
        if (asked || their.number > head.number) TRY(want(head.feed, head.number));
        if (!TRY(give_feed(writer, head, their.number, room))) reply_.more = true;
    }
    for (const auto& [feed, line] : lines) {
        if (!line.closed && line.number > 0) TRY(want(feed, 0));
    }
    return Done{};
}

Result<Answered> Answering::answer() {
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
    Answered out{.body = bytes_of(reply_), .report = report_};
    out.report.bytes_down = out.body.size();
    return out;
}

Result<Answered> answer(const Host& host, const identity::RosterDevice& caller, ByteView body,
                        const Surroundings& world) {
    Answering answering(host, caller, world);
    TRY(answering.hear(body));
    return answering.answer();
}

}  // namespace adit::sync
