// Taking bundles in, by the one intake.
#include "base/uuid.h"
#include "record/change_codec.h"
#include "sync/bundle.h"
#include "sync/frame.h"
#include "sync/kit.h"
#include "sync/pack.h"

#include <algorithm>
#include <istream>

namespace adit::sync {

using identity::Roster;
using identity::RosterDevice;
using record::FeedId;
using record::ScopeId;

namespace {

constexpr std::size_t kRosterBytesMax = std::size_t{4} * 1024 * 1024;

struct Line {
    FeedId feed;
    std::uint64_t held = 0;
    std::uint64_t first = 0, last = 0;
};
struct Manifest {
    Bytes roster;
    std::vector<Line> lines;
};

Error bad_manifest() {
    return {Code::BadInput,
            "this file was made by another release of Adit, or wrongly: update the program, or "
            "have it made again"};
}

Result<Manifest> manifest_from(ByteView bytes) {
    Manifest out;
    Reader in(bytes);
    const ByteView roster = in.blob();
    const std::size_t count = in.count();
    for (std::size_t i = 0; i < count && in.ok(); ++i) {
        const auto feed = record::feed_from(in.raw(kFeedBytes));
        Line line{.feed = {}, .held = in.varint(), .first = in.varint(), .last = in.varint()};
        if (!feed || line.first > line.last || line.last > line.held) return bad_manifest();
        line.feed = *feed;
        out.lines.push_back(std::move(line));
    }
    if (!in.done()) return bad_manifest();
    if (roster.empty()) return out;
    auto whole = decompressed(roster, kRosterBytesMax);
    if (!whole) return bad_manifest();
    out.roster = *std::move(whole);
    return out;
}

std::string countries_of(const std::vector<ScopeId>& scopes) {
    std::string out;
    for (const ScopeId& scope : scopes) out += (out.empty() ? "" : ", ") + scope.code;
    return out;
}

/// Whether a file with this header has any business here.
Status belongs_here(const BundleDesk& desk, const VolumeHeader& header) {
    const auto programme = uuid_from(desk.roster.programme);
    if (!programme || programme->bytes != header.programme) {
        return Error{Code::Refused,
                     "this bundle is of another programme: give it to a laptop that is enrolled "
                     "there"};
    }
    const bool all = desk.scopes.empty();
    if (all || std::ranges::find(desk.scopes, header.scope) != desk.scopes.end()) return Done{};
    return Error{Code::Refused, "this bundle is for " + header.scope.code +
                                    ", and this laptop works in " + countries_of(desk.scopes) +
                                    ": it cannot be read here, but you can carry it to the server"};
}

class Taking {
public:
    Taking(const BundleDesk& desk, std::istream& in) : desk_(desk), in_(in) {}

    Result<VolumeTaken> run() {
        reader_ = TRY(VolumeReader::open(in_));
        taken_.header = reader_->header();
        TRY(belongs_here(desk_, taken_.header));
        const Bytes opened = TRY(unlocked());
        manifest_ = TRY(manifest_from(opened));
        TRY(renew_roster());
        TRY(check_sender());
        TRY(take_packs());
        TRY(remember());
        return std::move(taken_);
    }

private:
    const Roster& roster() const { return renewed_ ? *renewed_ : desk_.roster; }

    Result<Bytes> unlocked() {
        auto manifest = reader_->unlock(desk_.self.key);
        if (manifest || manifest.error().code != Code::Refused) return manifest;
        return Error{
            Code::Refused,
            "this bundle was made by a laptop that does not know yet that this one may read " +
                taken_.header.scope.code +
                ": give it a bundle of yours, which brings it the newer list of laptops, "
                "and let it write again; or carry this one to the server"};
    }

