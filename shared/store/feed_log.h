// FeedLog: the change log as it lies in the file: feeds, their changes' canonical bytes, their hash
// chains and their tables of names. The truth; every other table is computed from it.
//
// What it keeps in memory of a feed (head, names) is what the file says, until forget(): call that
// when a transaction was rolled back or another process has written. Writing functions run inside
// the caller's transaction.
#pragma once

#include "record/change_codec.h"
#include "sqlite/database.h"
#include "store/month_sums.h"
#include "store/record_store.h"

#include <map>

namespace adit::store {

/// The place of a record in its table: small, and of this file only.
using RecordRow = std::int64_t;

struct Feed {
    explicit Feed(record::FeedId id) : names(std::move(id)) {}

    std::int64_t row = 0;
    Head head;
    record::Clock clock;  // Our clock after the latest change here.
    std::uint64_t acknowledged = 0;
    record::SymbolTable names;
    record::SymbolTable::Mark kept_names{};  // As far as the file has them.
    bool goes_on = false;                    // The names know its latest records: need() was asked.
    SumsByMonth added;                       // To the months' sums, since the last close().

    std::vector<std::uint8_t> path_depths() const;  // For FeedRun.
};

class FeedLog {
public:
    explicit FeedLog(sqlite::Database& db) : db_(db), sums_(db) {}

    Result<Feed*> find(const record::FeedId& id);  // Null when nothing is held of it.
    /// Where its next change comes; begins it when it is new.
    Result<Feed*> need(const record::FeedId& id);
    Result<Feed*> at(std::int64_t row);

    /// Adds the change whose bytes the feed's names have just read or written: link() in memory,
    /// for which no file is needed, then keep() in the file. `hash`: the chain's behind it, when
    /// that is known.
    struct Link {
        std::int64_t feed = 0;
        std::uint64_t number = 0;
        identity::Digest hash{};
    };
    static Link link(Feed& feed, ByteView bytes, const identity::Digest* hash = nullptr);
    struct Kept {
        Link link;
        RecordRow record = 0;
        std::optional<std::int64_t> received_ms;  // Nothing: it was written here.
        ByteView bytes;
    };
    Status keep(const std::vector<Kept>& changes);
    /// Keeps the head, the new names and what the months' sums grew by. Once after the last add().
    Status close(Feed& feed, record::Clock clock);

    /// Takes the feed back to `number`; the records whose changes went. Forgets all feeds: no Feed
    /// that was handed out is good any more.
    Result<std::vector<RecordRow>> cut_back(const Feed& feed, std::uint64_t number);

    Result<std::vector<Head>> heads();
    Result<FeedRun> run_after(const record::FeedId& id, std::uint64_t after, std::size_t bytes_max,
                              std::size_t changes_max);
    /// The chain's hash behind that number.
    Result<identity::Digest> hash_at(const Feed& feed, std::uint64_t number);

    /// All changes about a record, in the order of the feeds: stored_of(), read by changes_in().
    Result<std::vector<record::Change>> changes_of(RecordRow row, const record::RecordId& id);
    struct Stored {
        const Feed* feed = nullptr;  // Until forget().
        std::uint64_t number = 0;
        Bytes bytes;
    };
    Result<std::vector<Stored>> stored_of(RecordRow row);
    /// In memory only: while another thread has the file, too.
    static Result<std::vector<record::Change>> changes_in(const std::vector<Stored>& stored,
                                                          const record::RecordId& id);

    Result<record::Clock> latest_clock();
    /// Chains, names, canonical form and months' sums of everything held.
    Status verify();
    void forget() {
        feeds_.clear();
        by_row_.clear();
        sums_.forget();
    }

    // --- damage (damage.cpp)
    // ----------------------------------------------------------------------
    MonthSums& sums() { return sums_; }
    Result<std::vector<std::int64_t>> rows();  // Of all feeds, in order.
    struct Bounds {
        std::uint64_t until = UINT64_MAX;
        std::size_t bytes_max = SIZE_MAX;
    };
    /// What a part of a feed shows when its chain is computed anew from the stored bytes.
    struct Looked {
        std::uint64_t up_to = 0;  // The end, or the first waypoint at or behind the bounds.
        std::size_t bytes = 0;    // That were read.
        std::vector<Damage> damage;
        SumsByMonth sums;
    };
    /// Begins at a number that has a waypoint, or 0.
    Result<Looked> look(const Feed& feed, std::uint64_t after, Bounds bounds);
    /// Of a feed whose changes lead to its head; false, and nothing done, when they do not.
    Result<bool> remake_waypoints(const Feed& feed);
    /// The chain's hash as it is kept, read from no change: of 0, of waypoints, of the head.
    Result<std::optional<identity::Digest>> kept_hash(const Feed& feed, std::uint64_t number);
    /// Puts back what differs of a run; the rows of the records whose changes did. BadInput when
    /// the run leads to another hash than is kept here and is not what is stored.
    Result<std::vector<RecordRow>> mend(Feed& feed, const FeedRun& run);

private:
    Status keep_hashes(Feed& feed, const FeedRun& run);
    Status keep_waypoint(const Feed& feed, std::uint64_t number, const identity::Digest& hash);
    /// The hash at that number is the one that was here: what follows says so, or its signature.
    Result<bool> is_ours(const Feed& feed, std::uint64_t number, const identity::Digest& hash);
    Status check_is_new(const record::FeedId& id, ByteView name);
    Result<Feed*> load(std::int64_t row);
    Status load_names(Feed& feed);
    Status load_latest(Feed& feed);
    Status cut_names(const Feed& feed, std::uint64_t number);
    Result<SumsByMonth> taken_from_sums(std::int64_t feed, std::int64_t number,
                                        identity::Digest hash);
    Status verify_feed(const Feed& feed, SumsByMonth& sums);
    /// Corrupt unless `hash`, of the chain at that number, leads on to the next hash that is kept:
    /// what rotted on the disk is never given out, and so never signed.
    Status check_chain(const Feed& feed, std::uint64_t number, identity::Digest hash);

    sqlite::Database& db_;
    MonthSums sums_;
    std::map<record::FeedId, std::unique_ptr<Feed>> feeds_;
    std::map<std::int64_t, Feed*> by_row_;
};

/// Corrupt, for a person: what is damaged of that feed, and what to do.
Error damaged(const record::FeedId& feed, std::string_view what);

/// One in so many changes has its chain's hash kept, so that a run anywhere is soon hashed.
constexpr std::uint64_t kWaypointEvery = 64;

}  // namespace adit::store
