#include "work/verifying.h"

#include "entities/behind.h"
#include "entities/verify.h"
#include "sync/kit.h"
#include "work/form_shelf.h"
#include "work/record_work.h"
#include "work/workspace.h"

#include <optional>

namespace adit::work {
namespace {

sync::Proof fault(sync::Flaw flaw, std::string what) {
    sync::Proof proof;
    proof.fault = sync::Fault{.flaw = flaw, .feed = {}, .number = 0, .what = std::move(what)};
    return proof;
}

/// The first record whose entities are not what its answers say. What another program is about to
/// work out is none: it leaves a note while it does.
Result<std::optional<record::RecordId>> unlike_record(store::RecordStore& store) {
    FormShelf forms(store);
    const auto find_form = [&forms](const record::FormRef& form) -> DefinitionPtr {
        const auto definition = forms.version(form);
        return definition ? *definition : nullptr;
    };
    std::optional<record::RecordId> before;
    for (;;) {
        if (TRY(entities::is_behind(store))) return std::optional<record::RecordId>{};
        const auto unlike = TRY(entities::first_unlike(store, find_form));
        if (!unlike || unlike == before) return unlike;
        before = unlike;  // Looked at twice: it may just have been written.
    }
}

/// The fault in what records say of sites, if there is one.
Result<std::optional<sync::Fault>> entity_fault(store::RecordStore& store) {
    const auto unlike = TRY(unlike_record(store));
    if (!unlike) return std::optional<sync::Fault>{};
    return std::optional(sync::Fault{
        .flaw = sync::Flaw::Entities,
        .feed = {},
        .number = 0,
        .what = "what is kept of the site of record " + unlike->text() +
                " is not what its answers say: its answers are right; save that record again"});
}

}  // namespace

Result<sync::Proof> verify_workspace(const std::filesystem::path& folder,
                                     const Surroundings& world) {
    const auto look = TRY(Workspace::look(folder, world));
    std::optional<identity::Roster> roster;
    if (auto held = sync::roster_of(*look.store)) {
        roster = *std::move(held);
    } else if (held.error().code != Code::Refused || TRY(look.store->get("roster"))) {
        // Refused without a roster: not enrolled yet. With one, the programme did not sign it.
        return fault(sync::Flaw::Roster, "the list of laptops is not what the programme signed (" +
                                             held.error().what +
                                             "): enrol this laptop again; what was recorded stays");
    }
    const sync::Ground ground{.self = look.device, .roster = roster ? &*roster : nullptr};
    sync::Proof proof = TRY(sync::verify(*look.store, ground));
    if (!proof.fault) proof.fault = TRY(entity_fault(*look.store));
    return proof;
}

Result<store::AttachmentStore::Totals> verify_photos(const std::filesystem::path& folder) {
    const auto file = Workspace::attachments_file(folder);
    std::error_code ignored;
    if (!std::filesystem::exists(file, ignored)) return store::AttachmentStore::Totals{};
    const auto files = TRY(store::AttachmentStore::open(file.string()));
    return files->verify();
}

}  // namespace adit::work
