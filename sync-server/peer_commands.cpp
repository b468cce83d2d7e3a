// peer join, list and sync: several servers of one programme.
#include "base/json.h"
#include "base/text.h"
#include "central/central.h"
#include "commands.h"
#include "net/certificate.h"
#include "net/https.h"
#include "peer_rounds.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <iostream>
#include <thread>

namespace adit::server {
namespace {

using central::DataFolder;

/// What peer invite wrote.
struct Ticket {
    std::string url;
    std::string certificate_pem;
    std::string programme_key;
    std::string code;
    std::string name;  // "Accra", as the inviting server calls it.
};

std::string text_in(const Json& json, const char* name) {
    const auto found = json.find(name);
    return found != json.end() && found->is_string() ? found->get<std::string>() : "";
}

Result<Ticket> read_ticket(const std::string& file) {
    const std::string text = TRY(central::read_text(file));
    const auto json = json_from(text);
    Ticket ticket;
    if (json && json->is_object() && json->contains("adit_ticket")) {
        ticket = {.url = text_in(*json, "url"),
                  .certificate_pem = text_in(*json, "certificate"),
                  .programme_key = text_in(*json, "programme_key"),
                  .code = text_in(*json, "code"),
                  .name = text_in(*json, "person_name")};
    }
    if (json && json->is_object() && text_in(*json, "role") != "server") {
        return Error{Code::BadInput, file +
                                         " is a laptop's ticket, not a server's: make one with "
                                         "adit-server peer invite on the first server"};
    }
    if (!ticket.url.empty() && !ticket.certificate_pem.empty() && !ticket.code.empty()) {
        return ticket;
    }
    return Error{Code::BadInput, file +
                                     " is no ticket: make one with adit-server peer invite on "
                                     "the first server"};
}

Result<std::int64_t> minutes_in(const Options& options) {
    const std::string text = options.value("every", "10");
    std::int64_t minutes = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), minutes);
    if (failed == std::errc() && end == text.data() + text.size() && minutes >= 1 &&
        minutes <= central::kPeerMinutesMax) {
        return minutes;
    }
    return Error{Code::BadInput, "--every is a number of minutes from 1 to 1440"};
}

/// Shows the ticket's code and our key to the first server; the kit and our token come back.
Status ask_to_join(const Ticket& ticket, central::Joining& joining, const std::string& name) {
    net::HttpsRequest request;
    request.url = ticket.url;
    request.method = "POST";
    request.path = "/v1/enrol";
    request.headers = {{"Content-Type", "application/json"}};
    request.body = text_of(Json{{"code", ticket.code},
                                {"public_key", hex(joining.server_key.public_key())},
                                {"laptop", name}});
    request.certificate_pem = ticket.certificate_pem;
    const net::HttpAnswer answer = TRY(net::https_request(request));
    const auto json = json_from(answer.body);
    const Json said = json && json->is_object() ? *json : Json::object();
    if (answer.status != 200) {
        const std::string what = text_in(said, "error");
        return Error{
            answer.status >= 500 ? Code::Unavailable : Code::Refused,
            what.empty() ? ticket.url + " answered " + std::to_string(answer.status) : what};
    }
    auto kit = bytes_from_base64(text_in(said, "kit"));
    const auto token = bytes_from_hex(text_in(said, "token"));
    if (!kit || !token || token->size() != joining.peer.token.size()) {
        return Error{Code::Refused, "the answer of " + ticket.url +
                                        " is not understood: run the same release on both"};
    }
    joining.kit = *std::move(kit);
    std::ranges::copy(*token, joining.peer.token.begin());
    return Done{};
}

void undo_join(const DataFolder& folder) {
    std::error_code ignored;
    for (const auto& base :
         {folder.records(), folder.people(), folder.certificate(), folder.certificate_key(),
          folder.programme_key(), folder.server_key()}) {
        for (const char* ending : {"", "-wal", "-shm"}) {
            std::filesystem::remove(base.string() + ending, ignored);
        }
    }
}

Status make_joined(const DataFolder& folder, const central::Joining& joining,
                   const Surroundings& world) {
    const auto certificate = TRY(net::make_self_signed({joining.host}, world));
    TRY(central::Central::join(folder, joining, world));
    TRY(central::write_secret(folder.certificate(), certificate.certificate_pem));
    return central::write_secret(folder.certificate_key(), certificate.key_pem);
}

Result<std::vector<central::PeerLine>> peers_in(const DataFolder& folder) {
    TRY(central::read_key(folder.programme_key()));  // Else there is no server here.
    const auto people = TRY(central::open_sqlite_central_store(folder.people().string()));
    return people->peers();
}

Error no_peer() {
    return {Code::NotFound,
            "this server begins no exchange with another one: peer sync runs on the one that was "
            "made with adit-server peer join"};
}

