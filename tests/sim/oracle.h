// Oracle: what was typed, kept apart from the product, and what a replica must show of it.
//
// It knows no fold: of each operation it notes what its author had on the screen (how far each feed
// went in that store when the record was opened), and answers by plain sets which values stand,
// which instances and records are there, and how many words were said. A replica is asked against
// exactly the changes that it holds, so that the answer is the same in every order of arrival.
#pragma once

#include "record/record.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace adit::sim {

/// How far each feed goes in a store.
using Heads = std::map<record::FeedId, std::uint64_t>;

/// One change as its author meant it.
struct Typed {
    record::Dot dot;
    record::RecordId record;
    std::string author;
    std::vector<record::Operation> operations;
    Heads screen;  // When the record was opened.
    Heads held;    // When it was written.
    /// Of each operation, which writings it took the place of: the oracle's own account.
    std::vector<std::set<record::Dot>> replaced{};
    /// It is somewhere besides a disk that was lost: then it must be everywhere in the end.
    bool must = true;
};

class Oracle {
public:
    /// A dot that was there already is another branch: true then, and the feed is in dispute.
    bool add(Typed typed);
    /// From this number on nobody can say which changes of the feed count.
    void dispute(const record::FeedId& feed, std::uint64_t from);
    bool is_disputed(const record::Dot& dot) const;
    bool is_disputed(const record::FeedId& feed) const { return disputed_.contains(feed); }
    std::uint64_t disputed_from(const record::FeedId& feed) const { return disputed_.at(feed); }

    /// What only lost disks held need not come back: `holds` says who is left to hold a dot.
    template <class Holds>
    void forget_unless(const Holds& holds) {
        for (auto& [_, all] : records_) {
            for (Typed& typed : all) typed.must = typed.must && holds(typed.dot);
        }
    }

    /// The first difference between what a replica that holds `heads` shows of a record and what
    /// was typed; "" when there is none. `shown`: null when it shows no such record.
    std::string difference(const record::RecordId& id, const record::Record* shown,
                           const Heads& heads) const;

    const std::map<record::RecordId, std::vector<Typed>>& records() const { return records_; }
    /// The changes that came under numbers which were used before, and all behind them.
    const std::vector<Typed>& branches() const { return branches_; }
    std::size_t size() const { return size_; }

private:
    std::map<record::RecordId, std::vector<Typed>> records_;
    std::map<record::Dot, record::RecordId> dots_;
    std::vector<Typed> branches_;
    std::map<record::FeedId, std::uint64_t> disputed_;
    std::size_t size_ = 0;
};

}  // namespace adit::sim
