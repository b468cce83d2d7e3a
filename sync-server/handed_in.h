// Bundles that are handed to a server that runs: `bundle take` lays copies of the files down in its
// folder, the server takes them in, and says there what became of them.
//
// handed-in/<id>        the files, all there as soon as it has this name
// handed-in/<id>.said   what to tell who waits; then the files are gone
// A server that is cut off in between takes them in at its next start: twice changes nothing.
#pragma once

#include "central/central.h"

#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
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

/// The serving side: looks each second, on a thread of its own, from start to end.
class HandedIn {
public:
    HandedIn(central::Central& central, std::filesystem::path place);
    ~HandedIn();
    HandedIn(const HandedIn&) = delete;
    HandedIn& operator=(const HandedIn&) = delete;

private:
    void loop();
    void look();

    central::Central& central_;
    std::filesystem::path place_;
    std::mutex mutex_;
    std::condition_variable ends_;
    bool ending_ = false;
    std::thread thread_;  // Last: it starts when all else is ready.
};

}  // namespace adit::server
