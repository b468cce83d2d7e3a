#include "api/service.h"

#include "api/answers.h"
#include "api/pages.h"

namespace adit::api {
namespace {

constexpr std::string_view kRest = "{id}";

/// What {id} stands for, "" for a route without; nothing when the path does not match.
std::optional<std::string> match(std::string_view pattern, std::string_view path) {
    if (!pattern.ends_with(kRest)) {
        if (pattern != path) return std::nullopt;
        return "";
    }
    pattern.remove_suffix(kRest.size());
    if (!path.starts_with(pattern)) return std::nullopt;
    const std::string_view rest = path.substr(pattern.size());
    if (rest.empty() || rest.find('/') != std::string_view::npos) return std::nullopt;
    return std::string(rest);
}

bool is_for_programs(std::string_view path) {
    return path == "/api" || path == "/v1" || path.starts_with("/api/") || path.starts_with("/v1/");
}

}  // namespace

central::Central& Call::central() const { return service.central(); }

http::Response Service::answer(const http::Request& request) {
    bool other_method = false;
    for (const Route& route : routes()) {
        std::optional<std::string> rest = match(route.path, request.path);
        if (!rest) continue;
        if (route.method == request.method) {
            return answer_route(route, request, std::move(*rest));
        }
        other_method = true;
    }
    if (other_method) {
        return error_answer(405, "this address does not take " + request.method +
                                     ": see openapi.yaml for what it takes");
    }
    if (is_for_programs(request.path)) {
        return error_answer(404, "there is nothing at " + request.path + ": see openapi.yaml");
    }
    return page_answer(request);
}

http::Response Service::answer_route(const Route& route, const http::Request& request,
                                     std::string rest) {
    accounts::Viewer viewer;
    if (route.door == Door::Console) {
        auto found = viewer_of(central_, request);
        if (!found) return error_answer(found.error());
        if (!*found) return error_answer(401, "sign in first: your session has ended");
        viewer = std::move(**found);
    }
    return route.handler(
        {.service = *this, .request = request, .viewer = viewer, .rest = std::move(rest)});
}

Result<std::optional<accounts::Viewer>> viewer_of(central::Central& central,
                                                  const http::Request& request) {
    const std::string token = request.cookie(kSessionCookie);
    if (token.empty()) return std::optional<accounts::Viewer>();
    const identity::Digest digest = accounts::digest_of_token(token);
    const auto session = TRY(central.people().find_session(digest));
    const std::int64_t now = central.world().now_ms();
    if (!session || !accounts::is_live(*session, now)) return std::optional<accounts::Viewer>();
    if (accounts::wants_touch(*session, now)) TRY(central.people().touch_session(digest, now));
    const auto account = TRY(central.people().find_account(session->account));
    if (!account) return std::optional<accounts::Viewer>();
    return std::optional(account->viewer);
}

}  // namespace adit::api
