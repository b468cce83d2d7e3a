// Workspace: the folder in which one laptop keeps everything it knows: the store (laptop.adit),
// its photos (photos.adit), its key, whose laptop it is, and its forms.
//
// One process, one thread at a time: the store refuses a second opener with Unavailable. What is
// kept here is durable when the call returns Done.
#pragma once

#include "identity/roster.h"
#include "store/attachment_store.h"
#include "store/record_store.h"
#include "sync/exchange.h"
#include "work/form_shelf.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace adit::work {

/// Where this laptop was enrolled and what it needs to be known there again.
struct Server {
    std::string url;
    std::string certificate_pem;
    std::string programme;  // UUID text, as the roster names it.
    identity::PublicKey programme_key{};
    std::array<std::uint8_t, 16> token{};
    bool operator==(const Server&) const = default;
};

/// Whose laptop this is. Without a server it works alone until it is enrolled.
struct Owner {
    std::string laptop;       // "Laptop 7"
    std::string person;       // "k.mensah"
    std::string person_name;  // "Kwame Mensah"
    identity::Role role = identity::Role::FieldOfficer;
    std::vector<record::ScopeId> scopes;
    std::optional<Server> server;
    bool operator==(const Owner&) const = default;
};

class Workspace {
public:
    /// NotFound when nothing was begun in this folder.
    static Result<std::unique_ptr<Workspace>> open(const std::filesystem::path& folder,
                                                   const Surroundings& world);
    /// Begins one, with a key of its own and without an owner. Refused when there is one already.
    static Result<std::unique_ptr<Workspace>> make(const std::filesystem::path& folder,
                                                   const Surroundings& world);
    static bool exists(const std::filesystem::path& folder);

    /// The store opened for nobody: only looked at, beside a program that works in this folder.
    struct Look {
        std::unique_ptr<store::RecordStore> store;
        std::array<std::uint8_t, 32> seed{};
        record::DeviceId device;
    };
    static Result<Look> look(const std::filesystem::path& folder, const Surroundings& world);

    store::RecordStore& store() { return *store_; }
    FormShelf& forms() { return forms_; }
    /// The photos and files that answers name; opened, or made, when it is first asked for.
    Result<store::AttachmentStore*> attachments();
    std::filesystem::path attachments_file() const { return attachments_file(folder_); }
    static std::filesystem::path attachments_file(const std::filesystem::path& folder);
    const sync::Self& self() const { return self_; }
    const Surroundings& world() const { return world_; }
    const std::filesystem::path& folder() const { return folder_; }

    const std::optional<Owner>& owner() const { return owner_; }
    Status set_owner(const Owner& owner);
    /// Who types here; Refused when nobody was named yet (init or enrol first).
    Result<std::string> author() const;
    /// The roster the server gave, checked against the programme's key; nothing before enrolment.
    Result<std::optional<identity::Roster>> roster();
    /// `wanted`, or the only scope; BadInput asks for the country when there are several.
    Result<record::ScopeId> scope_or_only(const std::string& wanted) const;

private:
    Workspace(std::filesystem::path folder, const Surroundings& world, sync::Self self,
              std::unique_ptr<store::RecordStore> store);
    Status read_owner();

    std::filesystem::path folder_;
    Surroundings world_;
    sync::Self self_;
    std::unique_ptr<store::RecordStore> store_;
    std::unique_ptr<store::AttachmentStore> attachments_;  // Null until it is asked for.
    FormShelf forms_;
    std::optional<Owner> owner_;
};

/// The laptop's time zone now, minutes east of UTC.
std::int16_t local_offset_min(std::int64_t unix_ms);

}  // namespace adit::work