    /// The sender's roster, where it is newer than ours: a revocation travels by stick as well.
    Status renew_roster() {
        const bool server = desk_.scopes.empty();  // It signs the rosters itself.
        if (server || manifest_.roster.empty()) return Done{};
        auto theirs = identity::roster_from(manifest_.roster, desk_.programme_key);
        if (!theirs || theirs->programme != desk_.roster.programme) return Done{};
        if (theirs->version <= desk_.roster.version) return Done{};
        TRY(keep_roster(desk_.store, manifest_.roster));
        renewed_ = *std::move(theirs);
        const RosterDevice* me = renewed_->find(desk_.self.device.bytes);
        if (me == nullptr || me->revoked || !me->has_scope(taken_.header.scope.code)) {
            return Error{Code::Refused,
                         "this laptop may not read " + taken_.header.scope.code +
                             " any more: what is on it stays here; ask your coordinator"};
        }
        return Done{};
    }

    Status check_sender() {
        const RosterDevice* sender = roster().find(taken_.header.sender.bytes);
        if (sender == nullptr) return Done{};  // Newer than our roster: its packs say who wrote.
        if (!reader_->is_signed_by(sender->key)) {
            return Error{Code::Refused, "this bundle was not made by the laptop that it names (" +
                                            sender->name +
                                            "): nothing was taken in; find out who gave it to you"};
        }
        taken_.sender_known = true;
        return Done{};
    }

    Status take_packs() {
        taken_.whole = true;
        for (;;) {
            auto item = reader_->next();
            if (!item) {
                taken_.whole = false;
                return Done{};
            }
            if (!*item) return Done{};
            taken_.report.bytes_down += (**item).size();
            TRY(take_pack(**item));
        }
    }

    Status take_pack(ByteView bytes) {
        Report& report = taken_.report;
        const auto pack = pack_from(bytes, std::nullopt);
        if (!pack) {
            report.problems.push_back(problem_of(Rule::Malformed, {}, 0));
            return Done{};
        }
        if (left_alone_.contains(pack->feed)) return Done{};
        const Judge judge{.roster = roster(),
                          .scopes = {taken_.header.scope},
                          .now_ms = desk_.world.now_ms(),
                          .self = desk_.scopes.empty() ? &desk_.self : nullptr};
        auto verdict = TRY(take_in(desk_.store, judge, *pack));
        report.received += verdict.taken;
        report.touched.insert(report.touched.end(), verdict.touched.begin(), verdict.touched.end());
        if (verdict.rule == Rule::Held) return Done{};
        if (verdict.rule == Rule::Branch && !branched_.insert(pack->feed).second) return Done{};
        report.problems.push_back(problem_of(verdict.rule, pack->feed, pack->first));
        if (verdict.rule != Rule::Branch) left_alone_.emplace(pack->feed, verdict.rule);
        return Done{};
    }

    /// What the sender holds, for an answer to it; and what is still missing here.
    Status remember() {
        KnownHeads here, theirs;
        for (const store::Head& head : TRY(desk_.store.heads({taken_.header.scope}))) {
            here.emplace(head.feed, head.number);
        }
        for (const Line& line : manifest_.lines) {
            if (line.feed.scope != taken_.header.scope) continue;
            theirs.emplace(line.feed, line.held);
            if (branched_.contains(line.feed)) continue;
            const auto alone = left_alone_.find(line.feed);
            if (alone != left_alone_.end() && alone->second != Rule::Gap) continue;
            const auto found = here.find(line.feed);
            const std::uint64_t held = found == here.end() ? 0 : found->second;
            if (line.first == 0 || held >= line.last) continue;  // The sender gave none of it.
            if (held + 1 < line.first) {
                taken_.missing.push_back({line.feed, held + 1, line.first - 1, false});
            } else {
                taken_.missing.push_back({line.feed, held + 1, line.last, true});
            }
        }
        if (!taken_.sender_known) return Done{};
        return keep_known_heads(desk_.store, taken_.header.sender, taken_.header.scope, theirs);
    }

