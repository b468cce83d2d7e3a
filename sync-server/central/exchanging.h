// Exchanging: one laptop's exchange while its body is still coming.
//
// What has come whole is on stable storage when hear() returns, in one commit with what other
// laptops bring at the same moment. Used by one thread at a time; Central outlives it.
#pragma once

#include "central/central.h"
#include "sync/answer.h"

#include <memory>
#include <string>

namespace adit::central {

class Exchanging {
public:
    /// Refused when the token is unknown or its laptop revoked.
    static Result<std::unique_ptr<Exchanging>> begin(Central& central, const std::string& token);

    Status hear(ByteView more);
    /// The rest will not come; what was heard stands.
    Status cut_off() { return Done{}; }
    /// Hears the last of it and begins to answer. BadInput when all of it was no request.
    Result<Bytes> answer(ByteView last);
    /// What comes behind; empty when all is said.
    Result<Bytes> go_on();

private:
    Exchanging(Central& central, std::shared_ptr<const Standing> standing,
               const identity::RosterDevice& caller);
    Status take(store::RecordStore& records);

    Central& central_;
    std::shared_ptr<const Standing> standing_;  // With other exchanges of the same roster.
    sync::Host host_;
    const identity::RosterDevice& caller_;  // In standing_.
    sync::Answering answering_;
    std::size_t followed_ = 0;  // Of the touched records: their entities are renewed.
};

}  // namespace adit::central
