#include "commands.h"

#include "accounts/account.h"
#include "api/service.h"
#include "base/log.h"
#include "base/places.h"
#include "base/text.h"
#include "central/central.h"
#include "each_second.h"
#include "handed_in.h"
#include "http/listener.h"
#include "net/certificate.h"
#include "peer_rounds.h"
#include "terminal.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <iostream>

namespace adit::server {
namespace {

namespace fs = std::filesystem;
using central::DataFolder;

Result<DataFolder> data_folder(const Options& options) {
    return DataFolder{fs::path(TRY(options.need("data")))};
}

Result<std::string> forms_folder(const Options& options) {
    if (options.values.contains("forms")) return options.need("forms");
    const fs::path share = TRY(share_folder());
    return (share / "forms").string();
}

Result<net::Certificate> read_certificate(const DataFolder& folder) {
    return net::Certificate{.certificate_pem = TRY(central::read_text(folder.certificate())),
                            .key_pem = TRY(central::read_text(folder.certificate_key()))};
}

Result<central::Founding> founding_of(const Options& options) {
    central::Founding founding{.host = TRY(options.need("host")),
                               .port = TRY(options.port("port")),
                               .countries = options.list("countries"),
                               .forms = {}};
    if (founding.countries.empty()) {
        return Error{Code::BadInput, "name the programme's countries, such as --countries COD,GHA"};
    }
    for (const std::string& code : founding.countries) TRY(record::scope_id_from(code));
    const std::string forms = TRY(forms_folder(options));
    founding.forms = TRY(formfiles::read_form_folder(forms));
    for (const std::string& problem : founding.forms.problems) std::cout << "  " << problem << '\n';
    if (!founding.forms.usable) {
        return Error{Code::BadInput, "the forms have problems (above): mend them in " + forms +
                                         " and run init again; nothing was made"};
    }
    return founding;
}

/// A half-made server is worse than none: what this init wrote goes away again.
void undo_init(const DataFolder& folder) {
    std::error_code ignored;
    for (const fs::path& base :
         {folder.records(), folder.people(), folder.certificate(), folder.certificate_key(),
          folder.programme_key(), folder.server_key(), folder.serving_lock()}) {
        for (const char* ending : {"", "-wal", "-shm"}) fs::remove(base.string() + ending, ignored);
    }
}

Status make_server(const DataFolder& folder, const central::Founding& founding,
                   const Surroundings& world) {
    const auto certificate = TRY(net::make_self_signed({founding.host}, world));
    TRY(central::Central::found(folder, founding, world));
    TRY(central::write_secret(folder.certificate(), certificate.certificate_pem));
    return central::write_secret(folder.certificate_key(), certificate.key_pem);
}

}  // namespace

std::span<const Command> commands() {
    static const std::array kCommands = {
        Command{{"init", {"data", "host", "port", "countries"}, {"forms"}}, init},
        Command{{"serve", {"data"}, {"listen"}}, serve},
        Command{{"user add",
                 {"data", "name", "person-name", "role", "scopes"},
                 {"language", "password-file"}},
                add_user},
        Command{{"user list", {"data"}}, list_users},
        Command{{"device invite",
                 {"data", "country", "role", "person", "person-name", "out"},
                 {"days"}},
                invite_device},
        Command{{"device list", {"data"}}, list_devices},
        Command{{"device revoke", {"data", "device"}}, revoke_device},
        Command{{"peer invite", {"data", "name", "out"}, {"days"}}, invite_peer},
        Command{
            {"peer join", {"data", "host", "port", "ticket", "programme-key"}, {"name", "every"}},
            join_peer},
        Command{{"peer list", {"data"}}, list_peers},
        Command{{"peer sync", {"data"}}, sync_peers},
        Command{{"export", {"data", "format", "out"}, {"form", "country", "labels"}},
                export_records},
        Command{{"bundle make", {"data", "country", "out"}, {"for", "split"}}, make_bundle},
        Command{{"bundle take", {"data", "in"}}, take_bundle},
        Command{{"verify", {"data"}}, verify},
    };
    return kCommands;
}

Status init(const Options& options, const Surroundings& world) {
    const DataFolder folder = TRY(data_folder(options));
    TRY(central::make_folder(folder));
    const central::Founding founding = TRY(founding_of(options));
    if (auto made = make_server(folder, founding, world); !made) {
        undo_init(folder);
        return made;
    }
    const std::string pem = TRY(central::read_text(folder.certificate()));
    std::cout << "A new server stands in " << folder.path.string() << ".\n"
              << "  countries    " << joined(founding.countries, ", ") << "\n  forms       ";
    for (const auto& form : founding.forms.definitions) {
        std::cout << ' ' << form->form.id << " (" << form->form.version << ')';
    }
    std::cout << "\n  certificate  " << TRY(net::fingerprint_of(pem))
              << "\nKeep a copy of this folder in a safe place: programme.key makes laptops the "
                 "programme's.\nNext: adit-server user add, then adit-server serve\n";
    return Done{};
}

Status serve(const Options& options, const Surroundings& world) {
    const DataFolder folder = TRY(data_folder(options));
    const auto central = TRY(central::Central::open(folder, central::Use::Serve, world));
    const net::Certificate certificate = TRY(read_certificate(folder));
    const central::Programme& programme = central->programme();
    api::Service service(*central);

    // A name is reached through some address of this machine: listen on all of them.
    const bool is_address = programme.host.find_first_not_of("0123456789.:") == std::string::npos;
    const http::Place place{
        .host = options.value("listen", is_address ? programme.host : "0.0.0.0"),
        .port = programme.port};
    constexpr std::size_t kWorkers = 8;  // They mostly wait for one another's commit.
    const auto listener = TRY(http::Listener::open(
        place, certificate,
        [&service](const http::Request& request) { return service.answer(request); }, {}, kWorkers,
        [&service](const http::Request& head) { return service.open(head); }));
    listener->stop_on_signals();

    const std::string url = "https://" + programme.host + ":" + std::to_string(programme.port);
    std::cout << "Adit serves " << joined(programme.codes(), ", ") << " at " << url
              << "\n  certificate  " << TRY(net::fingerprint_of(certificate.certificate_pem))
              << "\nStop it with Ctrl+C.\n"
              << std::flush;
    log(Level::Info, "server",
        "listening on " + place.host + ", port " + std::to_string(listener->port()));
    {
        forget_said(folder);
        const EachSecond bundles("bundle",
                                 [&](const std::stop_token&) { take_handed_in(*central, folder); });
        const EachSecond peers(
            "peer", [&](const std::stop_token& ending) { begin_due_rounds(*central, ending); });
        listener->run();
    }
    log(Level::Info, "server", "stopped; all is stored");
    return Done{};
}

Status verify(const Options& options, const Surroundings& world) {
    const DataFolder folder = TRY(data_folder(options));
    const auto found = TRY(central::Central::verify(folder, world));
    std::cout << "All that is stored is what was written: " << found.changes << " changes in "
              << found.feeds << " feeds, " << found.records << " records, " << found.devices
              << " laptops, " << found.signatures << " signatures.\n";
    if (found.photos + found.photos_away != 0) {
        std::cout << "Photos and files: " << found.photos << " here, each as it was taken; "
                  << found.photos_away << " still on the laptops.\n";
    }
    if (found.quarantined != 0) {
        std::cout << "Packs set aside in quarantine, for a coordinator to look at: "
                  << found.quarantined << ".\n";
    }
    return Done{};
}

}  // namespace adit::server
