// Roster: who may write and read what, signed by the programme's key and checked by each replica.
//
// One list a programme, with a version that only grows. A device that is not in it is unknown; one
// that is revoked keeps what it wrote up to the number that the roster names (MERGE, sync rules
// 6-8).
#pragma once

#include "base/bytes.h"
#include "identity/keys.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace adit::identity {

enum class Role : std::uint8_t { FieldOfficer, Coordinator, HqReviewer, Server };

/// Up to where a revoked device's changes in one feed still count.
struct FeedEnd {
    std::string scope;
    std::uint32_t epoch = 0;
    std::uint64_t number = 0;
    bool operator==(const FeedEnd&) const = default;
};

struct RosterDevice {
    std::array<std::uint8_t, 16> device{};  // record::DeviceId's bytes
    PublicKey key{};
    std::string name;         // "Laptop 3, Kisumu": as people call it.
    std::string person;       // "k.mensah": the author of what it writes.
    std::string person_name;  // "Kofi Mensah"
    Role role = Role::FieldOfficer;
    std::vector<std::string> scopes;  // Country codes, sorted.
    std::int64_t enrolled_ms = 0;
    bool revoked = false;
    std::int64_t revoked_ms = 0;
    std::vector<FeedEnd> ends;  // Only when revoked.
    bool operator==(const RosterDevice&) const = default;

    bool has_scope(std::string_view code) const;
    /// The number of the last change that counts of a feed; UINT64_MAX when not revoked.
    std::uint64_t last_counted(std::string_view scope, std::uint32_t epoch) const;
};

struct Roster {
    std::string programme;  // UUID text.
    std::uint64_t version = 0;
    std::vector<RosterDevice> devices;  // Sorted by id.
    bool operator==(const Roster&) const = default;

    const RosterDevice* find(const std::array<std::uint8_t, 16>& device) const;
};

/// The canonical bytes (sync/PROTOCOL.md, "Roster") followed by the programme key's signature.
Bytes signed_roster(const Roster& roster, const SigningKey& programme);
/// Refused when the signature is not the programme's; Corrupt when the bytes are no roster.
Result<Roster> roster_from(ByteView bytes, const PublicKey& programme);

/// The device id that a public key has.
std::array<std::uint8_t, 16> device_of(const PublicKey& key);

const char* word_for(Role role);  // "field_officer" …: for JSON and the command line.
std::optional<Role> role_from(std::string_view word);

}  // namespace adit::identity
