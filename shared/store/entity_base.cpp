#include "base/text.h"
#include "store/entities.h"
#include "store/sqlite_store.h"

#include <algorithm>

namespace adit::store {
namespace {

bool is_finalised_by(const record::Change& change) {
    return std::ranges::any_of(change.operations, [](const record::Operation& operation) {
        return std::holds_alternative<record::Finalise>(operation);
    });
}

}  // namespace

/// Whether that record was finalised, and here, when `by` was begun: made here before it, or come
/// in before it by the clock of the wall.
Result<bool> SqliteStore::held_before(const record::RecordId& id, const record::Record& by) {
    const bool begins_now = by.created.bits == 0;  // Nothing of it is stored yet.
    for (const record::Change& change : TRY(history(id))) {
        if (!is_finalised_by(change)) continue;
        if (begins_now) return true;
        const auto received = TRY(received_ms(change.dot));
        const bool before = received ? *received <= by.created_wall_ms : change.clock < by.created;
        if (before) return true;
    }
    return false;
}

Result<std::string> SqliteStore::entity_base(const std::string& list, const std::string& entity,
                                             const record::Record& by) {
    std::vector<merge::Effect> held;
    for (merge::Effect& effect : TRY(effects_on(db_, list, entity))) {
        if (effect.record == by.id) continue;
        if (TRY(held_before(effect.record, by))) held.push_back(std::move(effect));
    }
    const record::FeedId own = by.created.bits == 0 ? feed_of(by.scope) : by.begun.feed;
    std::vector<std::string> base;
    for (const record::RecordId& tip : merge::tips_of(held)) {
        const auto effect = std::ranges::find(held, tip, &merge::Effect::record);
        if (effect->dot.feed != own) base.push_back(tip.text());
    }
    return base.empty() ? std::string("own") : joined(base, " ");
}

}  // namespace adit::store
