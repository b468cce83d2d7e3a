// Knowledge: what this laptop knew of a record when it wrote the next change about it.
//
// A session says what it saw when it was opened; what this feed itself has written since, its own
// author has seen too. complete() adds that to an operation before it becomes a change.
#pragma once

#include "record/change.h"

#include <map>
#include <vector>

namespace adit::store {

class Knowledge {
public:
    /// `changes`: all about the record held here; `own`: the feed that writes.
    Knowledge(record::FeedId own, const std::vector<record::Change>& changes);

    /// `dot`: of the change that the operations will be in.
    void complete(std::vector<record::Operation>& operations, const record::Dot& dot);

private:
    void add_own_writing(const record::NodePath& path, std::vector<record::Dot>& replaces,
                         const record::Dot& dot);
    void add_own_head(record::Seen& seen) const;
    record::Seen all() const;

    record::FeedId own_;
    std::map<record::FeedId, std::uint64_t> heads_;
    std::map<record::NodePath, record::Dot> written_;  // By own feed, not yet replaced.
};

/// What complete() does for the first change about a record: its author has seen nothing of it.
void put_in_order(std::vector<record::Operation>& operations);

}  // namespace adit::store
