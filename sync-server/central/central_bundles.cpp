// Bundles at the server: what couriers hand over, and what the administrator has in his hand.
#include "base/log.h"
#include "central/central.h"
#include "sync/bundle_files.h"

namespace adit::central {
namespace {

std::string key_of_held(const std::string& digest) { return "central/carried/" + digest; }

void log_problems(const sync::BundleTaken& taken) {
    for (const sync::Problem& problem : taken.report.problems) {
        log(Level::Warning, "bundle",
            "feed of " + problem.feed.device.text() + " in " + problem.feed.scope.code + ": " +
                problem.rule + ": " + problem.what);
    }
}

/// Nothing more is to be had of this file: all of it is held, or judged.
bool is_done(const sync::VolumeTaken& taken) { return taken.whole && !taken.gap(); }

/// Its digest is good and its inside is not: that is how it was made, another copy helps nobody.
Error badly_made() {
    return {Code::BadInput,
            "this bundle's file is not whole as it was made: its good part was "
            "taken in; have it made again"};
}

std::string words_of(const sync::VolumeTaken& taken) {
    if (!is_done(taken)) {
        return "Changes in front of this bundle's are missing on the server: the bundle is kept "
               "until the part or the bundle before it has come.";
    }
    std::string words;
    for (const sync::Problem& problem : taken.report.problems) {
        words += (words.empty() ? "" : " ") + problem.what;
    }
    return words;
}

}  // namespace

Status Central::with_bundle_desk(const std::function<Status(const sync::BundleDesk&)>& work) {
    const identity::Roster roster = TRY(this->roster());
    const Bytes signed_roster = identity::signed_roster(roster, programme_key_);
    const Records records = this->records();
    return work({.store = *records,
                 .self = server_,
                 .roster = roster,
                 .signed_roster = signed_roster,
                 .programme_key = programme_key_.public_key(),
                 .scopes = {},
                 .world = world_});
}

Result<sync::BundleTaken> Central::take_bundles(const std::vector<sync::Source>& sources) {
    sync::BundleTaken taken;
    TRY(begin_taking());
    auto done = with_bundle_desk([&](const sync::BundleDesk& desk) -> Status {
        taken = TRY(sync::take_bundles(desk, sources));
        return Done{};
    });
    TRY(end_taking());  // Also of what came before a disk was full.
    if (!done) return std::move(done).error();
    log_problems(taken);
    return taken;
}

Result<sync::CarriedAnswer> Central::take_whole_file(const identity::Digest& file) {
    const auto path = carried_.file(file);
    std::vector<std::filesystem::path> files = {path};
    for (const auto& other : carried_.others(file)) files.push_back(other);
    const sync::BundleTaken taken = TRY(take_bundles(sync::sources_of(files)));

    sync::CarriedAnswer answer;
    std::size_t place = 0;
    for (std::size_t i = 0; i < files.size(); ++i) {
        if (taken.refused[i]) {
            carried_.let_go(files[i]);
            if (i == 0) return *taken.refused[i];
            continue;
        }
        const sync::VolumeTaken& one = taken.volumes[place++];
        if (!one.whole) {
            carried_.let_go(files[i]);
            if (i == 0) return badly_made();
            continue;
        }
        const std::string digest = files[i].stem().string();
        if (is_done(one)) {
            TRY(records()->set(key_of_held(digest), view_of("held")));
            carried_.let_go(files[i]);
        }
        if (i > 0) continue;
        answer.state = is_done(one) ? sync::CarriedState::Held : sync::CarriedState::Waits;
        answer.words = words_of(one);
    }
    return answer;
}

Result<Bytes> Central::take_carried(const std::string& token, ByteView body) {
    const auto caller = TRY(caller_with(token));
    const auto piece = TRY(sync::carried_piece_from(body));
    const std::string digest = hex(piece.file);

    const std::lock_guard one_at_a_time(carried_guard_);
    sync::CarriedAnswer answer{
        .state = sync::CarriedState::Held, .have = piece.size, .held = {}, .words = ""};
    // Held before, and the answer was lost on its way: said again.
    if (!TRY(records()->get(key_of_held(digest)))) {
        const std::uint64_t have = TRY(carried_.add(piece));
        answer = have < piece.size ? sync::CarriedAnswer{} : TRY(take_whole_file(piece.file));
        answer.have = have;
    }
    if (answer.state == sync::CarriedState::Held) {
        answer.held = server_.key.sign(sync::kCarriedPurpose, piece.file);
        log(Level::Info, "bundle",
            "laptop " + hex(caller.device.roster.device) + " brought a bundle");
    }
    return sync::bytes_of(answer);
}

}  // namespace adit::central
