// Verify: a replica proved end to end, from the pages of its file to what the programme allows.
//
// First what a store can say of itself (RecordStore::verify: SQLite's own check, chains, canonical
// form, names, waypoints, summaries). Then what the signed roster says of it: each feed's device is
// in it, has the key that its name is made of, was given that country, and stops where a revocation
// ends it; each signature kept over a head is that device's, over our chain, and others' feeds are
// signed up to their last change; nothing counts as sent that is not there; what lies in quarantine
// can be read and is signed. Reads only. The first thing that is wrong ends it, by name.
//
// What counts as sent is proved by the server's signed receipt, which is kept (sync/receipts). Of a
// laptop that exchanged with earlier releases only, none is: `unproved` says how many changes.
#pragma once

#include "identity/roster.h"
#include "store/record_store.h"

#include <cstdint>
#include <optional>
#include <string>

namespace adit::sync {

enum class Flaw : std::uint8_t {
    File,           // RecordStore::verify found it.
    Roster,         // Not signed by the programme, or no roster.
    DeviceKey,      // A line of the roster has another key than its device's name is made of.
    UnknownDevice,  // A feed of a laptop that is not in the roster.
    WrongScope,     // A feed of a country that the roster does not give its laptop.
    Revoked,        // Changes beyond the end of a revoked laptop's feed were merged.
    Signature,      // A kept signature is not over our chain, or not the laptop's.
    Unsigned,       // The last changes of another's feed have no signature.
    Sent,           // More is marked as sent than there is.
    Receipt,        // What the server is said to have signed, it did not.
    Quarantine,     // A pack set aside cannot be read or is not signed.
    Entities,       // What a record says of a site is not what its answers say (the callers').
};
/// "signature", "wrong scope" …: for scripts and for keys of sentences.
const char* word_for(Flaw flaw);

struct Fault {
    Flaw flaw = Flaw::File;
    record::FeedId feed;       // Of which it is, when it is a feed's.
    std::uint64_t number = 0;  // The change where it shows.
    std::string what;          // The sentence for a person.
};
/// Corrupt, with the sentence.
Error error_of(const Fault& fault);

/// What was gone through, and what was found.
struct Proof {
    std::uint64_t feeds = 0;
    std::uint64_t changes = 0;
    std::uint64_t records = 0;
    std::uint64_t signatures = 0;
    std::uint64_t quarantined = 0;
    std::uint64_t receipts = 0;  // Of the server, each over the head of a feed.
    std::uint64_t unproved = 0;  // Changes that count as sent beyond what a receipt covers.
    /// Changes of revoked laptops that came here before their revocation was known: they stay, and
    /// a coordinator may want to look at them. The server has none: it would be a fault there.
    std::uint64_t past_revocation = 0;
    std::optional<Fault> fault;  // Nothing: all of it is right.
};

/// Whose store it is, and by which roster it is judged (null: enrolled nowhere yet).
struct Ground {
    record::DeviceId self;
    const identity::Roster* roster = nullptr;
};

/// An error only when the store cannot be read at all (Unavailable, Refused).
Result<Proof> verify(store::RecordStore& store, const Ground& ground);

}  // namespace adit::sync
