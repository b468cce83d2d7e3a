// The exchange: two replicas compare heads and send each other what is missing, in packs.
//
// No socket here: bytes in, bytes out. A laptop calls exchange() with a Transport; the server
// calls answer() on the body it received. Both take packs in by the same sync/intake. The bytes
// are in sync/PROTOCOL.md. An exchange that has nothing to say is one request.
#pragma once

#include "identity/roster.h"
#include "store/record_store.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace adit::sync {

/// Carries one exchange body to the other side and brings its answer. HTTPS in net/, a queue with
/// loss and cuts in tests. Unavailable when nobody answered: may be tried again.
class Transport {
public:
    virtual ~Transport() = default;
    virtual Result<Bytes> post(ByteView body) = 0;
    /// The same with a body that is made while it is sent (each call gives the next piece, an empty
    /// one ends it) and an answer that is heard while it comes. Each is collected first unless the
    /// line can do better. What was heard before an error stands; one that `hear` gives ends it.
    using Pieces = std::function<Result<Bytes>()>;
    using Hearing = std::function<Status(ByteView more)>;
    virtual Status converse(const Pieces& next, const Hearing& hear);
    /// A body that is there already.
    static Pieces whole(Bytes body);
    /// converse() sends while it asks, so that a long body costs neither memory nor waiting.
    virtual bool sends_at_once() const { return false; }

protected:
    static Result<Bytes> collected(const Pieces& next);
};

/// A rule of MERGE that a pack broke; the other feeds went on.
struct Problem {
    record::FeedId feed;
    std::uint64_t number = 0;
    std::string rule;  // "signature", "hash", "gap", "unknown device", "wrong scope", "revoked" …
    std::string what;  // The sentence for a person.
};

/// What happened. Counts are of changes; bytes are of bodies, before TLS.
struct Report {
    std::uint64_t sent = 0;
    std::uint64_t received = 0;
    std::uint64_t requests = 0;
    std::uint64_t bytes_up = 0;
    std::uint64_t bytes_down = 0;
    std::vector<record::RecordId> touched;  // Records that received changes touched.
    std::vector<Problem> problems;
    std::uint64_t mended = 0;  // Damaged stretches of what is stored here that came back whole.
    bool new_forms = false;    // The kit (forms, lists, roster) was renewed.
};

/// Progress for a bar that tells the truth; asked after each request, which holds some packs. What
/// it is told of stands, whatever comes after. False stops the exchange cleanly.
using Progress = std::function<bool(const Report& so_far, std::uint64_t to_send)>;

/// Who this replica is.
struct Self {
    identity::SigningKey key;
    record::DeviceId device;
};

/// Who answers: the server, unless a laptop is named (on a local network). Then only what both may
/// read goes either way, and the other's receipt says what was handed over: nothing of it counts as
/// sent by that.
struct Peer {
    std::optional<record::DeviceId> laptop;
};

/// The laptop's side: loops until both have all. Each pack the server has acknowledged (signed,
/// durable) is marked so in the store at once, and never sent again. Refused before enrolment
/// (sync/kit.h) and when the roster has revoked this device; Unavailable when the line broke: what
/// was exchanged until then stands, and the next exchange goes on from there.
Result<Report> exchange(store::RecordStore& store, const Self& self, Transport& transport,
                        const Surroundings& world, const Progress& progress, const Peer& peer = {});

}  // namespace adit::sync
