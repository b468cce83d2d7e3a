// Bundles that are handed to a server that runs: `bundle take` lays copies of the files down in its
// folder, the server takes them in, and says there what became of them.
//
// handed-in/<id>        the files, all there as soon as it has this name
// handed-in/<id>.said   what to tell who waits; then the files are gone
// A server that is cut off in between takes them in at its next start: twice changes nothing.
#pragma once

#include "central/central.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace adit::server {

/// What became of bundles' files.
struct BundleSaid {
    bool taken = false;  // Some of them could be read.
    std::string words;   // Lines for a person.
};
/// Takes them in here, by the process that serves.
Result<BundleSaid> take_here(central::Central& central,
                             const std::vector<std::filesystem::path>& files);
/// Has the server that runs take them in, and waits for it. Nothing when none runs any more.
Result<std::optional<BundleSaid>> hand_in(const central::DataFolder& folder,
                                          const std::vector<std::filesystem::path>& files,
                                          const Surroundings& world);

/// The serving side, at its start and then each second (each_second.h).
void forget_said(const central::DataFolder& folder);
void take_handed_in(central::Central& central, const central::DataFolder& folder);

}  // namespace adit::server
