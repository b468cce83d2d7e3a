#include "work/site_questions.h"

#include "merge/effects.h"
#include "tables/flatten.h"
#include "work/record_work.h"

#include <algorithm>

namespace adit::work {
namespace {

/// The question whose answers are this property, in whichever form asks it.
struct Asked {
    DefinitionPtr definition;
    const forms::Node* node = nullptr;
    forms::Tables tables;
};

Result<Asked> asked_for(Workspace& workspace, const store::Entity& entity,
                        const std::string& property) {
    for (const DefinitionPtr& definition : TRY(workspace.forms().all())) {
        if (!definition->entity() || definition->entity()->list != entity.list) continue;
        const forms::Node* node = definition->find_saving(property);
        if (node == nullptr) continue;
        return Asked{definition, node, TRY(workspace.forms().tables(*definition, entity.scope))};
    }
    return Asked{};
}

forms::Words words_for(const Asked& asked, const record::Value& value) {
    if (asked.node == nullptr) return {{{"", text_of(value)}}};
    forms::Words words;
    for (const std::string& language : asked.definition->languages) {
        const tables::Layout layout{.wording = tables::Wording::Labels,
                                    .language = language,
                                    .tables = asked.tables,
                                    .device_name = {}};
        words.by_language.emplace(language,
                                  tables::words_for(*asked.definition, *asked.node, value, layout));
    }
    if (words.empty()) words.by_language.emplace("", text_of(value));
    return words;
}

forms::Words label_of(const Asked& asked, const std::string& property) {
    if (property == merge::kLabel) return {{{"en", "Name"}, {"fr", "Nom"}}};
    if (asked.node == nullptr || asked.node->label.empty()) return {{{"", property}}};
    return asked.node->label;
}

Status append_link(Workspace& workspace, const store::Entity& duplicate,
                   const record::DuplicateOf& operation) {
    if (!duplicate.registered) {
        return Error{Code::Refused, "what registered \"" + duplicate.label +
                                        "\" is not on this laptop: sync first, then try again"};
    }
    const record::Record record = TRY(record_at(workspace, *duplicate.registered));
    return append(workspace, record, {operation});
}

}  // namespace

Result<std::vector<model::SiteConflict>> conflicts_of(Workspace& workspace,
                                                      const store::Entity& entity) {
    std::vector<model::SiteConflict> conflicts;
    for (const store::EntityConflict& conflict : entity.conflicts) {
        const Asked asked = TRY(asked_for(workspace, entity, conflict.property));
        model::SiteConflict told{label_of(asked, conflict.property), {}};
        for (const store::EntitySibling& sibling : conflict.siblings) {
            told.sayings.push_back({words_for(asked, sibling.value), sibling.author,
                                    sibling.device.text(), sibling.begun_ms, sibling.record});
        }
        conflicts.push_back(std::move(told));
    }
    return conflicts;
}

std::vector<model::SiteTwin> twins_of(const std::vector<store::Entity>& entities,
                                      const std::string& id) {
    std::vector<model::SiteTwin> twins;
    for (const entities::PossibleDuplicate& pair : entities::possible_duplicates(entities)) {
        if (pair.one != id && pair.other != id) continue;
        const std::string& other = pair.one == id ? pair.other : pair.one;
        const auto found = std::ranges::find(entities, other, &store::Entity::id);
        twins.push_back({other, found->label, pair.distance_m});
    }
    return twins;
}

Result<store::Entity> entity_at(Workspace& workspace, const std::string& list,
                                const std::string& id) {
    auto entities = TRY(workspace.store().entities(list, std::nullopt));
    const auto found = std::ranges::find(entities, id, &store::Entity::id);
    if (found != entities.end()) return std::move(*found);
    return Error{Code::NotFound, "there is no " + id + " in the list \"" + list +
                                     "\" here; adit-field entity duplicates shows the ids"};
}

Status link(Workspace& workspace, const store::Entity& duplicate, const store::Entity& original) {
    if (duplicate.id == original.id) {
        return Error{Code::BadInput, "\"" + duplicate.label +
                                         "\" cannot be linked to itself: name two different ones"};
    }
    if (duplicate.scope != original.scope) {
        return Error{Code::BadInput, "\"" + duplicate.label + "\" and \"" + original.label +
                                         "\" are of two countries and cannot be one"};
    }
    const std::string root = duplicate.duplicate_of.empty() ? duplicate.id : duplicate.duplicate_of;
    const std::string other = original.duplicate_of.empty() ? original.id : original.duplicate_of;
    if (root == other) {
        return Error{Code::BadInput, "\"" + duplicate.label + "\" and \"" + original.label +
                                         "\" are linked already"};
    }
    if (!original.registered) {
        return Error{Code::Refused, "what registered \"" + original.label +
                                        "\" is not on this laptop: sync first, then try again"};
    }
    return append_link(workspace, duplicate, {*original.registered, true});
}

Status unlink(Workspace& workspace, const store::Entity& duplicate) {
    const Error none{Code::BadInput, "\"" + duplicate.label +
                                         "\" is linked to nothing, so there is nothing to take "
                                         "back"};
    if (!duplicate.registered) return none;
    const record::Record record = TRY(record_at(workspace, *duplicate.registered));
    if (!record.duplicate_of) return none;
    return append_link(workspace, duplicate, {*record.duplicate_of, false});
}

}  // namespace adit::work
