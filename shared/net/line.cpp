#include "net/line.h"

#include <boost/asio/connect.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

#include <tuple>
#include <utility>

namespace adit::net {
namespace {

/// Where a TLS context keeps its Line; index 0 is Asio's own.
int line_index() {
    static const int index = SSL_CTX_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
    return index;
}

}  // namespace

Line::Line(Url url, CertificatePtr known, SessionPtr session)
    : url_(std::move(url)), known_(std::move(known)), session_(std::move(session)) {
    tls_.set_options(asio::ssl::context::default_workarounds);
    SSL_CTX* raw = tls_.native_handle();
    SSL_CTX_set_min_proto_version(raw, TLS1_3_VERSION);
    SSL_CTX_set_verify(raw, SSL_VERIFY_PEER, nullptr);
    SSL_CTX_set_cert_verify_callback(raw, shows_known_certificate, known_.get());
    SSL_CTX_set_session_cache_mode(raw, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL_STORE);
    SSL_CTX_set_ex_data(raw, line_index(), this);
    SSL_CTX_sess_set_new_cb(raw, keep_session);
}

int Line::keep_session(SSL* ssl, SSL_SESSION* session) {
    auto* line = static_cast<Line*>(SSL_CTX_get_ex_data(SSL_get_SSL_CTX(ssl), line_index()));
    line->session_.reset(session);
    return 1;  // It is ours now.
}

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
    return wait_for([&](auto done) {
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
        wait_for([&](auto done) { lowest().async_connect(places, std::move(done)); });
    if (!failed) {
        ErrorCode ignored;
        std::ignore = lowest().socket().set_option(tcp::no_delay(true), ignored);
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
    outcome.failed = wait_for([&](auto done) {
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
                  HttpAnswer& answer, const sync::Transport::Hearing& heard) {
    namespace http = beast::http;
    until_ = Clock::now() + patience.request_max;
    Outcome outcome;
    http::request_serializer<http::string_body> serializer(request);
    while (!serializer.is_done()) {
        const bool written = step(outcome, patience, false, [&](auto done) {
            http::async_write_some(*stream_, serializer, std::move(done));
        });
        if (!written) return outcome;
    }
    hear(outcome, patience, answer, heard);
    return outcome;
}

Outcome Line::ask_in_chunks(beast::http::request<beast::http::empty_body>& request, Bytes piece,
                            const sync::Transport::Pieces& next, const Patience& patience,
                            HttpAnswer& answer, const sync::Transport::Hearing& heard) {
    namespace http = beast::http;
    until_ = Clock::now() + patience.request_max;
    Outcome outcome;
    http::request_serializer<http::empty_body> serializer(request);
    const bool begun = step(outcome, patience, false, [&](auto done) {
        http::async_write_header(*stream_, serializer, std::move(done));
    });
    if (!begun) return outcome;
    while (!piece.empty()) {
        const bool written = step(outcome, patience, false, [&](auto done) {
            asio::async_write(*stream_, http::make_chunk(asio::buffer(piece)), std::move(done));
        });
        if (!written) return outcome;
        auto more = next();
        if (!more) {
            outcome.ours = more.error();
            say_end(patience);
            return outcome;
        }
        piece = *std::move(more);
    }
    const bool ended = step(outcome, patience, false, [&](auto done) {
        asio::async_write(*stream_, http::make_chunk_last(), std::move(done));
    });
    if (ended) hear(outcome, patience, answer, heard);
    return outcome;
}

void Line::hear(Outcome& outcome, const Patience& patience, HttpAnswer& answer,
                const sync::Transport::Hearing& heard) {
    namespace http = beast::http;
    http::response_parser<http::string_body> parser;
    parser.body_limit(patience.answer_bytes_max);
    parser.eager(true);
    while (!parser.is_done()) {
        const bool read = step(outcome, patience, true, [&](auto done) {
            http::async_read_some(*stream_, buffer_, parser, std::move(done));
        });
        const bool good = parser.is_header_done() && parser.get().result() == http::status::ok;
        if (good && heard && !parser.get().body().empty()) {
            outcome.ours = heard(view_of(std::exchange(parser.get().body(), {})));
        }
        if (!read || !outcome.ours) return;
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
    std::ignore = lowest().socket().shutdown(tcp::socket::shutdown_send, ignored);
    Outcome ended;
    step(ended, patience, true,
         [&](auto done) { asio::async_read(*stream_, buffer_, std::move(done)); });
}

void Line::close() {
    if (!stream_) return;
    // Said without waiting for an answer; otherwise OpenSSL would call the session a bad one.
    SSL_set_shutdown(stream_->native_handle(), SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
    ErrorCode ignored;
    std::ignore = lowest().socket().close(ignored);
    stream_.reset();
    buffer_.clear();
}

}  // namespace adit::net
