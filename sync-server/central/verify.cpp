// Central::verify: the server's folder proved end to end.
#include "entities/verify.h"

#include "central/central.h"
#include "entities/behind.h"
#include "sync/verify.h"

#include <algorithm>
#include <utility>

namespace adit::central {
namespace {

constexpr record::DeviceId kLooking{};

/// The roster as the server has it, its own line holding the key in server.key.
Result<identity::Roster> checked_roster(CentralStore& people, const identity::SigningKey& server) {
    auto roster = TRY(people.roster());
    const auto* own = roster.find(identity::device_of(server.public_key()));
    if (own == nullptr || own->key != server.public_key() || own->role != identity::Role::Server) {
        return Error{Code::Corrupt,
                     "server.key is not the key of this server's line in the list of laptops: "
                     "restore server.key and people.adit from the same copy of the folder"};
    }
    return roster;
}

/// The form that refresh_entities() takes for a record.
entities::FindForm forms_in(const FormLibrary& forms) {
    return [&forms](const record::FormRef& wanted) -> DefinitionPtr {
        FormPtr form = forms.find(wanted);
        if (!form) form = forms.find_latest(wanted.id);
        return form ? form->definition : nullptr;
    };
}

Status check_entities(store::RecordStore& records) {
    FormLibrary forms([&records](const auto& form) { return records.form_files(form); });
    TRY(forms.load());
    const auto unlike = TRY(entities::first_unlike(records, forms_in(forms)));
    if (!unlike) return Done{};
    return Error{Code::Corrupt, "what is kept of the site of record " + unlike->text() +
                                    " is not what its answers say: its answers are right; correct "
                                    "any answer of it to have the site worked out again"};
}

/// How many files records name that are not here whole.
Result<std::size_t> away(store::RecordStore& records, store::AttachmentStore& files) {
    std::size_t away = 0;
    store::Content last;
    for (const store::Mention& mention : TRY(records.mentions(std::nullopt))) {
        const store::Content file{.hash = mention.hash, .size_bytes = mention.size_bytes};
        if (file == std::exchange(last, file)) continue;
        const auto standing = TRY(files.find(file));
        if (!standing || !standing->whole) ++away;
    }
    return away;
}

}  // namespace

Result<Verified> Central::verify(const DataFolder& folder, const Surroundings& world) {
    TRY(read_key(folder.programme_key()));
    const auto server_key = TRY(read_key(folder.server_key()));
    const auto alone = TRY(ServingLock::take(folder.serving_lock()));
    const auto people = TRY(open_sqlite_central_store(folder.people().string()));
    TRY(people->verify());
    const identity::Roster roster = TRY(checked_roster(*people, server_key));
    const auto records = TRY(store::open_sqlite_store(folder.records().string(), kLooking, world));
    const sync::Proof proof = TRY(sync::verify(
        *records, {.self = {identity::device_of(server_key.public_key())}, .roster = &roster}));
    if (proof.fault) return sync::error_of(*proof.fault);
    // A server that was cut off works out what is left when it starts: until then it is behind.
    if (!TRY(entities::is_behind(*records))) TRY(check_entities(*records));
    const auto files = TRY(store::AttachmentStore::open(folder.attachments().string()));
    const auto photos = TRY(files->verify());
    const auto laptops = std::ranges::count_if(
        roster.devices, [](const auto& device) { return device.role != identity::Role::Server; });
    return Verified{.changes = proof.changes,
                    .feeds = proof.feeds,
                    .records = proof.records,
                    .devices = static_cast<std::size_t>(laptops),
                    .signatures = proof.signatures,
                    .quarantined = proof.quarantined,
                    .photos = photos.files,
                    .photos_away = TRY(away(*records, *files))};
}

}  // namespace adit::central
