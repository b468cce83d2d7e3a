// The one file of this room that includes Beast (27 s to compile).
#include "net/https.h"

#include "base/json.h"
#include "base/text.h"
#include "net/tls_parts.h"

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>

#include <algorithm>
#include <optional>

namespace adit::net {

namespace asio = boost::asio;
namespace beast = boost::beast;

using asio::ip::tcp;
using Clock = std::chrono::steady_clock;
using ErrorCode = beast::error_code;
using TlsStream = beast::ssl_stream<beast::tcp_stream>;

namespace {

/// Where a TLS context keeps its Line; index 0 is Asio's own.
int line_index() {
    static const int index = SSL_CTX_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
    return index;
}

/// What one request may take: time without a byte, time in all, bytes of the answer.
struct Patience {
    std::chrono::milliseconds silence_max;
    std::chrono::milliseconds request_max;
    std::size_t answer_bytes_max;
};

/// What an exchange of one request and answer ended in.
struct Outcome {
    ErrorCode failed;
    bool answered = false;  // Some byte of an answer came.
    std::string part;       // Of a good answer's body, when the line broke in it.
};

}  // namespace

/// One connection to one server, open or closed.
class Line {
public:
    Line(Url url, CertificatePtr known, SessionPtr session)
        : url_(std::move(url)), known_(std::move(known)), session_(std::move(session)) {
        tls_.set_options(asio::ssl::context::default_workarounds);
        SSL_CTX* raw = tls_.native_handle();
        SSL_CTX_set_min_proto_version(raw, TLS1_3_VERSION);
        SSL_CTX_set_verify(raw, SSL_VERIFY_PEER, nullptr);
        SSL_CTX_set_cert_verify_callback(raw, shows_known_certificate, known_.get());
        SSL_CTX_set_session_cache_mode(raw,
                                       SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL_STORE);
        SSL_CTX_set_ex_data(raw, line_index(), this);
        SSL_CTX_sess_set_new_cb(raw, keep_session);
    }
    ~Line() { close(); }
    Line(const Line&) = delete;
    Line& operator=(const Line&) = delete;

    bool is_open() const { return stream_.has_value(); }
    Bytes session() const { return bytes_of(session_.get()); }
    const Url& url() const { return url_; }

    ErrorCode open(const Patience& patience);
    Outcome ask(beast::http::request<beast::http::string_body>& request, const Patience& patience,
                HttpAnswer& answer);
    /// `piece` is the first of them. `made`: why there was no next one.
    Outcome ask_in_chunks(beast::http::request<beast::http::empty_body>& request, Bytes piece,
                          const sync::Transport::Pieces& next, const Patience& patience,
                          HttpAnswer& answer, Status& made);
    /// Long unused: the server may have closed it already.
    bool is_stale() const { return Clock::now() - heard_last_ > std::chrono::seconds(20); }
    void close();

    std::uint64_t connections = 0;
    std::uint64_t resumed = 0;
    std::uint64_t http_bytes = 0;

private:
    static int keep_session(SSL* ssl, SSL_SESSION* session) {
        auto* line = static_cast<Line*>(SSL_CTX_get_ex_data(SSL_get_SSL_CTX(ssl), line_index()));
        line->session_.reset(session);
        return 1;  // It is ours now.
    }
    ErrorCode resolve(tcp::resolver::results_type& found, std::chrono::milliseconds wait_max);
    ErrorCode shake_hands(const Patience& patience);
    template <class Start>
    bool step(Outcome& outcome, const Patience& patience, bool reading, Start start);
    void hear(Outcome& outcome, const Patience& patience, HttpAnswer& answer);
    auto& lowest() { return beast::get_lowest_layer(*stream_); }
    /// Until the server closes too: closing with words of it unread throws away what was sent.
    void say_end(const Patience& patience);

    /// Starts one operation, runs until it is done and gives what it ended in.
    template <class Start>
    ErrorCode wait_for(Start start) {
        ErrorCode ended;
        start([&ended](const ErrorCode& failed, const auto&...) { ended = failed; });
        io_.restart();
        io_.run();
        return ended;
    }
    void allow(const Patience& patience, Clock::time_point until) {
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now());
        const auto least = std::chrono::milliseconds(1);
        lowest().expires_after(std::clamp(left, least, std::max(least, patience.silence_max)));
    }

    Url url_;
    CertificatePtr known_;
    SessionPtr session_;
    asio::io_context io_;
    asio::ssl::context tls_{asio::ssl::context::tls_client};
    std::optional<TlsStream> stream_;
    beast::flat_buffer buffer_;
    Clock::time_point until_;       // Of the request that is out.
    Clock::time_point heard_last_;  // An answer's end.
};

