#include "accounts/account.h"
#include "accounts/enrolment.h"
#include "base/json.h"
#include "base/text.h"
#include "central/central_store.h"
#include "central/data_folder.h"
#include "commands.h"
#include "record/ids.h"
#include "terminal.h"

#include <algorithm>
#include <charconv>
#include <iomanip>
#include <iostream>

namespace adit::server {
namespace {

using central::DataFolder;

struct Office {
    DataFolder folder;
    std::unique_ptr<central::CentralStore> people;
    central::Programme programme;
};

/// The people's file alone: these commands work beside a running server.
Result<Office> open_office(const Options& options) {
    Office office{.folder = {TRY(options.need("data"))}, .people = nullptr, .programme = {}};
    TRY(central::read_key(office.folder.programme_key()));  // Else there is no server here.
    office.people = TRY(central::open_sqlite_central_store(office.folder.people().string()));
    office.programme = TRY(office.people->programme());
    return office;
}

Result<identity::Role> role_of(const Options& options) {
    const std::string word = TRY(options.need("role"));
    if (const auto role = identity::role_from(word)) return *role;
    return Error{Code::BadInput, "\"" + word +
                                     "\" is no role: take field_officer, coordinator or "
                                     "hq_reviewer"};
}

Result<std::string> password_of(const Options& options, const std::string& person_name) {
    const std::string file = options.value("password-file");
    if (file.empty()) return ask_new_password(person_name);
    std::string text = TRY(central::read_text(file));
    // Editors end a file with a line end that nobody means as part of the password.
    while (text.ends_with('\n') || text.ends_with('\r')) text.pop_back();
    return text;
}

Result<std::int64_t> ticket_days(const Options& options) {
    const std::string text = options.value("days", "14");
    std::int64_t days = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), days);
    if (failed != std::errc() || end != text.data() + text.size() || days < 1 || days > 90) {
        return Error{Code::BadInput, "--days is a number from 1 to 90"};
    }
    return days;
}

std::string ago(std::int64_t then_ms, std::int64_t now_ms) {
    if (then_ms == 0) return "never";
    const std::int64_t minutes = std::max<std::int64_t>(0, now_ms - then_ms) / 60'000;
    if (minutes < 2) return "just now";
    if (minutes < 120) return std::to_string(minutes) + " minutes ago";
    if (minutes < 48 * 60) return std::to_string(minutes / 60) + " hours ago";
    return std::to_string(minutes / (24 * 60)) + " days ago";
}

/// Keeps the ticket and writes its file; its code is nowhere else.
Status write_ticket(const Office& office, const accounts::Invitation& invitation,
                    const std::string& out) {
    const auto programme_key = TRY(central::read_key(office.folder.programme_key()));
    const Json ticket = {
        {"adit_ticket", 1},
        {"url", "https://" + office.programme.host + ":" + std::to_string(office.programme.port)},
        {"certificate", TRY(central::read_text(office.folder.certificate()))},
        {"programme", office.programme.id},
        {"programme_key", hex(programme_key.public_key())},
        {"code", invitation.code},
        {"role", identity::word_for(invitation.ticket.role)},
        {"person_name", invitation.ticket.person_name},
        {"expires", iso_time(invitation.ticket.expires_ms)}};
    TRY(central::write_secret(out, text_of(ticket, 2) + "\n"));
    return office.people->keep_ticket(invitation.ticket);
}

}  // namespace

Status add_user(const Options& options, const Surroundings& /*world*/) {
    const Office office = TRY(open_office(options));
    accounts::Viewer viewer{.name = TRY(options.need("name")),
                            .person_name = TRY(options.need("person-name")),
                            .role = TRY(role_of(options)),
                            .scopes = options.list("scopes"),
                            .language = options.value("language", "en")};
    const std::string password = TRY(password_of(options, viewer.person_name));
    const accounts::Account account =
        TRY(accounts::new_account(std::move(viewer), password, office.programme.codes()));
    TRY(office.people->add_account(account));
    std::cout << account.viewer.person_name << " can now sign in as " << account.viewer.name
              << " and sees " << joined(account.viewer.scopes, ", ") << ".\n";
    return Done{};
}

