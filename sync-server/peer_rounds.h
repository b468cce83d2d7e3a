// The exchanges that a serving server begins with others of its programme, each at its time.
//
// Looked after each second (each_second.h). What became of each round stands in
// people.adit (adit-server peer list shows it) and in the log; after a failure the next one comes
// sooner, later each time (central/peer.h).
#pragma once

#include "central/central.h"

#include <functional>
#include <stop_token>

namespace adit::server {

/// One round with one peer: lists of laptops, then records. Notes how it went, and gives that.
Result<central::PeerState> exchange_with_peer(central::Central& central,
                                              const central::PeerLine& line,
                                              const std::function<bool()>& goes_on);

/// The rounds that are due now, until `ending` says to stop: between two requests of one.
void begin_due_rounds(central::Central& central, const std::stop_token& ending);

}  // namespace adit::server
