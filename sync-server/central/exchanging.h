// Exchanging: one laptop's exchange while its body is still coming.
//
// What has come whole is on stable storage when hear() returns, in one commit with what other
// laptops bring at the same moment. Used by one thread at a time; Central outlives it.
#pragma once

#include "central/central.h"
#include "sync/answer.h"

#include <functional>
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
    /// Hears the last of it and begins to answer, later and on another thread, where this lives on
    /// until then. BadInput when all of it was no request.
    void answer(ByteView last, std::function<void(Result<Bytes>)> then);
    /// The same, waited for.
    Result<Bytes> answer(ByteView last);
    /// What comes behind; empty when all is said.
    Result<Bytes> go_on();
    /// False: go_on() would come back empty.
    bool has_more() const { return answering_.has_more(); }

private:
    Exchanging(Central& central, StandingPtr standing, const identity::RosterDevice& caller);
    Status take(store::RecordStore& records);
    void tell_problems() const;

    Central& central_;
    StandingPtr standing_;
    sync::Host host_;
    const identity::RosterDevice& caller_;  // In standing_.
    sync::Answering answering_;
    std::size_t followed_ = 0;  // Of the touched records: their entities are renewed.
};

}  // namespace adit::central
