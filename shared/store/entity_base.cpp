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
    for (const record::Change& change : TRY(history(id))) {
        if (!is_finalised_by(change)) continue;
        if (by.created.bits == 0) return true;  // It begins now: nothing of it is stored yet.
        const auto received = TRY(received_ms(change.dot));
        const bool before = received ? *received <= by.created_wall_ms : change.clock < by.created;
        if (before) return true;
    }
    return false;
}

Result<std::string> SqliteStore::entity_base(const std::string& list, const std::string& entity,
                                             const record::Record& by) {
    std::vector<merge::Effect> known = TRY(effects_on(db_, list, entity));
    std::erase_if(known, [&](const merge::Effect& effect) { return effect.record == by.id; });
    const record::FeedId own = by.created.bits == 0 ? feed_of(by.scope) : by.begun.feed;
    // Only tips are looked at: who held one knew what it knew. One that was not held yet makes way
    // for those that it followed.
    for (;;) {
        std::vector<std::string> base;
        std::vector<record::RecordId> unknown;
        for (const record::RecordId& tip : merge::tips_of(known)) {
            const auto effect = std::ranges::find(known, tip, &merge::Effect::record);
            if (!TRY(held_before(tip, by))) {
                unknown.push_back(tip);
            } else if (effect->dot.feed != own) {
                base.push_back(tip.text());
            }
        }
        if (unknown.empty()) return base.empty() ? std::string("own") : joined(base, " ");
        std::erase_if(known, [&](const merge::Effect& effect) {
            return std::ranges::find(unknown, effect.record) != unknown.end();
        });
    }
}

}  // namespace adit::store
