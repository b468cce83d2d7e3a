// bundle make and bundle take: the server's side of sticks and e-mails, at the server's desk.
#include "base/text.h"
#include "central/central.h"
#include "commands.h"
#include "sync/bundle_files.h"

#include <algorithm>
#include <filesystem>
#include <iostream>

namespace adit::server {
namespace {

namespace fs = std::filesystem;

std::string name_of(const identity::Roster& roster, const record::DeviceId& device) {
    const identity::RosterDevice* found = roster.find(device.bytes);
    return found == nullptr ? device.text() : found->name;
}

Result<sync::BundleWish> wish_of(const Options& options, const sync::BundleDesk& desk) {
    sync::BundleWish wish;
    const std::string country = options.value("country");
    wish.scope = TRY(record::scope_id_from(country));
    const std::string split = options.value("split");
    if (!split.empty()) wish.volume_bytes_max = TRY(sync::bytes_from(split));
    const std::string laptop = options.value("for");
    if (laptop.empty()) return wish;
    const auto& devices = desk.roster.devices;
    const auto found = std::ranges::find_if(devices, [&](const identity::RosterDevice& device) {
        return device.name == laptop || hex(device.device) == laptop;
    });
    if (found == devices.end()) {
        return Error{Code::BadInput,
                     "there is no laptop \"" + laptop + "\": adit-server device list shows them"};
    }
    wish.held = TRY(sync::known_heads(desk.store, {found->device}, wish.scope));
    return wish;
}

void tell_refused(const std::vector<fs::path>& files, const sync::BundleTaken& taken) {
    for (std::size_t i = 0; i < files.size(); ++i) {
        if (taken.refused[i]) {
            std::cout << "  " << files[i].filename().string() << ": " << taken.refused[i]->what
                      << '\n';
        }
    }
    for (const sync::VolumeTaken& one : taken.volumes) {
        if (one.whole) continue;
        std::cout << "  part " << one.header.part << " of " << one.header.parts
                  << " is damaged or cut off: what stood before that was taken; copy it again\n";
    }
}

void tell_missing(const identity::Roster& roster, const sync::BundleTaken& taken) {
    for (const sync::Missing& missing : taken.missing) {
        std::cout << "  changes " << missing.first << " to " << missing.last << " of "
                  << name_of(roster, missing.feed.device)
                  << (missing.in_bundle ? " are in another part, or behind the damage\n"
                                        : " were in an earlier bundle: ask for it\n");
    }
    for (const sync::Problem& problem : taken.report.problems) {
        if (problem.rule == sync::word_for(sync::Rule::Gap)) continue;  // Said as missing.
        std::cout << "  " << name_of(roster, problem.feed.device) << ": " << problem.what << '\n';
    }
}

}  // namespace

Status make_bundle(const Options& options, const Surroundings& world) {
    const central::DataFolder folder{TRY(options.need("data"))};
    const fs::path out = TRY(options.need("out"));
    const auto central = TRY(central::Central::open(folder, central::Use::Look, world));
    const auto codes = central->programme().codes();
    if (std::ranges::find(codes, options.value("country")) == codes.end()) {
        return Error{Code::BadInput, "--country is one of " + joined(codes, ", ")};
    }
    return central->with_bundle_desk([&](const sync::BundleDesk& desk) -> Status {
        const auto wish = TRY(wish_of(options, desk));
        const auto maker = TRY(sync::BundleMaker::plan(desk, wish));
        for (const fs::path& file : TRY(sync::write_bundle(maker, out))) {
            std::cout << file.string() << '\n';
        }
        std::cout << maker.changes() << " changes of " << wish.scope.code << " are in it.\n";
        return Done{};
    });
}

Status take_bundle(const Options& options, const Surroundings& world) {
    const central::DataFolder folder{TRY(options.need("data"))};
    const fs::path in = TRY(options.need("in"));
    const auto files = TRY(sync::bundle_files_at(in));
    const auto central = TRY(central::Central::open(folder, central::Use::Serve, world));
    const auto taken = TRY(central->take_bundles(sync::sources_of(files)));
    std::cout << taken.report.received << " changes were taken in, of "
              << taken.report.touched.size() << " records.\n";
    const auto roster = TRY(central->roster());
    tell_refused(files, taken);
    tell_missing(roster, taken);
    if (!taken.volumes.empty()) return Done{};
    return Error{Code::Refused, "no bundle could be read"};
}

}  // namespace adit::server