Status say(const std::string& url, const central::PeerState& state) {
    std::cout << url << ": " << state.said << '\n';
    if (state.failures == 0) return Done{};
    return Error{Code::Unavailable, "the exchange with " + url + " failed: " + state.said};
}

/// Beside a server that runs: asks it, and waits until it has done so.
Status ask_serving(const DataFolder& folder, const Surroundings& world) {
    constexpr auto kWaitMax = std::chrono::minutes(30);
    const auto people = TRY(central::open_sqlite_central_store(folder.people().string()));
    const std::int64_t asked_ms = world.now_ms();
    TRY(people->ask_peers(asked_ms));
    const auto until = std::chrono::steady_clock::now() + kWaitMax;
    while (std::chrono::steady_clock::now() < until) {
        std::this_thread::sleep_for(std::chrono::milliseconds(200));
        const auto lines = TRY(people->peers());
        const bool done = std::ranges::all_of(lines, [&](const central::PeerLine& line) {
            return line.state.tried_ms >= asked_ms && line.state.ended_ms >= line.state.tried_ms;
        });
        if (!done) continue;
        Status all = Done{};
        for (const central::PeerLine& line : lines) {
            if (auto one = say(line.peer.url, line.state); !one) all = std::move(one);
        }
        return all;
    }
    return Error{Code::Unavailable,
                 "the exchange is still going on: adit-server peer list shows how it ends"};
}

}  // namespace

Status join_peer(const Options& options, const Surroundings& world) {
    const DataFolder folder{std::filesystem::path(TRY(options.need("data")))};
    const std::string ticket_file = TRY(options.need("ticket"));
    const std::string key_file = TRY(options.need("programme-key"));
    const Ticket ticket = TRY(read_ticket(ticket_file));
    central::Joining joining{.host = TRY(options.need("host")),
                             .port = TRY(options.port("port")),
                             .programme_key = TRY(central::read_key(key_file)),
                             .server_key = identity::SigningKey::make(world),
                             .kit = {},
                             .peer = {.url = ticket.url,
                                      .certificate_pem = ticket.certificate_pem,
                                      .token = {},
                                      .every_minutes = TRY(minutes_in(options))}};
    if (hex(joining.programme_key.public_key()) != ticket.programme_key) {
        return Error{Code::Refused,
                     "the key and the ticket are of two programmes: copy programme.key from the "
                     "server that wrote the ticket"};
    }
    TRY(central::make_folder(folder));
    TRY(ask_to_join(ticket, joining, options.value("name", "Server " + ticket.name)));
    if (auto made = make_joined(folder, joining, world); !made) {
        undo_join(folder);
        return made;
    }
    std::cout << "A server of the programme stands in " << folder.path.string()
              << ".\nIt exchanges with " << ticket.url << " every " << joining.peer.every_minutes
              << " minutes while it serves.\nNext: adit-server user add (accounts do not travel), "
                 "then adit-server serve\n";
    return Done{};
}

Status list_peers(const Options& options, const Surroundings& /*world*/) {
    const DataFolder folder{std::filesystem::path(TRY(options.need("data")))};
    const auto lines = TRY(peers_in(folder));
    for (const central::PeerLine& line : lines) {
        std::cout << line.peer.url << "  every " << line.peer.every_minutes << " minutes  ";
        const auto& state = line.state;
        std::cout << (state.done_ms == 0 ? "never exchanged"
                                         : "exchanged " + iso_time(state.done_ms));
        if (state.failures > 0) std::cout << "  FAILED " << state.failures << " times since";
        if (!state.said.empty()) std::cout << ": " << state.said;
        std::cout << '\n';
    }
    const auto people = TRY(central::open_sqlite_central_store(folder.people().string()));
    for (const accounts::Device& device : TRY(people->devices())) {
        const identity::RosterDevice& line = device.roster;
        if (line.role != identity::Role::Server) continue;
        std::cout << hex(line.device) << "  " << line.name;
        if (device.last_sync_ms != 0) std::cout << "  came " << iso_time(device.last_sync_ms);
        if (line.revoked) std::cout << "  REVOKED " << iso_time(line.revoked_ms).substr(0, 10);
        std::cout << '\n';
    }
    return Done{};
}

Status sync_peers(const Options& options, const Surroundings& world) {
    const DataFolder folder{std::filesystem::path(TRY(options.need("data")))};
    if (TRY(peers_in(folder)).empty()) return no_peer();
    auto central = central::Central::open(folder, central::Use::Serve, world);
    if (!central && central.error().code == Code::Unavailable) return ask_serving(folder, world);
    if (!central) return std::move(central).error();
    Status all = Done{};
    for (const central::PeerLine& line : TRY((*central)->people().peers())) {
        const auto state = TRY(exchange_with_peer(**central, line, {}));
        if (auto one = say(line.peer.url, state); !one) all = std::move(one);
    }
    return all;
}

}  // namespace adit::server
