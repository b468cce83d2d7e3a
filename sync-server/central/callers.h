// Callers: the laptops that may exchange, by their tokens, and the roster that they exchange under.
//
// What was read of people.adit is kept until anybody changes that file, in this process or another:
// asking whether anybody did is all that most exchanges cost. Safe on any thread.
#pragma once

#include "central/central_store.h"

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace adit::central {

/// The roster at one moment, and the same signed.
struct Standing {
    identity::Roster roster;
    Bytes signed_roster;
};
using StandingPtr = std::shared_ptr<const Standing>;  // With the exchanges that began under it.

struct Caller {
    accounts::Device device;
    StandingPtr standing;
};

class Callers {
public:
    /// `settle`: settles revocations; waits for the records. `programme_key` outlives this.
    Callers(CentralStore& people, std::function<Status()> settle,
            const identity::SigningKey& programme_key)
        : people_(people), settle_(std::move(settle)), programme_key_(programme_key) {}

    /// Whose token this is, and the roster, revocations settled. Refused when it is unknown or its
    /// laptop revoked.
    Result<Caller> with_token(const std::string& token);

private:
    Status look();  // For whoever holds the guard.

    CentralStore& people_;
    std::function<Status()> settle_;
    const identity::SigningKey& programme_key_;
    std::mutex guard_;  // Of what follows; before the records' lock.
    CentralStore::Version seen_;
    StandingPtr standing_;
    std::map<identity::Digest, accounts::Device> laptops_;  // By the token's digest.
};

}  // namespace adit::central
