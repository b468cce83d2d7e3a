// Entities as the store keeps them: what each record does to them, folded when somebody asks.
//
// Writing functions run inside the caller's transaction.
#pragma once

#include "merge/effects.h"
#include "store/summaries.h"

namespace adit::store {

Status write_effects(sqlite::Database& db, RecordRow row, const std::vector<EntityEffect>& effects);

/// In the order in which their entities are folded.
Result<std::vector<EntityEffect>> read_effects(sqlite::Database& db, RecordRow row);

/// Folded as merge/effects.h says; the effects of deleted records do not count.
Result<std::vector<Entity>> read_entities(sqlite::Database& db, const std::string& list,
                                          const std::optional<record::ScopeId>& scope);

/// Who speaks of one entity, begun upon what: without the words.
Result<std::vector<merge::Effect>> effects_on(sqlite::Database& db, const std::string& list,
                                              const std::string& entity);

}  // namespace adit::store
