// What records do to entities, and entities as the tables that forms look things up in.
//
// An entity (a site, a stakeholder) has no write path of its own: it is folded from the records
// that register and update it (MERGE, merge rule 10), by the same code on laptop and server.
#pragma once

#include "forms/session.h"
#include "store/record_store.h"

#include <vector>

namespace adit::entities {

/// What this record does to entities: nothing until it is finalised, nothing once it is deleted;
/// such an effect does not count, but what it was begun upon is kept for those that follow it.
/// Records follow one another by when they were begun, so that correcting an old visit does not
/// put its figures in front of a newer visit's.
std::vector<store::EntityEffect> effects_of(const forms::Definition& definition,
                                            const record::Record& record);

/// name, label, __version, then the properties: what a form sees as instance('sites').
forms::Table table_of(const std::vector<store::Entity>& entities);

}  // namespace adit::entities