ErrorCode Line::resolve(tcp::resolver::results_type& found, std::chrono::milliseconds wait_max) {
    tcp::resolver resolver(io_);
    ErrorCode ended = beast::error::timeout;
    resolver.async_resolve(url_.host, std::to_string(url_.port),
                           [&](const ErrorCode& failed, tcp::resolver::results_type results) {
                               if (failed == asio::error::operation_aborted) return;
                               ended = failed;
                               found = std::move(results);
                           });
    io_.restart();
    io_.run_for(wait_max);
    resolver.cancel();
    io_.restart();
    io_.run_for(std::chrono::milliseconds(1));
    return ended;
}

ErrorCode Line::shake_hands(const Patience& patience) {
    SSL* ssl = stream_->native_handle();
    ErrorCode is_name;
    asio::ip::make_address(url_.host, is_name);
    if (is_name) {  // What SSL_set_tlsext_host_name says, without its old-style cast.
        SSL_ctrl(ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, url_.host.data());
    }
    if (session_) SSL_set_session(ssl, session_.get());

    allow(patience, Clock::now() + patience.request_max);
    return wait_for([&](auto&& done) {
        stream_->async_handshake(asio::ssl::stream_base::client, std::move(done));
    });
}

ErrorCode Line::open(const Patience& patience) {
    close();
    tcp::resolver::results_type places;
    const auto wait_max = std::min(patience.silence_max, patience.request_max);
    if (const ErrorCode failed = resolve(places, wait_max)) return failed;

    stream_.emplace(io_, tls_);
    allow(patience, Clock::now() + patience.request_max);
    ErrorCode failed =
        wait_for([&](auto&& done) { lowest().async_connect(places, std::move(done)); });
    if (!failed) {
        ErrorCode ignored;
        lowest().socket().set_option(tcp::no_delay(true), ignored);
        failed = shake_hands(patience);
    }
    if (failed) {
        close();
        return failed;
    }
    ++connections;
    if (SSL_session_reused(stream_->native_handle()) == 1) ++resumed;
    return {};
}

/// Takes care of deadline, count and outcome around one reading or writing.
template <class Start>
bool Line::step(Outcome& outcome, const Patience& patience, bool reading, Start start) {
    allow(patience, until_);
    outcome.failed = wait_for([&](auto&& done) {
        start([this, done = std::move(done), reading, &outcome](const ErrorCode& failed,
                                                                std::size_t bytes) mutable {
            http_bytes += bytes;
            if (reading && bytes > 0) outcome.answered = true;
            done(failed);
        });
    });
    return !outcome.failed;
}

Outcome Line::ask(beast::http::request<beast::http::string_body>& request, const Patience& patience,
                  HttpAnswer& answer) {
    namespace http = beast::http;
    until_ = Clock::now() + patience.request_max;
    Outcome outcome;
    http::request_serializer<http::string_body> serializer(request);
    while (!serializer.is_done()) {
        const bool written = step(outcome, patience, false, [&](auto&& done) {
            http::async_write_some(*stream_, serializer, std::move(done));
        });
        if (!written) return outcome;
    }
    hear(outcome, patience, answer);
    return outcome;
}

Outcome Line::ask_in_chunks(beast::http::request<beast::http::empty_body>& request, Bytes piece,
                            const sync::Transport::Pieces& next, const Patience& patience,
                            HttpAnswer& answer, Status& made) {
    namespace http = beast::http;
    until_ = Clock::now() + patience.request_max;
    Outcome outcome;
    http::request_serializer<http::empty_body> serializer(request);
    const bool begun = step(outcome, patience, false, [&](auto&& done) {
        http::async_write_header(*stream_, serializer, std::move(done));
    });
    if (!begun) return outcome;
    while (!piece.empty()) {
        const bool written = step(outcome, patience, false, [&](auto&& done) {
            asio::async_write(*stream_, http::make_chunk(asio::buffer(piece)), std::move(done));
        });
        if (!written) return outcome;
        auto more = next();
        if (!more) {
            made = more.error();
            say_end(patience);
            return outcome;
        }
        piece = *std::move(more);
    }
    const bool ended = step(outcome, patience, false, [&](auto&& done) {
        asio::async_write(*stream_, http::make_chunk_last(), std::move(done));
    });
    if (ended) hear(outcome, patience, answer);
    return outcome;
}

