// What records do to entities, and entities as the tables that forms look things up in.
//
// The same on the server as on a laptop: an entity is folded from the same effects everywhere.
#pragma once

#include "forms/session.h"
#include "store/record_store.h"

#include <vector>

namespace adit::central {

/// What this record does to entities: nothing until it is finalised, nothing once it is deleted.
std::vector<store::EntityEffect> effects_of(const forms::Definition& definition,
                                            const record::Record& record);

/// name, label, __version, then the properties: what a form sees as instance('sites').
forms::Table table_of(const std::vector<store::Entity>& entities);

}  // namespace adit::central
