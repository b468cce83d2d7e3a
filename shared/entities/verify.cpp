#include "entities/verify.h"

#include "entities/entities.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace adit::entities {
namespace {

using store::EntityEffect;

/// As the store keeps them: in the order of folding, and of one record's effects on one entity
/// under one dot the last.
std::vector<EntityEffect> as_kept(const std::vector<EntityEffect>& effects) {
    using Key = std::tuple<std::string, std::string, record::Clock, record::Dot>;
    std::map<Key, EntityEffect> kept;
    for (const EntityEffect& effect : effects) {
        kept.insert_or_assign({effect.list, effect.entity, effect.clock, effect.dot}, effect);
    }
    std::vector<EntityEffect> out;
    for (auto& [_, effect] : kept) out.push_back(std::move(effect));
    return out;
}

}  // namespace

Result<std::optional<record::RecordId>> first_unlike(store::RecordStore& store,
                                                     const FindForm& find_form) {
    store::Query query;
    query.with_deleted = true;
    query.limit = store::kRowsMax;
    for (;;) {
        const auto rows = TRY(store.list(query));
        for (const store::Summary& row : rows) {
            const auto record = TRY(store.record(row.id));
            if (!record) return std::optional(row.id);
            const auto form = find_form(record->form);
            if (form == nullptr) continue;
            const auto kept = TRY(store.entity_effects(row.id));
            if (as_kept(kept) != as_kept(effects_of(*form, *record))) return std::optional(row.id);
        }
        if (rows.size() < query.limit) return std::optional<record::RecordId>{};
        query.offset += rows.size();
    }
}

}  // namespace adit::entities
