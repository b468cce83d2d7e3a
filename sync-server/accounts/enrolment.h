// Enrolment: how a laptop becomes one of the programme's, and how it stops being one.
//
// A coordinator or an administrator invites: a ticket with a one-time code that expires. The laptop
// shows the code and its public key once and becomes a Device of the roster, with the person, role
// and countries that the ticket named. Codes and device tokens are stored as digests only. Rules
// only, no storage.
#pragma once

#include "base/surroundings.h"
#include "identity/roster.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace adit::accounts {

/// What an invitation promises to whoever brings its code.
struct Ticket {
    identity::Digest code_digest{};
    std::string person;       // "k.mensah"
    std::string person_name;  // "Kofi Mensah"
    identity::Role role = identity::Role::FieldOfficer;
    std::vector<std::string> scopes;  // Sorted.
    std::int64_t issued_ms = 0;
    std::int64_t expires_ms = 0;
    std::int64_t used_ms = 0;  // 0: not yet.
    bool operator==(const Ticket&) const = default;
};

constexpr std::int64_t kTicketMs = 14LL * 24 * 3600 * 1000;

struct Invitation {
    std::string code;  // "ADIT-7K2M-…": only the ticket file holds it.
    Ticket ticket;
};

/// `who`: person, person_name, role and scopes. BadInput says what to write instead.
Result<Invitation> invite(Ticket who, const std::vector<std::string>& programme_scopes,
                          const Surroundings& world);

/// For another server of the programme, which holds all of its countries. `expires_ms` 0: as usual.
Result<Invitation> invite_server(const std::string& name, std::int64_t expires_ms,
                                 const std::vector<std::string>& programme_scopes,
                                 const Surroundings& world);

/// May this ticket be used now? Refused says whom to ask for another.
Status check_ticket(const Ticket& ticket, std::int64_t now_ms);

/// A laptop of the programme: its line of the roster, and what the server alone knows.
struct Device {
    identity::RosterDevice roster;
    identity::Digest token_digest{};
    std::int64_t last_sync_ms = 0;  // 0: never.
    bool operator==(const Device&) const = default;
};

constexpr std::size_t kLaptopNameBytesMax = 80;

struct NewDevice {
    std::string token;  // 32 hexadecimal digits: for the laptop alone.
    Device device;
};

/// The device that this ticket and this key make. BadInput when the laptop's name is no name.
Result<NewDevice> enrol(const Ticket& ticket, const identity::PublicKey& key, std::string laptop,
                        const Surroundings& world);

constexpr std::int64_t kAskAgainMs = 30LL * 60 * 1000;

/// True when a laptop that this ticket made may ask for its token once more, because the answer to
/// its first try may have been lost: for half an hour, and only until it has exchanged.
bool may_ask_again(const Ticket& ticket, const Device& device, std::int64_t now_ms);

/// Refused when the device is revoked: it is told so in words.
Status check_device(const Device& device);

/// The device's line of the roster once it is revoked; what it wrote up to `ends` stays.
identity::RosterDevice revoked(identity::RosterDevice device, std::vector<identity::FeedEnd> ends,
                               std::int64_t now_ms);

}  // namespace adit::accounts
