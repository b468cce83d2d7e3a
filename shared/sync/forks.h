// Forks: what an asking replica does when the server holds another branch of a feed than it does.
//
// First it shows the server its own branch, whole packs that stand alone, so that the server keeps
// it (Rule::Branch). Then it asks for the server's from where both agree; take_in() gives way to
// that (sync/branches.h). How far it came is kept, so that a cut line costs no more than the packs
// that were out. Each fork is told once in an exchange.
#pragma once

#include "sync/exchange.h"
#include "sync/intake.h"
#include "sync/message.h"

#include <map>
#include <optional>
#include <set>

namespace adit::sync {

/// A feed that the server lacks changes of.
struct Sending {
    std::uint64_t held = 0;  // By the server.
    std::uint64_t end = 0;   // Here.
};

/// A pack in the request that is out.
struct Sent {
    store::Head end;
    std::uint64_t first = 0;
};

class Forks {
public:
    /// Borrows all for its life. `yields`: who answers is a server, whose branch stands.
    Forks(store::RecordStore& store, std::map<record::FeedId, Sending>& sending, Report& report,
          bool yields)
        : store_(store), sending_(sending), report_(report), yields_(yields) {}

    /// Goes on with what an earlier exchange did not settle.
    Status resume();
    /// What was said of a pack. True when it is about a fork, and no more follows from it.
    Result<bool> hear(Rule rule, const Sent& sent);
    /// The server gave a pack that stands behind other changes than ours. False when ours was shown
    /// already: there is no more to do in this exchange.
    Result<bool> show_ours(const record::FeedId& feed);
    /// True when it is about a fork: no more follows from it, or ours is shown anew from its start.
    Result<bool> hear_want(const Want& want);
    /// Ours gave way.
    Status settle(const record::FeedId& feed, std::uint64_t number);

    /// Its packs must stand alone: the other side does not hold what stands before them.
    bool knows(const record::FeedId& feed) const { return forks_.contains(feed); }
    /// Ours was shown, theirs was not asked for yet.
    bool must_ask() const;
    /// Asks for those; of others that are not shown whole yet nothing is wanted.
    Status ask_in(HeadList& heads);
    /// All was given that was asked for: what no other branch came of was no fork, but a lie of the
    /// line.
    Status drop_asked();

private:
    struct Fork {
        bool shown_from_start = false;
        std::optional<std::uint64_t> agreed;  // Up to here both hold the same.
        std::uint64_t shown = 0;              // And up to here the server has kept ours.
        bool asked = false;
        bool has_parted() const { return agreed && shown > *agreed; }
    };
    void tell(const record::FeedId& feed, std::uint64_t number);
    bool is_shown(const record::FeedId& feed, const Fork& fork) const;
    Status keep();

    store::RecordStore& store_;
    std::map<record::FeedId, Sending>& sending_;
    Report& report_;
    bool yields_;
    std::map<record::FeedId, Fork> forks_;
    std::set<record::FeedId> told_;
};

}  // namespace adit::sync
