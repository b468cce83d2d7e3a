#include "work/enrolment.h"

#include "net/https.h"
#include "sync/kit.h"
#include "work/json_fields.h"

namespace adit::work {
namespace {

Error no_ticket(const std::string& why) {
    return {Code::BadInput,
            "this file is no ticket of Adit (" + why + "); ask your coordinator for another"};
}

/// The sentence that the server gave with a refusal.
Error refusal(const net::HttpAnswer& answer) {
    const auto json = json_from(answer.body);
    std::string what = json ? text_field(*json, "error") : "";
    if (what.empty()) what = "the server answered " + std::to_string(answer.status);
    if (answer.status >= 500) return {Code::Unavailable, what};
    return {answer.status == 400 ? Code::BadInput : Code::Refused, what};
}

struct Welcome {
    Owner owner;
    Bytes kit;
};

Result<Welcome> welcome_from(const std::string& body, const Ticket& ticket,
                             const std::string& laptop) {
    const Error strange{Code::Refused,
                        "the server's answer is not understood; is this laptop's Adit too old?"};
    const auto json = json_from(body);
    if (!json || !json->is_object()) return strange;
    Welcome welcome;
    const auto role = identity::role_from(text_field(*json, "role"));
    auto kit = bytes_from_base64(text_field(*json, "kit"));
    Server server{.url = ticket.url,
                  .certificate_pem = ticket.certificate_pem,
                  .programme = ticket.programme,
                  .programme_key = ticket.programme_key,
                  .token = {}};
    if (!role || !kit || !hex_field(*json, "token", server.token)) return strange;
    welcome.kit = *std::move(kit);
    welcome.owner = {.laptop = laptop,
                     .person = text_field(*json, "person"),
                     .person_name = text_field(*json, "person_name"),
                     .role = *role,
                     .scopes = {},
                     .server = std::move(server)};
    if (!json->contains("scopes") || !(*json)["scopes"].is_array()) return strange;
    for (const Json& scope : (*json)["scopes"]) {
        const std::string code =
            scope.is_string() ? scope.get<std::string>() : text_field(scope, "id");
        welcome.owner.scopes.push_back(TRY(record::scope_id_from(code)));
    }
    return welcome;
}

}  // namespace

Result<Ticket> ticket_from(std::string_view text) {
    const auto json = json_from(text);
    if (!json) return no_ticket("it is not JSON");
    if (!json->is_object() || !json->contains("adit_ticket")) return no_ticket("no adit_ticket");
    if ((*json)["adit_ticket"] != 1) return no_ticket("it is made for another version of Adit");
    if (text_field(*json, "role") == "server") return no_ticket("it is for a server");
    Ticket ticket{.url = text_field(*json, "url"),
                  .certificate_pem = text_field(*json, "certificate"),
                  .programme = text_field(*json, "programme"),
                  .programme_key = {},
                  .code = text_field(*json, "code")};
    if (ticket.url.empty() || ticket.certificate_pem.empty() || ticket.code.empty()) {
        return no_ticket("url, certificate or code is missing");
    }
    if (!hex_field(*json, "programme_key", ticket.programme_key)) {
        return no_ticket("the programme's key is missing");
    }
    return ticket;
}

Status enrol(Workspace& workspace, const Ticket& ticket, const std::string& laptop) {
    if (workspace.owner() && workspace.owner()->server) {
        return Error{Code::Refused, "this laptop is enrolled already, at " +
                                        workspace.owner()->server->url +
                                        "; use another folder for another programme"};
    }
    const Json question = {{"code", ticket.code},
                           {"public_key", hex(workspace.self().key.public_key())},
                           {"laptop", laptop}};
    net::HttpsRequest request;
    request.url = ticket.url;
    request.method = "POST";
    request.path = "/v1/enrol";
    request.headers = {{"Content-Type", "application/json"}};
    request.body = adit::text_of(question);
    request.certificate_pem = ticket.certificate_pem;
    const net::HttpAnswer answer = TRY(net::https_request(request));
    if (answer.status != 200) return refusal(answer);

    const Welcome welcome = TRY(welcome_from(answer.body, ticket, laptop));
    TRY(sync::keep_kit(workspace.store(), welcome.kit, ticket.programme_key));
    TRY(workspace.set_owner(welcome.owner));
    workspace.forms().forget_forms();
    return Done{};
}

Result<bool> follow_roster(Workspace& workspace) {
    const auto roster = TRY(workspace.roster());
    if (!roster || !workspace.owner()) return false;
    const identity::RosterDevice* device = roster->find(workspace.self().device.bytes);
    if (device == nullptr) return false;
    Owner owner = *workspace.owner();
    owner.laptop = device->name;
    owner.person = device->person;
    owner.person_name = device->person_name;
    owner.role = device->role;
    owner.scopes.clear();
    for (const std::string& code : device->scopes) owner.scopes.push_back({code});
    if (owner == *workspace.owner()) return false;
    TRY(workspace.set_owner(owner));
    return true;
}

}  // namespace adit::work
