#include "entities/entities.h"

#include <map>
#include <string>

namespace adit::entities {

std::vector<store::EntityEffect> effects_of(const forms::Definition& definition,
                                            const record::Record& record) {
    std::vector<store::EntityEffect> effects;
    if (record.stage != record::Stage::Finalised || record.deleted) return effects;
    for (forms::EntityUpdate& update : forms::entity_updates(definition, record)) {
        effects.push_back({.list = std::move(update.list),
                           .entity = std::move(update.entity),
                           .label = std::move(update.label),
                           .create = update.create,
                           .properties = std::move(update.properties),
                           .clock = record.created,
                           .dot = record.seen.empty() ? record::Dot{} : record.seen.front()});
    }
    return effects;
}

forms::Table table_of(const std::vector<store::Entity>& entities) {
    forms::Table table{.columns = {"name", "label", "__version"}, .rows = {}};
    std::map<std::string, std::size_t> places;
    for (const store::Entity& entity : entities) {
        for (const auto& [name, value] : entity.properties) {
            if (places.try_emplace(name, table.columns.size()).second) {
                table.columns.push_back(name);
            }
        }
    }
    for (const store::Entity& entity : entities) {
        std::vector<std::string> row(table.columns.size());
        row[0] = entity.id;
        row[1] = entity.label;
        row[2] = std::to_string(entity.version);
        for (const auto& [name, value] : entity.properties) row[places.at(name)] = text_of(value);
        table.rows.push_back(std::move(row));
    }
    return table;
}

}  // namespace adit::entities
