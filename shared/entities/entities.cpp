#include "entities/entities.h"

#include <map>
#include <string>

namespace adit::entities {

std::vector<store::EntityEffect> effects_of(const forms::Definition& definition,
                                            const record::Record& record) {
    std::vector<store::EntityEffect> effects;
    const bool counts = record.stage == record::Stage::Finalised && !record.deleted;
    const record::Value* base = record.find_value({"/meta/entity/@base"});
    for (forms::EntityUpdate& update : forms::entity_updates(definition, record)) {
        effects.push_back({.list = std::move(update.list),
                           .entity = std::move(update.entity),
                           .label = counts ? std::move(update.label) : std::string(),
                           .create = update.create,
                           .properties = {},
                           .clock = record.created,
                           .dot = record.begun,
                           .counts = counts,
                           .base = base == nullptr ? std::string() : text_of(*base),
                           .duplicate_of = record.duplicate_of});
        if (counts) effects.back().properties = std::move(update.properties);
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
