#include "sync/known_heads.h"

#include "record/change_codec.h"
#include "sync/pack.h"

#include <algorithm>

namespace adit::sync {
namespace {

std::string key_of(const record::DeviceId& replica, const record::ScopeId& scope) {
    return "known_heads." + replica.text() + "." + scope.code;
}

}  // namespace

Result<KnownHeads> known_heads(store::RecordStore& store, const record::DeviceId& replica,
                               const record::ScopeId& scope) {
    KnownHeads out;
    const auto kept = TRY(store.get(key_of(replica, scope)));
    if (!kept) return out;
    Reader in(*kept);
    const std::size_t count = in.count();
    for (std::size_t i = 0; i < count && in.ok(); ++i) {
        const auto feed = record::feed_from(in.raw(kFeedBytes));
        const std::uint64_t number = in.varint();
        if (feed) {
            out.emplace(*feed, number);
        } else {
            in.fail();
        }
    }
    if (!in.done()) return Error{Code::Corrupt, "what is known of another laptop is damaged"};
    return out;
}

Status keep_known_heads(store::RecordStore& store, const record::DeviceId& replica,
                        const record::ScopeId& scope, const KnownHeads& heads) {
    const KnownHeads before = TRY(known_heads(store, replica, scope));
    KnownHeads all = before;
    for (const auto& [feed, number] : heads) {
        if (number == 0 || feed.scope != scope) continue;
        std::uint64_t& known = all[feed];
        known = std::max(known, number);
    }
    if (all == before) return Done{};
    Writer out;
    out.varint(all.size());
    for (const auto& [feed, number] : all) {
        out.raw(record::bytes_of(feed));
        out.varint(number);
    }
    return store.set(key_of(replica, scope), out.bytes());
}

}  // namespace adit::sync
