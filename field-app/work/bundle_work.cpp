#include "work/bundle_work.h"

#include "base/uuid.h"
#include "entities/behind.h"
#include "sync/kit.h"
#include "work/record_work.h"

#include <algorithm>
#include <map>
#include <set>

namespace adit::work {
namespace {

namespace fs = std::filesystem;

constexpr const char* kWaiting = "waiting";
constexpr const char* kCarried = "carried";

/// What bundles are made and taken with.
struct Papers {
    identity::Roster roster;
    Bytes signed_roster;
    identity::PublicKey programme_key{};
};

Result<Papers> papers_of(Workspace& workspace) {
    if (!workspace.owner() || !workspace.owner()->server) {
        return Error{Code::Refused,
                     "this laptop is not enrolled, so it knows nobody to exchange bundles with: "
                     "ask your coordinator for a ticket"};
    }
    Papers papers;
    papers.roster = TRY(sync::roster_of(workspace.store()));
    papers.signed_roster = TRY(sync::signed_roster_of(workspace.store()));
    papers.programme_key = TRY(sync::programme_key_of(workspace.store()));
    return papers;
}

sync::BundleDesk desk_of(Workspace& workspace, const Papers& papers) {
    return {.store = workspace.store(),
            .self = workspace.self(),
            .roster = papers.roster,
            .signed_roster = papers.signed_roster,
            .programme_key = papers.programme_key,
            .scopes = workspace.owner()->scopes,
            .world = workspace.world()};
}

std::string name_of(const identity::Roster& roster, const record::DeviceId& device) {
    const identity::RosterDevice* found = roster.find(device.bytes);
    return found == nullptr ? device.text() : found->name;
}

/// A folder of the workspace for bundles' files.
Result<fs::path> folder_for(const Workspace& workspace, const char* name) {
    const fs::path folder = workspace.folder() / "bundles" / name;
    std::error_code trouble;
    fs::create_directories(folder, trouble);
    if (!trouble) return folder;
    return Error{Code::Refused,
                 "cannot make the folder " + folder.string() + ": " + trouble.message()};
}

std::vector<fs::path> files_in(const Workspace& workspace, const char* name) {
    auto files = sync::bundle_files_at(workspace.folder() / "bundles" / name);
    return files ? *std::move(files) : std::vector<fs::path>{};
}

fs::path kept_name(const fs::path& folder, const sync::VolumeSeen& seen) {
    return folder / (hex(seen.digest) + sync::kBundleEnding);
}

/// The laptop with this name or id; BadInput lists those of the country.
Result<record::DeviceId> laptop_called(const identity::Roster& roster, const std::string& wanted,
                                       const record::ScopeId& scope) {
    std::string known;
    for (const identity::RosterDevice& device : roster.devices) {
        if (device.name == wanted || hex(device.device) == wanted) {
            return record::DeviceId{device.device};
        }
        const bool server = device.role == identity::Role::Server;
        const bool shown = !server && !device.revoked && device.has_scope(scope.code);
        if (shown) known += (known.empty() ? "" : ", ") + device.name;
    }
    return Error{Code::BadInput,
                 "there is no laptop \"" + wanted + "\" in the programme; there are: " + known};
}

Result<sync::KnownHeads> held_by_server(Workspace& workspace, const identity::Roster& roster,
                                        const record::ScopeId& scope) {
    sync::KnownHeads held;
    for (const identity::RosterDevice& device : roster.devices) {
        if (device.role != identity::Role::Server) continue;
        const auto known = TRY(sync::known_heads(workspace.store(), {device.device}, scope));
        held.insert(known.begin(), known.end());
    }
    // Of what was written here, only what the server has signed for.
    for (const store::Head& head : TRY(workspace.store().heads({scope}))) {
        if (head.feed.device != workspace.self().device) continue;
        held[head.feed] = TRY(workspace.store().acknowledged_up_to(head.feed));
    }
    return held;
}

Result<sync::KnownHeads> held_by_reader(Workspace& workspace, const identity::Roster& roster,
                                        const BundleWish& wish) {
    switch (wish.what) {
        case BundleOf::Everything:
            return sync::KnownHeads{};
        case BundleOf::NotOnServer:
            return held_by_server(workspace, roster, wish.scope);
        case BundleOf::LackedByLaptop:
            break;
    }
    const auto laptop = TRY(laptop_called(roster, wish.laptop, wish.scope));
    return sync::known_heads(workspace.store(), laptop, wish.scope);
}

Result<std::vector<BundleFile>> seen(Workspace& workspace, const identity::Roster& roster,
                                     const std::vector<fs::path>& files,
                                     std::vector<BundleNote>& notes) {
    std::vector<BundleFile> out;
    for (const fs::path& file : files) {
        auto seen = sync::see_file(file);
        if (!seen) {
            notes.push_back(
                {.key = "bundle.refused", .parts = {file.filename().string(), seen.error().what}});
            continue;
        }
        BundleFile one{.file = file, .seen = *std::move(seen), .sender = "", .readable = false};
        one.sender = name_of(roster, one.seen.header.sender);
        const auto& scopes = workspace.owner()->scopes;
        one.readable = std::ranges::find(scopes, one.seen.header.scope) != scopes.end();
        out.push_back(std::move(one));
    }
    return out;
}

void note_missing(const identity::Roster& roster, const std::vector<BundleFile>& files,
                  const sync::BundleTaken& taken, std::vector<BundleNote>& notes) {
    const std::string sender = files.empty() ? "" : files.front().sender;
    for (const sync::Missing& missing : taken.missing) {
        notes.push_back(
            {.key = missing.in_bundle ? "bundle.missing_part" : "bundle.missing_before",
             .parts = {name_of(roster, missing.feed.device), std::to_string(missing.first),
                       std::to_string(missing.last), sender}});
    }
}

/// What a person should know of how it went, worst first.
std::vector<BundleNote> notes_of(const identity::Roster& roster,
                                 const std::vector<BundleFile>& files,
                                 const sync::BundleTaken& taken) {
    std::vector<BundleNote> notes;
    std::size_t place = 0;
    for (std::size_t i = 0; i < files.size(); ++i) {
        const std::string name = files[i].file.filename().string();
        if (taken.refused[i]) {
            notes.push_back({.key = "bundle.refused", .parts = {name, taken.refused[i]->what}});
            continue;
        }
        const sync::VolumeTaken& one = taken.volumes[place++];
        if (!one.whole) notes.push_back({.key = "bundle.cut", .parts = {name}});
        if (!one.sender_known) {
            notes.push_back({.key = "bundle.unknown_sender", .parts = {name}});
        }
    }
    note_missing(roster, files, taken, notes);
    for (const sync::Problem& problem : taken.report.problems) {
        if (problem.rule == sync::word_for(sync::Rule::Gap)) continue;  // Said as missing.
        notes.push_back({.key = "bundle.problem",
                         .parts = {name_of(roster, problem.feed.device), problem.what},
                         .rule = problem.rule});
    }
    return notes;
}

/// What is read: the files there, and parts that wait for them.
struct Reading {
    std::vector<BundleFile> files;  // Those there first.
    std::size_t here = 0;           // How many of them are not of the waiting ones.
    std::vector<BundleNote> notes;
};

Result<Reading> reading_of(Workspace& workspace, const Papers& papers, const fs::path& at) {
    Reading reading;
    const auto files = TRY(sync::bundle_files_at(at));
    reading.files = TRY(seen(workspace, papers.roster, files, reading.notes));
    reading.here = reading.files.size();
    std::set<identity::Digest> known;
    for (const BundleFile& one : reading.files) known.insert(one.seen.digest);
    std::vector<BundleNote> ignored;
    for (BundleFile& one :
         TRY(seen(workspace, papers.roster, files_in(workspace, kWaiting), ignored))) {
        if (known.insert(one.seen.digest).second) reading.files.push_back(std::move(one));
    }
    return reading;
}

std::vector<fs::path> paths_of(const std::vector<BundleFile>& files) {
    std::vector<fs::path> out;
    for (const BundleFile& one : files) out.push_back(one.file);
    return out;
}

BundleLook look_of(const identity::Roster& roster, const Reading& reading,
                   const sync::BundleTaken& taken) {
    BundleLook look;
    look.files.assign(reading.files.begin(),
                      reading.files.begin() + static_cast<std::ptrdiff_t>(reading.here));
    look.notes = reading.notes;
    for (BundleNote& note : notes_of(roster, reading.files, taken)) {
        look.notes.push_back(std::move(note));
    }
    look.changes = taken.report.received;
    look.can_take = !taken.volumes.empty();
    look.touched = taken.report.touched;
    return look;
}

/// Keeps parts that wait, lets go of those that wait no more.
Result<std::size_t> keep_waiting(Workspace& workspace, const Reading& reading,
                                 const sync::BundleTaken& taken) {
    const fs::path folder = TRY(folder_for(workspace, kWaiting));
    std::size_t place = 0;
    std::size_t waiting = 0;
    for (std::size_t i = 0; i < reading.files.size(); ++i) {
        const BundleFile& one = reading.files[i];
        const fs::path kept = kept_name(folder, one.seen);
        const bool waits = !taken.refused[i] && taken.volumes[place].gap();
        if (!taken.refused[i]) ++place;
        if (waits) {
            ++waiting;
            std::error_code ignored;
            if (!fs::exists(kept, ignored)) TRY(sync::copy_durably(one.file, kept));
        } else {
            std::error_code ignored;
            fs::remove(kept, ignored);
        }
    }
    return waiting;
}

}  // namespace

Result<BundleMade> make_bundle(Workspace& workspace, const BundleWish& wish) {
    const Papers papers = TRY(papers_of(workspace));
    const auto held = TRY(held_by_reader(workspace, papers.roster, wish));
    const auto desk = desk_of(workspace, papers);
    const auto maker = TRY(sync::BundleMaker::plan(
        desk, {.scope = wish.scope, .held = held, .volume_bytes_max = wish.part_bytes_max}));
    BundleMade made{
        .files = TRY(sync::write_bundle(maker, wish.out)), .changes = maker.changes(), .bytes = 0};
    for (const fs::path& file : made.files) {
        std::error_code ignored;
        made.bytes += fs::file_size(file, ignored);
    }
    return made;
}

Result<std::vector<BundleFile>> see_bundles(Workspace& workspace, const fs::path& at) {
    const Papers papers = TRY(papers_of(workspace));
    const auto files = TRY(sync::bundle_files_at(at));
    std::vector<BundleNote> ignored;
    auto out = TRY(seen(workspace, papers.roster, files, ignored));
    if (out.empty()) return sync::see_file(files.front()).error();
    return out;
}

Result<BundleLook> look_at_bundles(Workspace& workspace, const fs::path& at) {
    const Papers papers = TRY(papers_of(workspace));
    const Reading reading = TRY(reading_of(workspace, papers, at));
    const auto preview = TRY(sync::preview_bundles(desk_of(workspace, papers),
                                                   sync::sources_of(paths_of(reading.files))));
    BundleLook look = look_of(papers.roster, reading, preview.taken);
    look.records_new = preview.outcome.records_new;
    look.records_changed = preview.outcome.records_changed;
    look.conflicts = preview.outcome.conflicts;
    for (const auto& [device, from] : preview.outcome.from) {
        look.from.push_back({.name = name_of(papers.roster, device),
                             .changes = from.changes,
                             .latest_ms = from.latest_ms});
    }
    return look;
}

Result<BundleLook> take_bundles(Workspace& workspace, const fs::path& at) {
    const Papers papers = TRY(papers_of(workspace));
    const Reading reading = TRY(reading_of(workspace, papers, at));
    TRY(entities::note_behind(workspace.store()));
    auto taken =
        sync::take_bundles(desk_of(workspace, papers), sync::sources_of(paths_of(reading.files)));
    if (!taken) {
        TRY(renew_entities_behind(workspace));  // What came before the disk was full is here.
        return std::move(taken).error();
    }
    TRY(renew_entities_behind(workspace));
    BundleLook look = look_of(papers.roster, reading, *taken);
    look.waiting = TRY(keep_waiting(workspace, reading, *taken));
    return look;
}

Result<std::vector<BundleFile>> carry_bundles(Workspace& workspace, const fs::path& at) {
    const auto files = TRY(see_bundles(workspace, at));
    const auto programme = uuid_from(TRY(papers_of(workspace)).roster.programme);
    const fs::path folder = TRY(folder_for(workspace, kCarried));
    for (const BundleFile& one : files) {
        const std::string name = one.file.filename().string();
        if (!programme || programme->bytes != one.seen.header.programme) {
            return Error{Code::Refused, name +
                                            " is of another programme: its server would not "
                                            "take it from you"};
        }
        if (!one.seen.whole) {
            return Error{Code::BadInput,
                         name + " is damaged or cut off: copy it again from where it was made"};
        }
        if (one.seen.bytes > sync::kCarriedBytesMax) {
            return Error{Code::BadInput,
                         name + " is larger than 1 GB: have it made again in parts"};
        }
        TRY(sync::copy_durably(one.file, kept_name(folder, one.seen)));
    }
    return files;
}

Result<std::vector<BundleFile>> carried_bundles(Workspace& workspace) {
    const Papers papers = TRY(papers_of(workspace));
    std::vector<BundleNote> ignored;
    return seen(workspace, papers.roster, files_in(workspace, kCarried), ignored);
}

std::size_t carried_count(const Workspace& workspace) {
    return files_in(workspace, kCarried).size();
}

Result<HandedOver> hand_over_carried(Workspace& workspace, sync::Transport& line) {
    HandedOver out;
    const auto files = files_in(workspace, kCarried);
    if (files.empty()) return out;
    const Papers papers = TRY(papers_of(workspace));
    std::vector<BundleNote> ignored;
    for (const BundleFile& one : TRY(seen(workspace, papers.roster, files, ignored))) {
        const auto stream = TRY(sync::source_of(one.file)());
        const auto answer =
            sync::hand_over(*stream, one.seen, papers.roster, line, workspace.world());
        if (!answer && answer.error().code == Code::Unavailable) return answer.error();
        if (answer && answer->state == sync::CarriedState::Held) {
            std::error_code failed;
            fs::remove(one.file, failed);  // Handed over again, should this fail: no harm.
            ++out.held;
        } else {
            ++out.kept;
        }
        const std::string words = answer ? answer->words : answer.error().what;
        if (!words.empty()) out.words.push_back(words);
    }
    return out;
}

Status note_server_holds(Workspace& workspace, const std::vector<sync::Problem>& problems) {
    const auto roster = TRY(sync::roster_of(workspace.store()));
    for (const record::ScopeId& scope : workspace.owner()->scopes) {
        sync::KnownHeads both;
        for (const store::Head& head : TRY(workspace.store().heads({scope}))) {
            const bool broke =
                std::ranges::find(problems, head.feed, &sync::Problem::feed) != problems.end();
            const bool own = head.feed.device == workspace.self().device;
            if (!broke && !own) both.emplace(head.feed, head.number);
        }
        for (const identity::RosterDevice& device : roster.devices) {
            if (device.role != identity::Role::Server) continue;
            TRY(sync::keep_known_heads(workspace.store(), {device.device}, scope, both));
        }
    }
    return Done{};
}

}  // namespace adit::work