Status list_users(const Options& options, const Surroundings& /*world*/) {
    const Office office = TRY(open_office(options));
    const auto viewers = TRY(office.people->viewers());
    if (viewers.empty()) std::cout << "Nobody may open the console yet: adit-server user add\n";
    for (const accounts::Viewer& viewer : viewers) {
        std::cout << viewer.name << "  " << viewer.person_name << "  "
                  << identity::word_for(viewer.role) << "  " << joined(viewer.scopes, ",") << '\n';
    }
    return Done{};
}

Status invite_device(const Options& options, const Surroundings& world) {
    const Office office = TRY(open_office(options));
    const std::string out = TRY(options.need("out"));
    accounts::Ticket who;
    who.person = TRY(options.need("person"));
    who.person_name = TRY(options.need("person-name"));
    who.role = TRY(role_of(options));
    who.scopes = options.list("country");
    who.expires_ms = world.now_ms() + TRY(ticket_days(options)) * 24 * 3600 * 1000;
    const auto invitation = TRY(accounts::invite(std::move(who), office.programme.codes(), world));

    TRY(write_ticket(office, invitation, out));
    std::cout << "The ticket for " << invitation.ticket.person_name << " is in " << out
              << ".\nIt makes one laptop the programme's, once, until "
              << iso_time(invitation.ticket.expires_ms).substr(0, 10)
              << ". Hand it over as you would a key.\nOn the laptop: adit-field enrol --ticket "
              << out << '\n';
    return Done{};
}

Status invite_peer(const Options& options, const Surroundings& world) {
    const Office office = TRY(open_office(options));
    const std::string out = TRY(options.need("out"));
    const std::string name = TRY(options.need("name"));
    const std::int64_t expires_ms = world.now_ms() + TRY(ticket_days(options)) * 24 * 3600 * 1000;
    const auto invitation =
        TRY(accounts::invite_server(name, expires_ms, office.programme.codes(), world));
    TRY(write_ticket(office, invitation, out));
    std::cout
        << "The ticket for the server " << invitation.ticket.person_name << " is in " << out
        << ".\nIt makes one server the programme's, once, until "
        << iso_time(invitation.ticket.expires_ms).substr(0, 10)
        << ".\nBring it to that machine, and by another way a copy of "
        << office.folder.programme_key().string()
        << ", which makes laptops the programme's: guard it as such.\nThere: adit-server peer "
           "join --ticket "
        << out << " --programme-key FILE --data FOLDER --host NAME --port NUMBER\n";
    return Done{};
}

Status list_devices(const Options& options, const Surroundings& world) {
    const Office office = TRY(open_office(options));
    std::size_t laptops = 0;
    for (const accounts::Device& device : TRY(office.people->devices())) {
        const identity::RosterDevice& line = device.roster;
        if (line.role == identity::Role::Server) continue;
        ++laptops;
        std::cout << hex(line.device) << "  " << line.name << "  " << line.person_name << " ("
                  << line.person << ", " << identity::word_for(line.role) << ")  "
                  << joined(line.scopes, ",") << "  exchanged "
                  << ago(device.last_sync_ms, world.now_ms());
        if (line.revoked) std::cout << "  REVOKED " << iso_time(line.revoked_ms).substr(0, 10);
        std::cout << '\n';
    }
    if (laptops == 0) std::cout << "No laptop is enrolled yet: adit-server device invite\n";
    return Done{};
}

Status revoke_device(const Options& options, const Surroundings& world) {
    const Office office = TRY(open_office(options));
    const std::string text = TRY(options.need("device"));
    const auto id = TRY(record::device_id_from(text));
    TRY(office.people->revoke(id.bytes, world.now_ms()));
    std::cout << "The laptop " << text
              << " is revoked. What it has brought stays; it gets and brings nothing any more.\n";
    return Done{};
}

}  // namespace adit::server
