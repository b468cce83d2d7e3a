// What of the sites waits for a person: facts that visits made apart give differently, and sites
// that may be one, registered twice. Linking two of them, and taking the link back.
#pragma once

#include "entities/duplicates.h"
#include "model/rows.h"
#include "work/workspace.h"

#include <string>
#include <vector>

namespace adit::work {

/// Each property that is in conflict, in the words of the form that asks it.
Result<std::vector<model::SiteConflict>> conflicts_of(Workspace& workspace,
                                                      const store::Entity& entity);

/// The sites here that may be this one.
std::vector<model::SiteTwin> twins_of(const std::vector<store::Entity>& entities,
                                      const std::string& id);

/// An entity by its id. NotFound names the list to look at.
Result<store::Entity> entity_at(Workspace& workspace, const std::string& list,
                                const std::string& id);

/// Says that `duplicate` is the same real thing as `original`: its visits count there from now on.
/// A change like any other, on the record that registered the duplicate: it travels, and unlink()
/// takes it back. Refused for another country, for itself, and when what registered one of them is
/// not here.
Status link(Workspace& workspace, const store::Entity& duplicate, const store::Entity& original);
/// Refused when it is not linked.
Status unlink(Workspace& workspace, const store::Entity& duplicate);

}  // namespace adit::work
