#include "sync/answer.h"

#include "sync/intake.h"
#include "sync/kit.h"
#include "sync/message.h"
#include "sync/pack.h"

#include <algorithm>
#include <map>

namespace adit::sync {
namespace {

using record::DeviceId;
using record::FeedId;
using record::ScopeId;
using store::Head;

std::vector<ScopeId> scopes_of(const identity::RosterDevice& device) {
    std::vector<ScopeId> out;
    for (const std::string& code : device.scopes) out.push_back({code});
    return out;
}

/// Takes each pack in by itself; what is held is signed at once, one signature for all.
Status take_packs(const Host& host, const DeviceId& caller, const std::vector<Bytes>& packs,
                  std::int64_t now_ms, Reply& reply, Report& report) {
    const Judge judge{.roster = host.roster, .scopes = {}, .now_ms = now_ms};
    Writer held;
    for (const Bytes& bytes : packs) {
        const auto pack = pack_from(bytes, caller);
        if (!pack) {
            reply.results.push_back(Rule::Malformed);
            report.problems.push_back(problem_of(Rule::Malformed, FeedId{{}, caller, 0}, 0));
            continue;
        }
        auto verdict = TRY(take_in(host.store, judge, *pack));
        reply.results.push_back(verdict.rule);
        report.received += verdict.taken;
        for (auto& id : verdict.touched) report.touched.push_back(id);
        if (verdict.rule == Rule::Held) {
            held.raw(head_message(verdict.head));
        } else {
            report.problems.push_back(problem_of(verdict.rule, pack->feed, pack->first));
        }
    }
    if (!held.bytes().empty()) reply.held = host.self.key.sign(kHeldPurpose, held.bytes());
    return Done{};
}

/// Packs of one feed until its end or the end of the room; false when there was no more room.
Result<bool> give_feed(Packer& packer, const Head& head, std::uint64_t from, std::size_t& room,
                       Reply& reply, Report& report) {
    while (from < head.number) {
        if (room == 0 || reply.packs.size() == kPacksMax) return false;
        const auto packed = TRY(packer.next(head.feed, from, std::min(room, kPackBytesMax)));
        if (!packed) return true;
        reply.packs.push_back(bytes_of(packed->pack, std::nullopt));
        room -= std::min(room, reply.packs.back().size());
        report.sent += packed->pack.changes.size();
        from = packed->end.number;
    }
    return true;
}

/// Compares heads: packs of what the caller lacks, wants for what we lack.
Status compare(const Host& host, const std::vector<Head>& ours, const HeadList& theirs,
               const std::vector<ScopeId>& scopes, Reply& reply, Report& report) {
    std::map<FeedId, HeadLine> lines;
    for (const HeadLine& line : theirs.lines) {
        const bool theirs_to_hold = std::ranges::find(scopes, line.feed.scope) != scopes.end();
        if (theirs_to_hold) lines.insert_or_assign(line.feed, line);
    }
    Packer packer(host.store, host.self);
    std::size_t room = static_cast<std::size_t>(theirs.answer_kib_max) * 1024;
    for (const Head& head : ours) {
        const auto line = lines.extract(head.feed);
        const HeadLine their = line ? line.mapped() : HeadLine{.feed = head.feed};
        if (their.closed) continue;
        if (their.number > head.number) reply.wants.push_back({head.feed, head.number});
        if (!TRY(give_feed(packer, head, their.number, room, reply, report))) {
            reply.more = true;
        }
    }
    for (const auto& [feed, line] : lines) {
        if (!line.closed && line.number > 0) reply.wants.push_back({feed, 0});
    }
    return Done{};
}

}  // namespace

Result<Answered> answer(const Host& host, const identity::RosterDevice& caller, ByteView body,
                        const Surroundings& world) {
    const auto request = request_from(body);
    if (!request) return Error{Code::BadInput, request.error().what};
    const auto scopes = scopes_of(caller);

    Reply reply;
    Report report;
    report.requests = 1;
    report.bytes_up = body.size();
    TRY(take_packs(host, DeviceId{caller.device}, request->packs, world.now_ms(), reply, report));

    if ((request->digest || request->heads) && !scopes.empty()) {
        const auto ours = TRY(host.store.heads(scopes));
        if (request->heads) {
            TRY(compare(host, ours, *request->heads, scopes, reply, report));
        } else {
            reply.differs = digest_of(ours) != *request->digest;
        }
    }
    if (request->roster_version < host.roster.version) {
        reply.roster = Bytes(host.signed_roster.begin(), host.signed_roster.end());
    }
    reply.newer_kit = request->kit_version < host.kit_version;
    if (request->kit_files && reply.newer_kit) {
        reply.kit = TRY(part_of_kit(host.kit, {}, *request->kit_files));
    }

    Answered out{.body = bytes_of(reply), .report = std::move(report)};
    out.report.bytes_down = out.body.size();
    return out;
}

}  // namespace adit::sync
