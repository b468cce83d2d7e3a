#include "handed_in.h"

#include "base/json.h"
#include "base/log.h"
#include "base/uuid.h"
#include "sync/bundle_files.h"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <iterator>
#include <sstream>
#include <system_error>
#include <thread>

namespace adit::server {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::milliseconds kAskEvery{200};
constexpr std::chrono::minutes kWaitMax{30};  // A year of a country on an old machine.
constexpr const char* kSaid = ".said";
constexpr const char* kComing = ".coming";  // Not all of it is there yet.

std::string name_of(const identity::Roster& roster, const record::DeviceId& device) {
    const identity::RosterDevice* found = roster.find(device.bytes);
    return found == nullptr ? device.text() : found->name;
}

void tell_refused(std::ostream& out, const std::vector<fs::path>& files,
                  const sync::BundleTaken& taken) {
    for (std::size_t i = 0; i < files.size(); ++i) {
        if (taken.refused[i]) {
            out << "  " << files[i].filename().string() << ": " << taken.refused[i]->what << '\n';
        }
    }
    for (const sync::VolumeTaken& one : taken.volumes) {
        if (one.whole) continue;
        out << "  part " << one.header.part << " of " << one.header.parts
            << " is damaged or cut off: what stood before that was taken; copy it again\n";
    }
}

void tell_missing(std::ostream& out, const identity::Roster& roster,
                  const sync::BundleTaken& taken) {
    for (const sync::Missing& missing : taken.missing) {
        out << "  changes " << missing.first << " to " << missing.last << " of "
            << name_of(roster, missing.feed.device)
            << (missing.in_bundle ? " are in another part, or behind the damage\n"
                                  : " were in an earlier bundle: ask for it\n");
    }
    for (const sync::Problem& problem : taken.report.problems) {
        if (problem.rule == sync::word_for(sync::Rule::Gap)) continue;  // Said as missing.
        out << "  " << name_of(roster, problem.feed.device) << ": " << problem.what << '\n';
    }
}

Error cannot_write(const fs::path& place, const std::error_code& why) {
    return {Code::Refused, "the bundle cannot be laid down in " + place.string() + " (" +
                               why.message() +
                               "): run this as the user who runs the server, and see that its disk "
                               "has room"};
}

void remove_quietly(const fs::path& what) {
    std::error_code ignored;
    fs::remove_all(what, ignored);
}

/// The files as they are now, all under one name at last.
Status lay_down(const fs::path& place, const std::vector<fs::path>& files) {
    const fs::path coming = place.string() + kComing;
    std::error_code failed;
    fs::create_directories(coming, failed);
    if (!failed) fs::permissions(place.parent_path(), fs::perms::owner_all, failed);
    for (const fs::path& file : files) {
        if (!failed) fs::copy_file(file, coming / file.filename(), failed);
    }
    if (!failed) fs::rename(coming, place, failed);
    if (!failed) return Done{};
    remove_quietly(coming);
    return cannot_write(place.parent_path(), failed);
}

Result<std::optional<BundleSaid>> said_in(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    if (!in) return std::optional<BundleSaid>{};
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    const auto json = TRY(json_from(text));
    return std::optional(BundleSaid{.taken = json.value("taken", false),
                                    .words = json.value("words", std::string())});
}

/// Whole under its name, or not there: who waits reads it at once.
void say(const fs::path& place, const BundleSaid& said) {
    const fs::path coming = place.string() + kSaid + kComing;
    std::ofstream(coming, std::ios::binary)
        << text_of(Json{{"taken", said.taken}, {"words", said.words}});
    std::error_code failed;
    fs::rename(coming, place.string() + kSaid, failed);
    if (failed) log(Level::Warning, "bundle", cannot_write(place, failed).what);
}

/// In the order of their names; none where there is no such folder.
std::vector<fs::path> entries_of(const fs::path& folder) {
    std::error_code none;
    std::vector<fs::path> found;
    fs::directory_iterator at(folder, none);
    for (; !none && at != fs::directory_iterator(); at.increment(none)) found.push_back(at->path());
    std::ranges::sort(found);
    return found;
}

bool is_busy(const central::DataFolder& folder) {
    const auto lock = central::ServingLock::take(folder.serving_lock());
    return !lock && lock.error().code == Code::Unavailable;
}

}  // namespace

Result<BundleSaid> take_here(central::Central& central, const std::vector<fs::path>& files) {
    const auto taken = TRY(central.take_bundles(sync::sources_of(files)));
    const auto roster = TRY(central.roster());
    std::ostringstream words;
    words << taken.report.received << " changes were taken in, of " << taken.report.touched.size()
          << " records.\n";
    tell_refused(words, files, taken);
    tell_missing(words, roster, taken);
    return BundleSaid{.taken = !taken.volumes.empty(), .words = words.str()};
}

Result<std::optional<BundleSaid>> hand_in(const central::DataFolder& folder,
                                          const std::vector<fs::path>& files,
                                          const Surroundings& world) {
    const fs::path place = folder.handed_in() / new_uuid(world).text();
    TRY(lay_down(place, files));
    const fs::path answer = place.string() + kSaid;
    const auto until = std::chrono::steady_clock::now() + kWaitMax;
    while (std::chrono::steady_clock::now() < until) {
        std::this_thread::sleep_for(kAskEvery);
        auto said = TRY(said_in(answer));
        if (!said && is_busy(folder)) continue;
        remove_quietly(place);
        remove_quietly(answer);
        return said;
    }
    return Error{Code::Unavailable,
                 "the server that runs has not taken the bundle in for half an hour: look into its "
                 "log. The bundle lies in " +
                     place.string() + " and is taken in as soon as it can be"};
}

void forget_said(const central::DataFolder& folder) {
    for (const fs::path& each : entries_of(folder.handed_in())) {
        if (each.extension() == kSaid) remove_quietly(each);
    }
}

void take_handed_in(central::Central& central, const central::DataFolder& folder) {
    for (const fs::path& place : entries_of(folder.handed_in())) {
        std::error_code none;
        if (!fs::is_directory(place, none) || place.extension() == kComing) continue;
        const auto taken = take_here(central, entries_of(place));
        if (!taken) log(Level::Warning, "bundle", taken.error().what);
        // Who waits is told why, and has the files still.
        say(place, taken ? *taken : BundleSaid{.taken = false, .words = taken.error().what + "\n"});
        remove_quietly(place);
    }
}

}  // namespace adit::server
