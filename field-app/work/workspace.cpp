#include "work/workspace.h"

#include "base/json.h"
#include "base/text.h"
#include "sync/kit.h"
#include "work/json_fields.h"

#include <algorithm>
#include <ctime>

namespace adit::work {
namespace {

namespace fs = std::filesystem;

constexpr const char* kStoreFile = "laptop.adit";
constexpr const char* kAttachmentsFile = "photos.adit";
constexpr const char* kSeed = "identity.seed";
constexpr const char* kOwner = "owner";

Json json_of(const Owner& owner) {
    Json scopes = Json::array();
    for (const record::ScopeId& scope : owner.scopes) scopes.push_back(scope.code);
    Json json = {{"laptop", owner.laptop},
                 {"person", owner.person},
                 {"person_name", owner.person_name},
                 {"role", identity::word_for(owner.role)},
                 {"scopes", scopes}};
    if (owner.server) {
        json["server"] = {{"url", owner.server->url},
                          {"certificate", owner.server->certificate_pem},
                          {"programme", owner.server->programme},
                          {"programme_key", hex(owner.server->programme_key)},
                          {"token", hex(owner.server->token)}};
    }
    return json;
}

/// Nothing when what is kept is not what was written.
std::optional<Owner> owner_in(const Json& json) {
    const auto role = identity::role_from(text_field(json, "role"));
    if (!role || !json.contains("scopes") || !json["scopes"].is_array()) return std::nullopt;
    Owner owner{.laptop = text_field(json, "laptop"),
                .person = text_field(json, "person"),
                .person_name = text_field(json, "person_name"),
                .role = *role,
                .scopes = {},
                .server = std::nullopt};
    for (const Json& code : json["scopes"]) {
        if (code.is_string()) owner.scopes.push_back({code.get<std::string>()});
    }
    if (!json.contains("server")) return owner;
    const Json& kept = json["server"];
    Server server{.url = text_field(kept, "url"),
                  .certificate_pem = text_field(kept, "certificate"),
                  .programme = text_field(kept, "programme"),
                  .programme_key = {},
                  .token = {}};
    if (!hex_field(kept, "programme_key", server.programme_key)) return std::nullopt;
    if (!hex_field(kept, "token", server.token)) return std::nullopt;
    owner.server = std::move(server);
    return owner;
}

Result<std::unique_ptr<store::RecordStore>> open_store(const fs::path& folder,
                                                       const record::DeviceId& device,
                                                       const Surroundings& world) {
    return store::open_sqlite_store((folder / kStoreFile).string(), device, world);
}

}  // namespace

std::int16_t local_offset_min(std::int64_t unix_ms) {
    const std::time_t seconds = unix_ms / 1000;
    std::tm local{};
    if (localtime_r(&seconds, &local) == nullptr) return 0;
    return static_cast<std::int16_t>(local.tm_gmtoff / 60);
}

Workspace::Workspace(fs::path folder, const Surroundings& world, sync::Self self,
                     std::unique_ptr<store::RecordStore> store)
    : folder_(std::move(folder)),
      world_(world),
      self_(std::move(self)),
      store_(std::move(store)),
      forms_(*store_) {}

bool Workspace::exists(const fs::path& folder) {
    std::error_code ignored;
    return fs::exists(folder / kStoreFile, ignored);
}

Result<Workspace::Look> Workspace::look(const fs::path& folder, const Surroundings& world) {
    if (!exists(folder)) {
        return Error{Code::NotFound, "no work was begun in the folder " + folder.string() +
                                         "; run adit-field init or adit-field enrol first"};
    }
    Look look{.store = TRY(open_store(folder, {}, world)), .seed = {}, .device = {}};
    const auto kept = TRY(look.store->get(kSeed));
    if (!kept || kept->size() != look.seed.size()) {
        return Error{Code::Corrupt, "the key of this laptop is missing in " +
                                        (folder / kStoreFile).string() +
                                        "; enrol again into a new folder"};
    }
    std::ranges::copy(*kept, look.seed.begin());
    const auto key = identity::SigningKey::from_seed(look.seed);
    look.device = {identity::device_of(key.public_key())};
    return look;
}

Result<std::unique_ptr<Workspace>> Workspace::open(const fs::path& folder,
                                                   const Surroundings& world) {
    // The key stands inside the store that it names: look first, then open as that device.
    const auto seed = TRY(look(folder, world)).seed;
    sync::Self self{.key = identity::SigningKey::from_seed(seed), .device = {}};
    self.device = {identity::device_of(self.key.public_key())};
    auto store = TRY(open_store(folder, self.device, world));
    std::unique_ptr<Workspace> workspace(
        new Workspace(folder, world, std::move(self), std::move(store)));
    TRY(workspace->read_owner());
    return workspace;
}

Result<std::unique_ptr<Workspace>> Workspace::make(const fs::path& folder,
                                                   const Surroundings& world) {
    if (exists(folder)) {
        return Error{Code::Refused,
                     "the folder " + folder.string() + " holds a laptop's work already"};
    }
    std::error_code trouble;
    fs::create_directories(folder, trouble);
    if (trouble) {
        return Error{Code::Refused,
                     "cannot make the folder " + folder.string() + ": " + trouble.message()};
    }
    sync::Self self{.key = identity::SigningKey::make(world), .device = {}};
    self.device = {identity::device_of(self.key.public_key())};
    auto store = TRY(open_store(folder, self.device, world));
    TRY(store->set(kSeed, self.key.seed()));
    return std::unique_ptr<Workspace>(
        new Workspace(folder, world, std::move(self), std::move(store)));
}

fs::path Workspace::attachments_file(const fs::path& folder) { return folder / kAttachmentsFile; }

Result<store::AttachmentStore*> Workspace::attachments() {
    if (!attachments_) {
        attachments_ = TRY(store::AttachmentStore::open(attachments_file().string()));
    }
    return attachments_.get();
}

Status Workspace::read_owner() {
    const auto kept = TRY(store_->get(kOwner));
    if (!kept) return Done{};
    const auto json = json_from(text_of(ByteView(*kept)));
    if (json) owner_ = owner_in(*json);
    if (!owner_) {
        return Error{Code::Corrupt, "whose laptop this is cannot be read; enrol it again"};
    }
    return Done{};
}

Status Workspace::set_owner(const Owner& owner) {
    TRY(store_->set(kOwner, view_of(adit::text_of(json_of(owner)))));
    owner_ = owner;
    return Done{};
}

Result<std::string> Workspace::author() const {
    if (owner_ && !owner_->person.empty()) return owner_->person;
    return Error{Code::Refused, "nobody is named as this laptop's person; run adit-field enrol"};
}

Result<std::optional<identity::Roster>> Workspace::roster() {
    if (!owner_ || !owner_->server) return std::optional<identity::Roster>();
    return std::optional(TRY(sync::roster_of(*store_)));
}

Result<record::ScopeId> Workspace::scope_or_only(const std::string& wanted) const {
    const std::vector<record::ScopeId> scopes =
        owner_ ? owner_->scopes : std::vector<record::ScopeId>{};
    if (scopes.empty()) {
        return Error{Code::Refused, "this laptop has no country yet; run adit-field enrol"};
    }
    std::vector<std::string> codes;
    for (const record::ScopeId& scope : scopes) {
        if (scope.code == wanted) return scope;
        codes.push_back(scope.code);
    }
    if (wanted.empty() && scopes.size() == 1) return scopes.front();
    if (wanted.empty()) {
        return Error{Code::BadInput, "say which country: --country " + joined(codes, " or ")};
    }
    return Error{Code::Refused,
                 "this laptop does not work in " + wanted + "; it works in " + joined(codes, ", ")};
}

}  // namespace adit::work
