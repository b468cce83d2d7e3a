// What lists, pages and the home screen show, read from the store into the model's plain rows.
#pragma once

#include "model/event.h"
#include "model/rows.h"
#include "work/workspace.h"

namespace adit::work {

/// "" when the entity has no such property.
std::string property_of(const store::Entity& entity, std::string_view name);

model::RecordRow row_of(const store::Summary& summary);
store::Query query_for(model::RecordList list);

Result<std::vector<model::RecordRow>> records_in(Workspace& workspace, model::RecordList list);
Result<model::Unsent> unsent(Workspace& workspace);
Result<model::Counts> counts(Workspace& workspace);
Result<model::event::HomeLoaded> home(Workspace& workspace);
Result<std::vector<model::SiteRow>> sites(Workspace& workspace);
Result<model::SitePage> site_page(Workspace& workspace, const std::string& id);

/// Nothing before the laptop has an owner.
Result<std::optional<model::Who>> who(Workspace& workspace);

/// The setting's name in the store: "setting.language".
std::string setting_key(const std::string& name);
constexpr const char* kLastSync = "last_sync_ms";
Result<std::optional<std::int64_t>> last_sync_ms(Workspace& workspace);

/// What the wordbook says of a sync::Problem; `what` where it does not know the rule. `of`: the
/// name of the laptop that it is about, or "".
model::Sentence sentence_for(const std::string& rule, const std::string& what,
                             const std::string& of = {});

}  // namespace adit::work
