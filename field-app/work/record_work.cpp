#include "work/record_work.h"

#include "base/text.h"
#include "entities/behind.h"
#include "entities/entities.h"
#include "merge/resolutions.h"
#include "xpath/zone.h"

#include <algorithm>

namespace adit::work {
namespace {

using record::Operation;

constexpr const char* kBase = "/meta/entity/@base";
constexpr std::size_t kRenewedAtOnce = 500;

Result<std::unique_ptr<forms::FormSession>> open_session(Workspace& workspace,
                                                         DefinitionPtr definition,
                                                         record::Record record, bool is_new,
                                                         const std::string& language) {
    forms::Opening opening;
    opening.tables = TRY(workspace.forms().tables_for(*definition, record));
    opening.definition = std::move(definition);
    opening.record = std::move(record);
    opening.is_new = is_new;
    opening.username = TRY(workspace.author());
    opening.device = workspace.self().device.text();
    opening.now_ms = workspace.world().now_ms();
    opening.offset_min = local_offset_min(opening.now_ms);
    opening.zone = xpath::machine_zone();
    opening.new_uuid = [world = workspace.world()] { return new_uuid(world).text(); };
    opening.new_instance = [world = workspace.world()] { return world.random_u64(); };
    auto session = TRY(forms::FormSession::open(std::move(opening)));
    session->set_language(language);
    return session;
}

std::string text_at(const record::Record& record, const char* path) {
    const record::Value* value = record.find_value({path});
    return value == nullptr ? std::string() : text_of(*value);
}

/// A record that updates an entity says, when it is finalised first, which records of it were known
/// here when it was begun: whoever merges can tell a later visit from one that was made apart.
Status say_base(Workspace& workspace, store::Draft& draft) {
    record::Record before = TRY(workspace.store().record(draft.record)).value_or(record::Record{});
    before.id = draft.record;
    before.scope = draft.scope;
    record::Record after = before;
    bool speaks = false;
    for (const Operation& operation : draft.operations) {
        speaks = speaks || std::holds_alternative<record::Finalise>(operation);
        const auto* compute = std::get_if<record::Compute>(&operation);
        if (compute == nullptr || !compute->path.text.starts_with("/meta/entity/")) continue;
        speaks = speaks || before.stage == record::Stage::Finalised;
        const record::Sibling said{compute->value, {}, {}, draft.author, draft.wall_ms};
        after.answers[compute->path].siblings.assign(1, said);
    }
    const std::string entity = text_at(after, "/meta/entity/@id");
    const bool updates = speaks && text_at(after, "/meta/entity/@update") == "1";
    if (!updates || entity.empty()) return Done{};
    const bool same = entity == text_at(before, "/meta/entity/@id");
    if (same && !text_at(before, kBase).empty()) return Done{};
    const std::string list = text_at(after, "/meta/entity/@dataset");
    std::string base = TRY(workspace.store().entity_base(list, entity, before));
    draft.operations.insert(draft.operations.begin(), record::Compute{{kBase}, std::move(base)});
    return Done{};
}

}  // namespace

Result<record::Record> record_at(Workspace& workspace, const record::RecordId& id) {
    auto record = TRY(workspace.store().record(id));
    if (!record) {
        return Error{Code::NotFound, "there is no record " + id.text() +
                                         " here; adit-field list shows what there is"};
    }
    return *std::move(record);
}

Result<std::unique_ptr<forms::FormSession>> session_of(Workspace& workspace,
                                                       const record::RecordId& id,
                                                       const std::string& language) {
    record::Record record = TRY(record_at(workspace, id));
    DefinitionPtr definition = TRY(workspace.forms().version(record.form));
    return open_session(workspace, std::move(definition), std::move(record), false, language);
}

Result<std::unique_ptr<forms::FormSession>> session_of_new(Workspace& workspace,
                                                           const std::string& form,
                                                           const record::ScopeId& scope,
                                                           const std::string& language) {
    DefinitionPtr definition = TRY(workspace.forms().newest(form));
    record::Record record;
    record.id = {new_uuid(workspace.world())};
    record.scope = scope;
    record.form = definition->form;
    return open_session(workspace, std::move(definition), std::move(record), true, language);
}

Status renew_entities(Workspace& workspace, const std::vector<record::RecordId>& records) {
    std::vector<store::EffectsOfRecord> effects;
    for (const record::RecordId& id : records) {
        const auto record = TRY(workspace.store().record(id));
        if (!record) continue;
        const auto definition = workspace.forms().version(record->form);
        if (!definition) continue;  // A form that this laptop may not have; the record is kept.
        effects.emplace_back(id, entities::effects_of(**definition, *record));
        if (effects.size() < kRenewedAtOnce) continue;
        TRY(workspace.store().set_entity_effects(std::exchange(effects, {})));
    }
    workspace.forms().forget_entities();
    return effects.empty() ? Status{Done{}} : workspace.store().set_entity_effects(effects);
}

Status renew_entities_behind(Workspace& workspace) {
    if (!TRY(entities::is_behind(workspace.store()))) return Done{};
    const auto behind = TRY(entities::records_behind(workspace.store()));
    TRY(renew_entities(workspace, behind));
    return entities::caught_up(workspace.store());
}

Status append(Workspace& workspace, const record::Record& record,
              std::vector<Operation> operations) {
    if (operations.empty()) return Done{};
    const std::int64_t now = workspace.world().now_ms();
    store::Draft draft{.scope = record.scope,
                       .record = record.id,
                       .form = record.form,
                       .author = TRY(workspace.author()),
                       .wall_ms = now,
                       .offset_min = local_offset_min(now),
                       .operations = std::move(operations)};
    const bool finalises = std::ranges::any_of(draft.operations, [](const Operation& operation) {
        return std::holds_alternative<record::Finalise>(operation);
    });
    TRY(say_base(workspace, draft));
    if (!finalises && record.stage == record::Stage::Draft) {
        TRY(workspace.store().append({draft}));
        (void)workspace.forms().note_saved(record);  // The answer itself is saved.
        return Done{};
    }
    // Changes and entities are two transactions: a battery that dies between them leaves the note.
    const bool noted = TRY(entities::note_behind(workspace.store()));
    TRY(workspace.store().append({draft}));
    (void)workspace.forms().note_saved(record);
    if (!renew_entities(workspace, {record.id})) return Done{};  // It is saved; the note stands.
    if (noted) (void)entities::caught_up(workspace.store());
    return Done{};
}

Result<std::vector<model::Decided>> decided_in(Workspace& workspace, const record::RecordId& id) {
    std::vector<model::Decided> decided;
    for (merge::Resolution& one : merge::resolutions_of(TRY(workspace.store().history(id)))) {
        decided.push_back({std::move(one.path), std::move(one.decision), std::move(one.set_aside)});
    }
    return decided;
}

std::vector<Operation> computed_again(forms::FormSession& session, std::int64_t now_ms) {
    const record::Record before = session.record();
    std::vector<Operation> changed;
    for (Operation& operation : session.finalise(now_ms)) {
        const auto* compute = std::get_if<record::Compute>(&operation);
        if (compute == nullptr || compute->path.text == "/end") continue;
        const record::Value* known = before.find_value(compute->path);
        if (known != nullptr && *known == compute->value) continue;
        if (known == nullptr && is_nothing(compute->value)) continue;
        changed.push_back(std::move(operation));
    }
    return changed;
}

}  // namespace adit::work
