// A console in a test: requests and answers of the server's service, without a socket.
#pragma once

#include "api/service.h"
#include "base/json.h"
#include "support/server.h"

#include <string>

namespace adit::test {

constexpr const char* kPassword = "river gold wet season";

/// A server with three people: HQ sees both countries, a coordinator each sees one.
class TestConsole {
public:
    TestConsole() : service(*server.central) {
        add("hq", identity::Role::HqReviewer, {"COD", "GHA"});
        add("cod", identity::Role::Coordinator, {"COD"});
        add("gha", identity::Role::Coordinator, {"GHA"});
    }

    void add(const std::string& name, identity::Role role, std::vector<std::string> scopes) {
        // One hash for all: Argon2id is slow on purpose.
        static const std::string hash = identity::password_hash(kPassword);
        need(server.central->people().add_account({.viewer = {.name = name,
                                                              .person_name = "Person " + name,
                                                              .role = role,
                                                              .scopes = std::move(scopes),
                                                              .language = "en"},
                                                   .password_hash = hash}));
    }

    /// A session without the slow password.
    std::string cookie_of(const std::string& name) {
        const auto begun = accounts::begin_session(name, server.world.surroundings());
        need(server.central->people().keep_session(begun.session));
        return std::string(api::kSessionCookie) + "=" + begun.token;
    }

    /// "GET /api/records?scope=COD" as this person; nobody: "".
    http::Response ask(const std::string& person, const std::string& what) {
        http::Request request = request_of(what);
        if (!person.empty()) request.headers["cookie"] = cookie_of(person);
        return service.answer(request);
    }

    Json json(const std::string& person, const std::string& what) {
        const http::Response response = ask(person, what);
        if (response.status != 200) std::fprintf(stderr, "%s\n", response.body.c_str());
        ENSURE(response.status == 200);
        return need(json_from(response.body));
    }

    static http::Request request_of(const std::string& what) {
        http::Request request;
        const auto space = what.find(' ');
        const auto question = what.find('?');
        request.method = what.substr(0, space);
        request.path = what.substr(space + 1, question - space - 1);
        request.peer = "127.0.0.1";
        if (question == std::string::npos) return request;
        std::string rest = what.substr(question + 1);
        while (!rest.empty()) {
            const std::string pair = rest.substr(0, rest.find('&'));
            rest.erase(0, pair.size() + 1);
            const auto equals = pair.find('=');
            request.query[pair.substr(0, equals)] = pair.substr(equals + 1);
        }
        return request;
    }

    http::Response sign_in(const std::string& user, const std::string& password) {
        http::Request request = request_of("POST /api/session");
        request.headers["content-type"] = "application/json";
        request.body = text_of(Json{{"user", user}, {"password", password}});
        return service.answer(request);
    }

    TestServer server;
    api::Service service;
};

inline std::string sentence_of(const http::Response& response) {
    const auto json = json_from(response.body);
    if (!json || !json->contains("error")) return "";
    return (*json)["error"].get<std::string>();
}

}  // namespace adit::test
