#include "net/https.h"

#include "base/json.h"
#include "base/text.h"
#include "net/line.h"

namespace adit::net {
namespace {

Error error_for(const ErrorCode& failed, const Url& url) {
    const std::string server = url.authority();
    if (failed.category() == asio::error::get_ssl_category() &&
        ERR_GET_REASON(static_cast<unsigned long>(failed.value())) ==
            SSL_R_CERTIFICATE_VERIFY_FAILED) {
        return {Code::Refused, server +
                                   " shows another certificate than the one this laptop "
                                   "knows: nothing was sent; ask who runs the server"};
    }
    if (failed == beast::http::error::body_limit) {
        return {Code::BadInput, server + " answered more than this program takes: update it"};
    }
    if (failed == beast::error::timeout) {
        return {Code::Unavailable, server + " did not answer in time: try again later"};
    }
    return {Code::Unavailable,
            "cannot reach " + server + " (" + failed.message() + "): try again when it is online"};
}

Code code_for(int status) {
    if (status == 401 || status == 403) return Code::Refused;
    if (status == 404) return Code::NotFound;
    const bool passes = status == 408 || status == 429 || status >= 500;
    return passes ? Code::Unavailable : Code::BadInput;
}

Error error_for(const HttpAnswer& answer, const Url& url) {
    constexpr std::size_t kSentenceBytesMax = 500;
    std::string sentence;
    if (const auto json = json_from(answer.body); json && json->is_object()) {
        const auto said = json->find("error");
        if (said != json->end() && said->is_string()) sentence = said->get<std::string>();
    }
    if (sentence.empty() || sentence.size() > kSentenceBytesMax) {
        sentence = url.authority() + " answered with status " + std::to_string(answer.status) +
                   ": ask who runs the server";
    }
    return {code_for(answer.status), sentence};
}

Result<std::unique_ptr<Line>> line_to(const std::string& url, const std::string& certificate_pem,
                                      ByteView session = {}) {
    auto place = TRY(url_from(url));
    auto known = certificate_from(certificate_pem);
    if (!known) {
        return Error{Code::BadInput,
                     "the server's certificate is missing or is no PEM text: "
                     "enrol this laptop again"};
    }
    return std::make_unique<Line>(std::move(place), std::move(known), session_from(session));
}

}  // namespace

Result<HttpAnswer> https_request(const HttpsRequest& asked) {
    auto line = TRY(line_to(asked.url, asked.certificate_pem));
    const Patience patience{.silence_max = asked.deadline,
                            .request_max = asked.deadline,
                            .answer_bytes_max = asked.answer_bytes_max};

    beast::http::request<beast::http::string_body> request;
    request.method_string(asked.method);
    std::string target = line->url().path + asked.path;
    if (target.starts_with("//")) target.erase(0, 1);
    request.target(target);
    request.set(beast::http::field::host, line->url().authority());
    request.set(beast::http::field::connection, "close");
    for (const auto& [name, value] : asked.headers) request.set(name, value);
    request.body() = asked.body;
    request.prepare_payload();

    if (const ErrorCode failed = line->open(patience)) return error_for(failed, line->url());
    HttpAnswer answer;
    const Outcome outcome = line->ask(request, patience, answer);
    if (outcome.failed) return error_for(outcome.failed, line->url());
    return answer;
}

class HttpsTransport::State {
public:
    ExchangeServer server;
    std::unique_ptr<Line> line;
    std::string path = "/v1/exchange";

    Result<Line*> opened() {
        if (!line) line = TRY(line_to(server.url, server.certificate_pem, server.session));
        return line.get();
    }
    /// What a request came to; a line in the middle of something is closed.
    Status ended(const Outcome& outcome, const HttpAnswer& answer) const {
        if (outcome.failed || !outcome.ours) line->close();
        if (!outcome.ours) return outcome.ours;
        if (outcome.failed) return error_for(outcome.failed, line->url());
        if (answer.status != 200) return error_for(answer, line->url());
        return Done{};
    }
};

HttpsTransport::HttpsTransport(const ExchangeServer& server)
    : state_(std::make_unique<State>(State{.server = server, .line = nullptr})) {}

HttpsTransport::~HttpsTransport() = default;

void HttpsTransport::go_to(const std::string& path) { state_->path = path; }

namespace {

Patience patience_of(const ExchangeServer& server) {
    return {.silence_max = server.silence_max,
            .request_max = server.request_max,
            .answer_bytes_max = std::size_t{64} * 1024 * 1024};
}

template <class Body>
beast::http::request<Body> posting_to(const std::string& path, const Url& url) {
    beast::http::request<Body> request;
    request.method(beast::http::verb::post);
    request.target(path);
    request.set(beast::http::field::host, url.authority());
    return request;
}

}  // namespace

Result<Bytes> HttpsTransport::post(ByteView body) {
    Bytes answer;
    TRY(send(body, [&](ByteView more) -> Status {
        answer.insert(answer.end(), more.begin(), more.end());
        return Done{};
    }));
    return answer;
}

// Pieces cannot be asked for again: a line that was long unused is opened anew instead.
Status HttpsTransport::converse(const Pieces& next, const Hearing& hear) {
    const Bytes first = TRY(next());
    const Bytes second = first.empty() ? Bytes{} : TRY(next());
    if (second.empty()) return send(first, hear);

    Line& line = *TRY(state_->opened());
    const Patience patience = patience_of(state_->server);
    if (!line.is_open() || line.is_stale()) {
        if (const ErrorCode failed = line.open(patience)) return error_for(failed, line.url());
    }
    auto request = posting_to<beast::http::empty_body>(state_->path, line.url());
    request.chunked(true);
    Bytes begin(state_->server.token.begin(), state_->server.token.end());
    for (const Bytes& piece : {first, second})
        begin.insert(begin.end(), piece.begin(), piece.end());
    HttpAnswer answer;
    const Outcome outcome =
        line.ask_in_chunks(request, std::move(begin), next, patience, answer, hear);
    return state_->ended(outcome, answer);
}

Status HttpsTransport::send(ByteView body, const Hearing& hear) {
    Line& line = *TRY(state_->opened());
    const Patience patience = patience_of(state_->server);
    auto request = posting_to<beast::http::string_body>(state_->path, line.url());
    request.body().assign(text_of(ByteView(state_->server.token)));
    request.body().append(text_of(body));
    request.prepare_payload();

    // An idle connection may have been closed by the server: what it then fails with is no news.
    // An exchange may be posted twice (nothing is stored twice), so it is simply asked again.
    for (bool fresh = !line.is_open();; fresh = true) {
        if (fresh) {
            if (const ErrorCode failed = line.open(patience)) return error_for(failed, line.url());
        }
        HttpAnswer answer;
        const Outcome outcome = line.ask(request, patience, answer, hear);
        const bool was_closed = outcome.failed && !fresh && !outcome.answered &&
                                outcome.failed != beast::error::timeout;
        if (!was_closed) return state_->ended(outcome, answer);
        line.close();
    }
}

Bytes HttpsTransport::session() const {
    return state_->line ? state_->line->session() : state_->server.session;
}

std::uint64_t HttpsTransport::connections() const {
    return state_->line ? state_->line->connections : 0;
}

std::uint64_t HttpsTransport::resumed() const { return state_->line ? state_->line->resumed : 0; }

std::uint64_t HttpsTransport::http_bytes() const {
    return state_->line ? state_->line->http_bytes : 0;
}

}  // namespace adit::net
