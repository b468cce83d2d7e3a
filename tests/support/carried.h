// What one laptop gives another by itself, as on a stick: no server in between.
#pragma once

#include "base/ensure.h"
#include "store/record_store.h"
#include "sync/pack.h"

namespace adit::test {

/// All that `from` holds of its own feed and `to` does not, signed up to its end. The run.
inline store::FeedRun carry(store::RecordStore& from, const identity::SigningKey& key,
                            store::RecordStore& to, const record::ScopeId& scope,
                            std::int64_t wall_ms) {
    const auto feed = from.own_feed(scope);
    ENSURE(static_cast<bool>(feed));
    const auto held = to.find_head(*feed);
    ENSURE(static_cast<bool>(held));
    auto run = from.run_after(*feed, *held ? (*held)->number : 0, SIZE_MAX);
    ENSURE(static_cast<bool>(run));
    const store::Head end{*feed, run->first + run->changes.size() - 1, run->after};
    const auto signature = key.sign(sync::kHeadPurpose, sync::head_message(end));
    ENSURE(static_cast<bool>(to.keep_head_signature(end, signature)));
    ENSURE(static_cast<bool>(to.take(*run, wall_ms)));
    return *std::move(run);
}

}  // namespace adit::test
