#include "store/entities.h"

#include "store/columns.h"

#include <map>

namespace adit::store {
namespace {

using record::Value;
using Properties = std::vector<std::pair<std::string, Value>>;

Bytes bytes_of(const Properties& properties) {
    Writer out;
    out.varint(properties.size());
    for (const auto& [name, value] : properties) {
        out.text(name);
        out.blob(record::bytes_of(value));
    }
    return out.take();
}

Result<Properties> properties_from(ByteView bytes) {
    Reader in(bytes);
    Properties properties;
    const std::size_t count = in.count();
    for (std::size_t i = 0; i < count && in.ok(); ++i) {
        std::string name = in.text();
        auto value = record::value_from_bytes(in.blob());
        if (!value) in.fail();
        if (in.ok()) properties.emplace_back(std::move(name), *std::move(value));
    }
    if (in.done()) return properties;
    return Error{Code::Corrupt, "what a record says of an entity is damaged: restore a copy"};
}

/// The feed's name and the number, most significant byte first: sorts as dots do.
Bytes sortable(const record::Dot& dot) {
    Writer out;
    out.raw(record::bytes_of(dot.feed));
    for (int shift = 56; shift >= 0; shift -= 8) {
        out.u8(static_cast<std::uint8_t>(dot.number >> shift));
    }
    return out.take();
}

/// Nothing when these are no such bytes.
std::optional<record::Dot> dot_from(ByteView sortable) {
    constexpr std::size_t kNumberBytes = 8;
    if (sortable.size() <= kNumberBytes) return std::nullopt;
    auto feed = record::feed_from(sortable.first(sortable.size() - kNumberBytes));
    if (!feed) return std::nullopt;
    record::Dot dot{*std::move(feed), 0};
    for (const std::uint8_t byte : sortable.last(kNumberBytes)) {
        dot.number = dot.number << 8 | byte;
    }
    return dot;
}

/// Gives each entity how many records are about it besides those that registered it, and the date
/// of the last of them.
Status add_visits(sqlite::Database& db, std::vector<Entity>& entities) {
    for (Entity& entity : entities) {
        auto row =
            TRY(db.prepare("SELECT count(*), coalesce(max(date), '') FROM record "
                           "WHERE entity = ? AND entity <> '' AND NOT deleted AND NOT EXISTS "
                           "(SELECT 1 FROM effect WHERE effect.record = record.row AND created)"));
        const bool one_row = TRY(row.bind(entity.id).next());
        ENSURE(one_row);
        entity.records = static_cast<std::size_t>(row.integer(0));
        entity.last_date = row.text(1);
    }
    return Done{};
}

}  // namespace

Status write_effects(sqlite::Database& db, RecordRow row,
                     const std::vector<EntityEffect>& effects) {
    auto clear = TRY(db.prepare("DELETE FROM effect WHERE record = ?"));
    TRY(clear.bind(row).run());
    for (const EntityEffect& effect : effects) {
        auto insert = TRY(db.prepare(
            "INSERT OR REPLACE INTO effect (list, entity, clock, dot, record, label, created, "
            "properties) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"));
        TRY(insert
                .bind(effect.list, effect.entity, static_cast<std::int64_t>(effect.clock.bits),
                      sortable(effect.dot), row, effect.label, effect.create,
                      bytes_of(effect.properties))
                .run());
    }
    return Done{};
}

Result<std::vector<EntityEffect>> read_effects(sqlite::Database& db, RecordRow row) {
    auto select =
        TRY(db.prepare("SELECT list, entity, clock, dot, label, created, properties FROM effect "
                       "WHERE record = ? ORDER BY list, entity, clock, dot"));
    select.bind(row);
    std::vector<EntityEffect> effects;
    while (TRY(select.next())) {
        const auto dot = dot_from(select.blob(3));
        if (!dot) {
            return Error{Code::Corrupt,
                         "what a record says of an entity is damaged: restore a copy"};
        }
        effects.push_back({.list = select.text(0),
                           .entity = select.text(1),
                           .label = select.text(4),
                           .create = select.integer(5) != 0,
                           .properties = TRY(properties_from(select.blob(6))),
                           .clock = {column_u64(select, 2)},
                           .dot = *dot});
    }
    return effects;
}

Result<std::vector<Entity>> read_entities(sqlite::Database& db, const std::string& list,
                                          const std::optional<record::ScopeId>& scope) {
    auto select = TRY(db.prepare(
        "SELECT effect.entity, effect.label, effect.properties, record.scope FROM effect "
        "JOIN record ON record.row = effect.record "
        "WHERE effect.list = ? AND NOT record.deleted AND (?2 = '' OR record.scope = ?2) "
        "ORDER BY effect.list, effect.entity, effect.clock, effect.dot"));
    select.bind(list, scope ? scope->code : std::string());
    std::vector<Entity> entities;
    std::map<std::string, Value> properties;
    const auto finish = [&] {
        if (!entities.empty())
            entities.back().properties.assign(properties.begin(), properties.end());
        properties.clear();
    };
    while (TRY(select.next())) {
        const std::string id = select.text(0);
        if (entities.empty() || entities.back().id != id) {
            finish();
            entities.emplace_back();
            entities.back().list = list;
            entities.back().id = id;
            entities.back().scope = {select.text(3)};
        }
        Entity& entity = entities.back();
        ++entity.version;
        if (std::string label = select.text(1); !label.empty()) entity.label = std::move(label);
        for (auto& [name, value] : TRY(properties_from(select.blob(2)))) {
            properties.insert_or_assign(name, std::move(value));
        }
    }
    finish();
    TRY(add_visits(db, entities));
    return entities;
}

}  // namespace adit::store
