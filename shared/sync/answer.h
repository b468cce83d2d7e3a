// The server's side of an exchange: takes the caller's packs in, gives what it lacks.
#pragma once

#include "identity/roster.h"
#include "store/record_store.h"
#include "sync/exchange.h"

#include <cstdint>

namespace adit::sync {

/// What the server brings to an exchange. All borrowed for the call.
struct Host {
    store::RecordStore& store;
    const Self& self;  // A device of the roster with role Server: it signs what it holds.
    const identity::Roster& roster;
    ByteView signed_roster;  // The same roster's bytes.
    ByteView kit;            // What signed_kit() made.
    std::uint64_t kit_version = 0;
};

struct Answered {
    Bytes body;
    Report report;  // Of the server's side: `received` came from the caller. requests is 1.
};

/// `caller` is a device of the roster, not revoked; who it is the endpoint has checked. BadInput
/// when the body is no request; other errors only when the store cannot go on (answer 503).
Result<Answered> answer(const Host& host, const identity::RosterDevice& caller, ByteView body,
                        const Surroundings& world);

}  // namespace adit::sync
