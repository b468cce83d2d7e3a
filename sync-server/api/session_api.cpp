#include "api/answers.h"
#include "api/handlers.h"
#include "base/log.h"
#include "reports/lists.h"

#include <algorithm>

namespace adit::api {
namespace {

constexpr std::size_t kSignInBytesMax = 4096;
constexpr const char* kWrong =
    "this name and password do not go together: try again, or ask whoever keeps the server";

std::string cookie(const std::string& token, std::int64_t seconds) {
    return std::string(kSessionCookie) + "=" + token +
           "; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=" + std::to_string(seconds);
}

Json json_of(const accounts::Viewer& viewer, const central::Programme& programme) {
    Json scopes = Json::array();
    for (const central::Country& country : programme.countries) {
        if (!accounts::may_see(viewer, country.code)) continue;
        scopes.push_back({{"id", country.code}, {"name", reports::country_name(country)}});
    }
    return {{"name", viewer.name},
            {"person_name", viewer.person_name},
            {"role", identity::word_for(viewer.role)},
            {"language", viewer.language},
            {"scopes", std::move(scopes)}};
}

struct Credentials {
    std::string user, password;
};

Result<Credentials> credentials_of(const http::Request& request) {
    const Error wrong{Code::BadInput, "send {\"user\": …, \"password\": …} as application/json"};
    // A form on another site cannot send this type without asking us first.
    if (!request.header("content-type").starts_with("application/json")) return wrong;
    if (request.body.size() > kSignInBytesMax) return wrong;
    const auto json = json_from(request.body);
    if (!json || !json->is_object()) return wrong;
    const auto user = json->find("user");
    const auto password = json->find("password");
    const bool both = user != json->end() && user->is_string() && password != json->end() &&
                      password->is_string();
    if (!both) return wrong;
    return Credentials{user->get<std::string>(), password->get<std::string>()};
}

/// As slow for a name that is not there as for one that is: timing tells no names.
bool fits(const std::optional<accounts::Account>& account, const std::string& password) {
    static const std::string kNobody = identity::password_hash("a password that nobody has");
    const bool right =
        identity::password_matches(account ? account->password_hash : kNobody, password);
    return right && account.has_value();
}

}  // namespace

http::Response sign_in(const Call& call) {
    auto given = credentials_of(call.request);
    if (!given) return error_answer(given.error());
    const std::int64_t now = call.central().world().now_ms();
    accounts::LoginThrottle& throttle = call.service.throttle();

    const auto wait = throttle.wait(given->user, call.request.peer, now);
    if (wait.count() > 0) {
        const auto seconds = std::to_string((wait.count() + 999) / 1000);
        http::Response slow =
            error_answer(429, "too many wrong passwords: try again in " + seconds + " seconds");
        slow.headers["Retry-After"] = seconds;
        return slow;
    }

    const auto account = call.central().people().find_account(given->user);
    if (!account) return error_answer(account.error());
    if (!fits(*account, given->password)) {
        throttle.failed(given->user, call.request.peer, now);
        log(Level::Warning, "api", "a sign-in from " + call.request.peer + " was refused");
        return error_answer(401, kWrong);
    }
    throttle.succeeded(given->user);

    const auto begun = accounts::begin_session((*account)->viewer.name, call.central().world());
    if (const auto kept = call.central().people().keep_session(begun.session); !kept) {
        return error_answer(kept.error());
    }
    http::Response welcome = json_answer(json_of((*account)->viewer, call.central().programme()));
    welcome.headers["Set-Cookie"] = cookie(begun.token, accounts::kSessionMaxMs / 1000);
    return welcome;
}

http::Response who_am_i(const Call& call) {
    return json_answer(json_of(call.viewer, call.central().programme()));
}

http::Response sign_out(const Call& call) {
    const std::string token = call.request.cookie(kSessionCookie);
    if (!token.empty()) {
        const auto ended = call.central().people().end_session(accounts::digest_of_token(token));
        if (!ended) return error_answer(ended.error());
    }
    http::Response gone = json_answer(Json::object());
    gone.headers["Set-Cookie"] = cookie("", 0);
    return gone;
}

}  // namespace adit::api