    const BundleDesk& desk_;
    std::istream& in_;
    std::unique_ptr<VolumeReader> reader_;
    Manifest manifest_;
    std::optional<Roster> renewed_;
    VolumeTaken taken_;
    std::map<FeedId, Rule> left_alone_;
    std::set<FeedId> branched_;  // Their other branch is kept here; told once.
};

bool is_gap(const Problem& problem) { return problem.rule == word_for(Rule::Gap); }

/// One file after another, each as often as it brings more. Places of `taken` are the sources'.
struct Round {
    const BundleDesk& desk;
    const std::vector<Source>& sources;
    std::vector<std::optional<VolumeTaken>> taken;
    std::vector<std::optional<Error>> refused;
    Report report;

    /// Reads a source; true when that brought something in.
    Result<bool> read(std::size_t place) {
        auto in = sources[place]();
        if (!in) {
            refused[place] = std::move(in).error();
            return false;
        }
        auto now = take_volume(desk, **in);
        const Code code = now ? Code::BadInput : now.error().code;
        if (code != Code::BadInput && code != Code::Refused) return std::move(now).error();
        if (!now) {
            refused[place] = std::move(now).error();
            return false;
        }
        const std::uint64_t received = now->report.received;
        report.received += received;
        report.bytes_down += now->report.bytes_down;
        report.touched.insert(report.touched.end(), now->report.touched.begin(),
                              now->report.touched.end());
        taken[place] = *std::move(now);
        return received > 0;
    }
};

/// What the last reading of each file says, seen from the end.
void conclude(Round& round, BundleTaken& out) {
    std::set<std::pair<FeedId, std::string>> said;
    for (auto& one : round.taken) {
        if (!one) continue;
        for (const Problem& problem : one->report.problems) {
            if (said.emplace(problem.feed, problem.rule).second) {
                out.report.problems.push_back(problem);
            }
        }
        for (const Missing& missing : one->missing) {
            const auto same = std::ranges::find(out.missing, missing.feed, &Missing::feed);
            if (same == out.missing.end()) {
                out.missing.push_back(missing);
            } else if (missing.first == same->first && missing.in_bundle) {
                *same = missing;
            }
        }
        out.volumes.push_back(*std::move(one));
    }
}

}  // namespace

bool VolumeTaken::gap() const { return std::ranges::any_of(report.problems, is_gap); }

Result<VolumeTaken> take_volume(const BundleDesk& desk, std::istream& in) {
    return Taking(desk, in).run();
}

Result<BundleTaken> take_bundles(const BundleDesk& desk, const std::vector<Source>& sources) {
    Round round{.desk = desk, .sources = sources, .taken = {}, .refused = {}, .report = {}};
    round.taken.resize(sources.size());
    round.refused.resize(sources.size());
    bool more = false;
    for (std::size_t i = 0; i < sources.size(); ++i) more = TRY(round.read(i)) || more;
    while (std::exchange(more, false)) {
        for (std::size_t i = 0; i < sources.size(); ++i) {
            const bool waits = round.taken[i] && !round.taken[i]->missing.empty();
            if (waits) more = TRY(round.read(i)) || more;
        }
    }
    BundleTaken out;
    out.report = std::move(round.report);
    std::ranges::sort(out.report.touched);
    const auto doubles = std::ranges::unique(out.report.touched);
    out.report.touched.erase(doubles.begin(), doubles.end());
    conclude(round, out);
    out.refused = std::move(round.refused);
    return out;
}

Result<BundlePreview> preview_bundles(const BundleDesk& desk, const std::vector<Source>& sources) {
    Rehearsal rehearsal(desk.store);
    const BundleDesk pretended{.store = rehearsal,
                               .self = desk.self,
                               .roster = desk.roster,
                               .signed_roster = desk.signed_roster,
                               .programme_key = desk.programme_key,
                               .scopes = desk.scopes,
                               .world = desk.world};
    BundlePreview out{.taken = TRY(take_bundles(pretended, sources)), .outcome = {}};
    out.outcome = TRY(rehearsal.outcome());
    return out;
}

}  // namespace adit::sync
