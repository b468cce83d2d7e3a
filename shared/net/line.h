// Line: one connection to one server, for the transports of net/https.h. Includes Beast: for this
// room's https.cpp and line.cpp only (27 s to compile, each).
#pragma once

#include "net/https.h"
#include "net/tls_parts.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>

#include <algorithm>
#include <chrono>
#include <optional>

namespace adit::net {

namespace asio = boost::asio;
namespace beast = boost::beast;

using asio::ip::tcp;
using Clock = std::chrono::steady_clock;
using ErrorCode = beast::error_code;
using TlsStream = beast::ssl_stream<beast::tcp_stream>;

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
    Status ours = Done{};   // Why this side ended it.
};

/// One connection to one server, open or closed.
class Line {
public:
    Line(Url url, CertificatePtr known, SessionPtr session);
    ~Line() { close(); }
    Line(const Line&) = delete;
    Line& operator=(const Line&) = delete;

    bool is_open() const { return stream_.has_value(); }
    Bytes session() const { return bytes_of(session_.get()); }
    const Url& url() const { return url_; }

    ErrorCode open(const Patience& patience);
    /// A good answer's body goes to `hear` while it comes, if there is one; else into the answer.
    Outcome ask(beast::http::request<beast::http::string_body>& request, const Patience& patience,
                HttpAnswer& answer, const sync::Transport::Hearing& hear = {});
    /// `piece` is the first of them.
    Outcome ask_in_chunks(beast::http::request<beast::http::empty_body>& request, Bytes piece,
                          const sync::Transport::Pieces& next, const Patience& patience,
                          HttpAnswer& answer, const sync::Transport::Hearing& hear);
    /// Long unused: the server may have closed it already.
    bool is_stale() const { return Clock::now() - heard_last_ > std::chrono::seconds(20); }
    void close();

    std::uint64_t connections = 0;
    std::uint64_t resumed = 0;
    std::uint64_t http_bytes = 0;

private:
    static int keep_session(SSL* ssl, SSL_SESSION* session);
    ErrorCode resolve(tcp::resolver::results_type& found, std::chrono::milliseconds wait_max);
    ErrorCode shake_hands(const Patience& patience);
    template <class Start>
    bool step(Outcome& outcome, const Patience& patience, bool reading, Start start);
    void hear(Outcome& outcome, const Patience& patience, HttpAnswer& answer,
              const sync::Transport::Hearing& hear);
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

}  // namespace adit::net
