#include "store/entities.h"

#include "base/text.h"
#include "base/uuid.h"
#include "merge/effects.h"
#include "store/columns.h"

#include <algorithm>
#include <map>
#include <utility>

namespace adit::store {
namespace {

using record::Value;
using Properties = std::vector<std::pair<std::string, Value>>;

constexpr std::size_t kFeedBytes = 23;

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

Result<record::Dot> dot_from(ByteView bytes) {
    Reader in(bytes);
    auto feed = record::feed_from(in.raw(kFeedBytes));
    record::Dot dot;
    for (int i = 0; i < 8; ++i) dot.number = dot.number << 8 | in.u8();
    if (!feed || !in.done()) {
        return Error{Code::Corrupt, "what a record says of an entity is damaged: restore a copy"};
    }
    dot.feed = *std::move(feed);
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

/// What is kept of one record's word about one entity, besides the effect itself.
struct Sayer {
    std::string author;
    record::DeviceId device;
    std::int64_t begun_ms = 0;
};

/// "0191… 0192…" or "own"; "" says nothing.
std::optional<std::vector<record::RecordId>> base_from(const std::string& text) {
    if (text.empty()) return std::nullopt;
    std::vector<record::RecordId> base;
    for (const std::string_view word : words(text)) {
        if (const auto id = uuid_from(word)) base.push_back({*id});
    }
    return base;
}

/// The rows of one entity after another, folded.
class Folding {
public:
    explicit Folding(const std::string& list) : list_(list) {}

    Status add(const sqlite::Statement& row) {
        const std::string id = row.text(0);
        if (id != id_) finish();
        id_ = id;
        merge::Effect effect{.record = {column_bytes<16>(row, 8)},
                             .clock = {column_u64(row, 4)},
                             .dot = TRY(dot_from(row.blob(5))),
                             .counts = row.integer(6) != 0,
                             .label = row.text(1),
                             .properties = TRY(properties_from(row.blob(2))),
                             .base = base_from(row.text(7))};
        if (effect.counts && entity_.scope.code.empty()) entity_.scope = {row.text(3)};
        if (effect.counts && row.integer(13) != 0 && !entity_.registered) {
            entity_.registered = effect.record;
            const ByteView link = row.blob(12);
            if (link.size() == 16) links_[id] = record::RecordId{{column_bytes<16>(row, 12)}};
        }
        sayers_[effect.record] = {row.text(9), {column_bytes<16>(row, 10)}, row.integer(11)};
        effects_.push_back(std::move(effect));
        return Done{};
    }

    std::vector<Entity> take() {
        finish();
        link_duplicates();
        return std::move(entities_);
    }

private:
    void finish() {
        const merge::Folded folded = merge::fold_effects(std::exchange(effects_, {}));
        entity_.list = list_;
        entity_.id = id_;
        entity_.version = static_cast<std::int64_t>(folded.effects);
        for (const merge::Property& property : folded.properties) {
            if (property.name == merge::kLabel) {
                entity_.label = text_of(property.value());
            } else {
                entity_.properties.emplace_back(property.name, property.value());
            }
            if (property.in_conflict()) entity_.conflicts.push_back(conflict_of(property));
        }
        if (folded.effects > 0) entities_.push_back(std::move(entity_));
        entity_ = {};
        sayers_.clear();
    }

    EntityConflict conflict_of(const merge::Property& property) const {
        EntityConflict conflict{property.name, {}};
        for (const merge::Said& said : property.siblings) {
            const Sayer& sayer = sayers_.at(said.record);
            conflict.siblings.push_back(
                {said.value, said.record, sayer.author, sayer.device, sayer.begun_ms});
        }
        return conflict;
    }

    /// Each linked entity gets the one that counts in its place: the end of its chain of links, and
    /// of a ring of links the lowest id in it.
    void link_duplicates() {
        std::map<record::RecordId, std::string> by_record;
        for (const Entity& entity : entities_) {
            if (entity.registered) by_record.emplace(*entity.registered, entity.id);
        }
        const auto next = [&](const std::string& id) {
            const auto link = links_.find(id);
            const auto found =
                link == links_.end() ? by_record.end() : by_record.find(link->second);
            return found == by_record.end() ? std::string() : found->second;
        };
        for (Entity& entity : entities_) {
            std::vector<std::string> chain{entity.id};
            std::string at = next(entity.id);
            while (!at.empty() && std::ranges::find(chain, at) == chain.end()) {
                chain.push_back(at);
                at = next(at);
            }
            const std::string root =
                at.empty() ? chain.back()
                           : *std::min_element(std::ranges::find(chain, at), chain.end());
            if (root != entity.id) entity.duplicate_of = root;
        }
    }

    std::string list_, id_;
    Entity entity_;
    std::vector<merge::Effect> effects_;
    std::map<record::RecordId, Sayer> sayers_;
    std::map<std::string, record::RecordId> links_;  // Entity -> what registered the other.
    std::vector<Entity> entities_;
};

/// What is about a duplicate counts for the one that stands in its place.
void count_duplicates(std::vector<Entity>& entities) {
    std::map<std::string, Entity*> by_id;
    for (Entity& entity : entities) by_id.emplace(entity.id, &entity);
    for (const Entity& entity : entities) {
        if (entity.duplicate_of.empty()) continue;
        Entity& root = *by_id.at(entity.duplicate_of);
        root.records += entity.records;
        root.last_date = std::max(root.last_date, entity.last_date);
    }
}

const char* const kRows =
    "SELECT effect.entity, effect.label, effect.properties, record.scope, effect.clock, "
    "effect.dot, effect.counts AND NOT record.deleted, effect.base, record.id, record.author, "
    "record.device, record.created_ms, effect.duplicate, effect.created FROM effect "
    "JOIN record ON record.row = effect.record ";

}  // namespace

Status write_effects(sqlite::Database& db, RecordRow row,
                     const std::vector<EntityEffect>& effects) {
    auto clear = TRY(db.prepare("DELETE FROM effect WHERE record = ?"));
    TRY(clear.bind(row).run());
    for (const EntityEffect& effect : effects) {
        auto insert = TRY(db.prepare(
            "INSERT OR REPLACE INTO effect (list, entity, clock, dot, record, label, created, "
            "properties, counts, base, duplicate) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"));
        Bytes duplicate;
        if (effect.duplicate_of) {
            const auto& id = effect.duplicate_of->uuid.bytes;
            duplicate.assign(id.begin(), id.end());
        }
        TRY(insert
                .bind(effect.list, effect.entity, static_cast<std::int64_t>(effect.clock.bits),
                      sortable(effect.dot), row, effect.label, effect.create,
                      bytes_of(effect.properties), effect.counts, effect.base, duplicate)
                .run());
    }
    return Done{};
}

Result<std::vector<EntityEffect>> read_effects(sqlite::Database& db, RecordRow row) {
    auto select = TRY(db.prepare(
        "SELECT list, entity, clock, dot, label, created, properties, counts, base, duplicate "
        "FROM effect WHERE record = ? ORDER BY list, entity, clock, dot"));
    select.bind(row);
    std::vector<EntityEffect> effects;
    while (TRY(select.next())) {
        EntityEffect effect{.list = select.text(0),
                            .entity = select.text(1),
                            .label = select.text(4),
                            .create = select.integer(5) != 0,
                            .properties = TRY(properties_from(select.blob(6))),
                            .clock = {column_u64(select, 2)},
                            .dot = TRY(dot_from(select.blob(3))),
                            .counts = select.integer(7) != 0,
                            .base = select.text(8)};
        if (select.blob(9).size() == 16) effect.duplicate_of = {{column_bytes<16>(select, 9)}};
        effects.push_back(std::move(effect));
    }
    return effects;
}

Result<std::vector<Entity>> read_entities(sqlite::Database& db, const std::string& list,
                                          const std::optional<record::ScopeId>& scope) {
    auto select = TRY(db.prepare(std::string(kRows) +
                                 "WHERE effect.list = ? AND (?2 = '' OR record.scope = ?2) "
                                 "ORDER BY effect.list, effect.entity, effect.clock, effect.dot"));
    select.bind(list, scope ? scope->code : std::string());
    Folding folding(list);
    while (TRY(select.next())) TRY(folding.add(select));
    std::vector<Entity> entities = folding.take();
    TRY(add_visits(db, entities));
    count_duplicates(entities);
    return entities;
}

Result<std::vector<merge::Effect>> effects_on(sqlite::Database& db, const std::string& list,
                                              const std::string& entity) {
    auto select = TRY(db.prepare(std::string(kRows) + "WHERE effect.list = ? AND effect.entity = ? "
                                                      "ORDER BY effect.clock, effect.dot"));
    select.bind(list, entity);
    std::vector<merge::Effect> effects;
    while (TRY(select.next())) {
        effects.push_back({.record = {column_bytes<16>(select, 8)},
                           .clock = {column_u64(select, 4)},
                           .dot = TRY(dot_from(select.blob(5))),
                           .counts = select.integer(6) != 0,
                           .label = {},
                           .properties = {},
                           .base = base_from(select.text(7))});
    }
    return effects;
}

}  // namespace adit::store
