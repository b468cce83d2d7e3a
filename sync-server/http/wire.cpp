#include "http/wire.h"

#include "base/json.h"
#include "http/target.h"

#include <algorithm>
#include <utility>

namespace adit::http {

namespace beast = boost::beast;

Response sorry(int status, std::string sentence) {
    Response out;
    out.status = status;
    out.body = text_of(Json{{"error", std::move(sentence)}});
    return out;
}

std::optional<Request> request_from(const Parser& parser, const std::string& peer) {
    const auto& message = parser.get();
    auto target = target_from(std::string_view(message.target()));
    if (!target) return std::nullopt;
    Request out;
    out.method = std::string(message.method_string());
    out.path = std::move(target->path);
    out.query = std::move(target->query);
    for (const auto& field : message) {
        std::string name(field.name_string());
        std::ranges::transform(name, name.begin(), [](char c) {
            return static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
        });
        out.headers.insert_or_assign(std::move(name), std::string(field.value()));
    }
    out.peer = peer;
    return out;
}

WireResponse wire_response(Response& response, bool keep_alive, bool only_head) {
    WireResponse out;
    out.version(11);
    out.result(static_cast<unsigned>(response.status));
    for (const auto& [name, value] : response.headers) out.set(name, value);
    if (!response.content_type.empty()) {
        out.set(beast::http::field::content_type, response.content_type);
    }
    out.keep_alive(keep_alive);
    if (response.more) {
        out.chunked(true);
        return out;
    }
    out.body() = std::move(response.body);
    out.prepare_payload();
    if (only_head) out.body().clear();
    return out;
}

std::optional<Response> answer_for(const beast::error_code& failed, const Limits& limits) {
    namespace http = beast::http;
    if (failed == http::error::body_limit) {
        return sorry(413, "This is larger than the " + std::to_string(limits.body_bytes_max) +
                              " bytes taken at once: send it in smaller parts.");
    }
    if (failed == http::error::header_limit) {
        return sorry(431, "The headers of this request are too large: clear this site's cookies.");
    }
    if (failed == http::error::end_of_stream || failed == http::error::partial_message) {
        return std::nullopt;
    }
    if (failed.category() == http::make_error_code(http::error::bad_method).category()) {
        return sorry(400, "This is no HTTP request that can be read: update the program.");
    }
    return std::nullopt;
}

}  // namespace adit::http
