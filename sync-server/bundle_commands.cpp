// bundle make and bundle take: the server's side of sticks and e-mails, at the server's desk.
#include "base/text.h"
#include "central/central.h"
#include "commands.h"
#include "handed_in.h"
#include "sync/bundle_files.h"

#include <algorithm>
#include <filesystem>
#include <iostream>

namespace adit::server {
namespace {

namespace fs = std::filesystem;

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
    std::optional<BundleSaid> said;
    while (!said) {
        const auto central = central::Central::open(folder, central::Use::Serve, world);
        if (central) {
            said = TRY(take_here(**central, files));
        } else if (central.error().code == Code::Unavailable) {
            said = TRY(hand_in(folder, files, world));
        } else {
            return central.error();
        }
    }
    std::cout << said->words;
    if (said->taken) return Done{};
    return Error{Code::Refused, "no bundle could be read"};
}

}  // namespace adit::server
