// The exchanges that a serving server begins with others of its programme, each at its time.
//
// One thread beside the listener, from start to end. What became of each round stands in
// people.adit (adit-server peer list shows it) and in the log; after a failure the next one comes
// sooner, later each time (central/peer.h).
#pragma once

#include "central/central.h"

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace adit::server {

/// One round with one peer: lists of laptops, then records. Notes how it went, and gives that.
Result<central::PeerState> exchange_with_peer(central::Central& central,
                                              const central::PeerLine& line,
                                              const std::function<bool()>& goes_on);

class PeerRounds {
public:
    explicit PeerRounds(central::Central& central);
    /// Stops between two requests of a running round: half a minute at most.
    ~PeerRounds();
    PeerRounds(const PeerRounds&) = delete;
    PeerRounds& operator=(const PeerRounds&) = delete;

private:
    void loop();
    bool ending();

    central::Central& central_;
    std::mutex mutex_;
    std::condition_variable ends_;
    bool ending_ = false;
    std::thread thread_;  // Last: it starts when all else is ready.
};

}  // namespace adit::server
