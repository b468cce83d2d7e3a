#include "accounts/enrolment.h"

#include "accounts/account.h"
#include "accounts/session.h"
#include "base/bytes.h"
#include "base/text.h"

#include <algorithm>
#include <array>

namespace adit::accounts {
namespace {

/// 100 random bits in letters that nobody mistakes for one another (no I, L, O, U).
std::string new_code(const Surroundings& world) {
    constexpr std::string_view letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    std::array<std::uint8_t, 20> random{};
    world.random(random);
    std::string code = "ADIT";
    for (std::size_t i = 0; i < random.size(); ++i) {
        if (i % 4 == 0) code += '-';
        code += letters[random[i] % letters.size()];
    }
    return code;
}

Invitation with_code(Ticket ticket, const Surroundings& world) {
    std::string code = new_code(world);
    ticket.code_digest = digest_of_token(code);
    ticket.issued_ms = world.now_ms();
    if (ticket.expires_ms == 0) ticket.expires_ms = ticket.issued_ms + kTicketMs;
    ticket.used_ms = 0;
    return {.code = std::move(code), .ticket = std::move(ticket)};
}

}  // namespace

Result<Invitation> invite(Ticket who, const std::vector<std::string>& programme_scopes,
                          const Surroundings& world) {
    TRY(check_name(who.person).during("--person"));
    if (trimmed(who.person_name).empty() || !is_utf8(who.person_name)) {
        return Error{Code::BadInput,
                     "say who will use the laptop, such as --person-name \"Kofi "
                     "Mensah\""};
    }
    if (who.role != identity::Role::FieldOfficer && who.role != identity::Role::Coordinator) {
        return Error{Code::BadInput, "a laptop is a field_officer's or a coordinator's"};
    }
    who.scopes = TRY(checked_scopes(std::move(who.scopes), programme_scopes));
    return with_code(std::move(who), world);
}

Result<Invitation> invite_server(const std::string& name, std::int64_t expires_ms,
                                 const std::vector<std::string>& programme_scopes,
                                 const Surroundings& world) {
    Ticket who;
    who.person = "server";
    who.person_name = trimmed(name);
    if (who.person_name.empty() || !is_utf8(who.person_name)) {
        return Error{Code::BadInput, "say what the other server is called, such as --name Accra"};
    }
    who.role = identity::Role::Server;
    who.scopes = programme_scopes;
    who.expires_ms = expires_ms;
    return with_code(std::move(who), world);
}

Status check_ticket(const Ticket& ticket, std::int64_t now_ms) {
    if (ticket.used_ms != 0) {
        return Error{Code::Refused,
                     "this ticket has been used already: ask your coordinator for a "
                     "new one for this laptop"};
    }
    if (now_ms >= ticket.expires_ms) {
        return Error{Code::Refused, "this ticket expired on " +
                                        iso_time(ticket.expires_ms).substr(0, 10) +
                                        ": ask your coordinator for a new one"};
    }
    return Done{};
}

Result<NewDevice> enrol(const Ticket& ticket, const identity::PublicKey& key, std::string laptop,
                        const Surroundings& world) {
    laptop = trimmed(laptop);
    if (laptop.empty()) laptop = "Laptop of " + ticket.person_name;
    if (laptop.size() > kLaptopNameBytesMax || !is_utf8(laptop)) {
        return Error{Code::BadInput, "give the laptop a name of at most " +
                                         std::to_string(kLaptopNameBytesMax) +
                                         " bytes, such as \"Laptop 3, Bukavu\""};
    }
    std::array<std::uint8_t, 16> secret{};
    world.random(secret);
    std::string token = hex(secret);
    Device device{.roster = {.device = identity::device_of(key),
                             .key = key,
                             .name = std::move(laptop),
                             .person = ticket.person,
                             .person_name = ticket.person_name,
                             .role = ticket.role,
                             .scopes = ticket.scopes,
                             .enrolled_ms = world.now_ms(),
                             .revoked = false,
                             .revoked_ms = 0,
                             .ends = {}},
                  .token_digest = digest_of_token(token),
                  .last_sync_ms = 0};
    return NewDevice{.token = std::move(token), .device = std::move(device)};
}

bool may_ask_again(const Ticket& ticket, const Device& device, std::int64_t now_ms) {
    const bool made_by_it = ticket.used_ms != 0 && ticket.used_ms == device.roster.enrolled_ms &&
                            ticket.person == device.roster.person;
    return made_by_it && !device.roster.revoked && device.last_sync_ms == 0 &&
           now_ms - ticket.used_ms < kAskAgainMs;
}

Status check_device(const Device& device) {
    if (!device.roster.revoked) return Done{};
    return Error{Code::Refused, "this laptop (" + device.roster.name + ") was revoked on " +
                                    iso_time(device.roster.revoked_ms).substr(0, 10) +
                                    ": what it sent before stays; take it to your coordinator"};
}

identity::RosterDevice revoked(identity::RosterDevice device, std::vector<identity::FeedEnd> ends,
                               std::int64_t now_ms) {
    device.revoked = true;
    device.revoked_ms = now_ms;
    device.ends = std::move(ends);
    return device;
}

}  // namespace adit::accounts
