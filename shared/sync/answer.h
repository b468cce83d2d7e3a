// The server's side of an exchange: takes the caller's packs in, gives what it lacks.
#pragma once

#include "identity/roster.h"
#include "store/record_store.h"
#include "sync/ahead.h"
#include "sync/exchange.h"
#include "sync/message.h"
#include "sync/pack_stream.h"

#include <cstdint>
#include <deque>
#include <set>
#include <vector>

namespace adit::sync {

/// What the server brings to an exchange. All borrowed for the call.
struct Host {
    store::RecordStore& store;
    const Self& self;  // Of the roster: it signs what it holds.
    const identity::Roster& roster;
    ByteView signed_roster;  // The same roster's bytes.
    ByteView kit;            // What signed_kit() made.
    std::uint64_t kit_version = 0;
    /// A laptop that answers on a local network names its own: only what both may read is taken and
    /// given. Empty: the server, which holds all of the programme.
    std::vector<record::ScopeId> scopes{};
    /// Shared by all who answer at the same time; null: packs are checked in their turn.
    LatestHeads* latest = nullptr;
};

struct Answered {
    Bytes body;
    Report report;  // Of the server's side: `received` came from the caller. requests is 1.
};

/// One request being answered while it is still coming: each pack that is whole is taken in at once
/// and stays, whatever becomes of the rest. Borrows host and caller for its life.
///
/// `caller` is a device of the roster, not revoked; who it is the endpoint has checked.
class Answering {
public:
    Answering(const Host& host, const identity::RosterDevice& caller, const Surroundings& world);

    /// What came next of the body. Errors only when the store cannot go on (answer 503).
    Status hear(ByteView more);
    // The same in two steps, so that whoever shares the store with others holds it for the second
    // only.
    void unpack(ByteView more);
    Status take_unpacked();
    /// After all of it: the answer's beginning. BadInput when it was no request.
    Result<Bytes> begin_answer();
    // The same in two steps: what asks the store, and what makes bytes of it.
    Status find_answer();
    Bytes found_answer();
    /// What comes behind, so that a long answer is made while it is sent; empty when all is said.
    Result<Bytes> go_on();
    /// False: go_on() would come back empty, and needs no store to say so.
    bool has_more() const { return !giving_.empty(); }
    /// All of it at once.
    Result<Answered> answer();
    /// So far; `received` came from the caller.
    const Report& report() const { return report_; }

private:
    using Unpacked = Result<PackReader::Unpacked>;
    Unpacked proven(Unpacked read);
    Status take(const Unpacked& read);
    bool have_nothing_in_common() const;
    Result<Verdict> verdict_of(const PackReader::Unpacked& read);
    Status compare();
    Result<Bytes> give();
    Result<Bytes> next_pack();
    Status want(const record::FeedId& feed, std::uint64_t held);
    Result<bool> want_damaged(const store::Head& head, std::uint64_t theirs);
    Status compare_sums();

    const Host& host_;
    const identity::RosterDevice& caller_;
    const Surroundings& world_;
    std::vector<record::ScopeId> scopes_;
    Incoming<Request> request_;
    PackReader reader_;
    std::deque<Unpacked> unpacked_;  // In their order: these,
    std::deque<Bytes> packed_;       // then those behind the first that the store is asked for.
    std::optional<store::Head> unpacked_up_to_;  // By the pack before.
    Packer packer_;
    Writer held_, wants_held_;
    std::vector<store::Damage> damage_;  // Of ours, when it answers.
    std::set<record::FeedId> mended_;    // By this request.
    bool same_heads_ = true;             // As far as was compared.
    Reply reply_;
    Bytes given_first_;  // What of packs goes with it.
    /// A feed that the caller lacks changes of.
    struct Giving {
        store::Head head;
        std::uint64_t from = 0;
    };
    std::deque<Giving> giving_;
    PackWriter writer_;
    std::size_t room_ = 0;  // For packs, in bytes.
    std::size_t given_ = 0;
    Report report_;
};

/// All of it at once: the same.
Result<Answered> answer(const Host& host, const identity::RosterDevice& caller, ByteView body,
                        const Surroundings& world);

}  // namespace adit::sync
