#include "sync/ahead.h"

#include "record/change_codec.h"
#include "sync/branches.h"

namespace adit::sync {

using store::Head;

void LatestHeads::note(const Head& head) {
    const std::lock_guard held(guard_);
    if (heads_.size() >= kFeedsMax && !heads_.contains(head.feed)) heads_.clear();
    heads_.insert_or_assign(head.feed, head);
}

std::optional<Head> LatestHeads::find(const record::FeedId& feed) const {
    const std::lock_guard held(guard_);
    const auto found = heads_.find(feed);
    return found == heads_.end() ? std::nullopt : std::optional(found->second);
}

std::optional<PackChain> chain_signed_behind(const identity::Roster& roster, const Pack& pack,
                                             const std::optional<Head>& from) {
    if (pack.changes.empty() || pack.first != (from ? from->number : 0) + 1) return std::nullopt;
    PackChain chain{
        .before = from ? from->hash : identity::chain_start(record::bytes_of(pack.feed)),
        .behind = {}};
    if (start_of(chain.before) != pack.before) return std::nullopt;
    chain.behind = hashes_behind(chain.before, pack.changes);
    const Head head{pack.feed, pack.last(), chain.behind.back()};
    if (!is_signed(roster, head, pack.signature)) return std::nullopt;
    return chain;
}

}  // namespace adit::sync