void Line::hear(Outcome& outcome, const Patience& patience, HttpAnswer& answer) {
    namespace http = beast::http;
    http::response_parser<http::string_body> parser;
    parser.body_limit(patience.answer_bytes_max);
    parser.eager(true);
    while (!parser.is_done()) {
        const bool read = step(outcome, patience, true, [&](auto&& done) {
            http::async_read_some(*stream_, buffer_, parser, std::move(done));
        });
        if (read) continue;
        const bool good = parser.is_header_done() && parser.get().result() == http::status::ok;
        if (good) outcome.part = std::move(parser.get().body());
        return;
    }
    lowest().expires_never();
    heard_last_ = Clock::now();

    auto message = parser.release();
    answer.status = static_cast<int>(message.result_int());
    for (const auto& field : message) {
        std::string name(field.name_string());
        std::ranges::transform(name, name.begin(), [](char c) {
            return static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
        });
        answer.headers.insert_or_assign(std::move(name), std::string(field.value()));
    }
    answer.body = std::move(message.body());
    if (!message.keep_alive()) close();
}

void Line::say_end(const Patience& patience) {
    ErrorCode ignored;
    lowest().socket().shutdown(tcp::socket::shutdown_send, ignored);
    Outcome ended;
    step(ended, patience, true,
         [&](auto&& done) { asio::async_read(*stream_, buffer_, std::move(done)); });
}

void Line::close() {
    if (!stream_) return;
    // Said without waiting for an answer; otherwise OpenSSL would call the session a bad one.
    SSL_set_shutdown(stream_->native_handle(), SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
    ErrorCode ignored;
    lowest().socket().close(ignored);
    stream_.reset();
    buffer_.clear();
}

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
    switch (status) {
        case 401:
        case 403:
            return Code::Refused;
        case 404:
            return Code::NotFound;
        case 408:
        case 429:
            return Code::Unavailable;
        default:
            return status >= 500 ? Code::Unavailable : Code::BadInput;
    }
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
    std::string part;  // Of the last answer, when the line broke in it.

    Result<Line*> opened() {
        if (!line) line = TRY(line_to(server.url, server.certificate_pem, server.session));
        return line.get();
    }
};

HttpsTransport::HttpsTransport(const ExchangeServer& server)
    : state_(std::make_unique<State>(State{server, nullptr, {}})) {}

HttpsTransport::~HttpsTransport() = default;

namespace {

Patience patience_of(const ExchangeServer& server) {
    return {.silence_max = server.silence_max,
            .request_max = server.request_max,
            .answer_bytes_max = 64 * 1024 * 1024};
}

template <class Body>
beast::http::request<Body> exchange_request(const Url& url) {
    beast::http::request<Body> request;
    request.method(beast::http::verb::post);
    request.target("/v1/exchange");
    request.set(beast::http::field::host, url.authority());
    return request;
}

}  // namespace

Result<Bytes> HttpsTransport::heard(HttpAnswer answer) const {
    if (answer.status != 200) return error_for(answer, state_->line->url());
    const ByteView got = view_of(answer.body);
    return Bytes(got.begin(), got.end());
}

Result<Bytes> HttpsTransport::post(ByteView body) {
    Line& line = *TRY(state_->opened());
    const Patience patience = patience_of(state_->server);
    auto request = exchange_request<beast::http::string_body>(line.url());
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
        Outcome outcome = line.ask(request, patience, answer);
        if (!outcome.failed) return heard(std::move(answer));
        line.close();
        state_->part = std::move(outcome.part);
        if (!fresh && !outcome.answered && outcome.failed != beast::error::timeout) continue;
        return error_for(outcome.failed, line.url());
    }
}

// Pieces cannot be asked for again: a line that was long unused is opened anew instead.
Result<Bytes> HttpsTransport::post_pieces(const Pieces& next) {
    const Bytes first = TRY(next());
    Bytes second = first.empty() ? Bytes{} : TRY(next());
    if (second.empty()) return post(first);

    Line& line = *TRY(state_->opened());
    const Patience patience = patience_of(state_->server);
    if (!line.is_open() || line.is_stale()) {
        if (const ErrorCode failed = line.open(patience)) return error_for(failed, line.url());
    }
    auto request = exchange_request<beast::http::empty_body>(line.url());
    request.chunked(true);
    Bytes begin(state_->server.token.begin(), state_->server.token.end());
    for (const Bytes& piece : {first, second})
        begin.insert(begin.end(), piece.begin(), piece.end());
    HttpAnswer answer;
    Status made = Done{};
    Outcome outcome = line.ask_in_chunks(request, std::move(begin), next, patience, answer, made);
    if (made && !outcome.failed) return heard(std::move(answer));
    line.close();
    if (!made) return made.error();
    state_->part = std::move(outcome.part);
    return error_for(outcome.failed, line.url());
}

Bytes HttpsTransport::part_of_answer() {
    const std::string part = std::exchange(state_->part, {});
    const ByteView bytes = view_of(part);
    return {bytes.begin(), bytes.end()};
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
