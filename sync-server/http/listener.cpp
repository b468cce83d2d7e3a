// The one file of the server that says co_await.
#include "http/listener.h"

#include "base/log.h"
#include "http/unanswered.h"
#include "http/wire.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>

#include <algorithm>
#include <csignal>
#include <optional>
#include <set>
#include <tuple>

namespace adit::http {

namespace asio = boost::asio;
namespace beast = boost::beast;

using asio::ip::tcp;
using Clock = std::chrono::steady_clock;
using ErrorCode = beast::error_code;
using TlsStream = beast::ssl_stream<beast::tcp_stream>;

namespace {

constexpr const char* kCouldNotAnswer =
    "The server could not answer: tell who runs it to look at its log.";

/// What each connection needs of the listener.
struct Listening {
    const Endpoint endpoint;
    const Opening opening;
    const Limits limits;
    asio::thread_pool& workers;
    const std::shared_ptr<Unanswered> unanswered = std::make_shared<Unanswered>();
};

/// One peer's connection; in a request from its first byte until the answer is written.
struct Session {
    TlsStream stream;
    beast::flat_buffer buffer;
    std::string peer;
    bool in_request = false;
    bool sent_continue = false;
    std::unique_ptr<BodyTaker> taker;  // Of the request that is coming, when it has one.
};

// Not a capturing lambda: a coroutine outlives the captures of the lambda that started it.
asio::awaitable<Response> answer_on_worker(const Endpoint& endpoint, Request request) {
    try {
        co_return endpoint(request);
    } catch (const std::exception& thrown) {
        log(Level::Error, "http", request.method + " " + request.path + " threw: " + thrown.what());
    }
    co_return sorry(500, kCouldNotAnswer);
}

asio::awaitable<ErrorCode> say_continue(Session& session, const Limits& limits) {
    ErrorCode failed;
    auto failing = asio::redirect_error(asio::use_awaitable, failed);
    beast::http::response<beast::http::empty_body> go_on(beast::http::status::continue_, 11);
    beast::get_lowest_layer(session.stream).expires_after(limits.silence_max);
    co_await beast::http::async_write(session.stream, go_on, failing);
    session.sent_continue = true;
    co_return failed;
}

/// Hands what has come of the body to who takes it, on a worker; the peer waits meanwhile.
asio::awaitable<void> part_on_worker(BodyTaker& taker, std::string part) {
    try {
        taker.part(part);
    } catch (const std::exception& thrown) {
        log(Level::Error, "http", std::string("taking a body in threw: ") + thrown.what());
    }
    co_return;
}

/// Brings an answer that any thread gives to the coroutine that waits for it. Given up unanswered,
/// it says sorry: nobody waits for ever.
template <class Handler>
class Bringing {
public:
    Bringing(Handler handler, std::shared_ptr<Unanswered> unanswered)
        : handler_(std::move(handler)),
          work_(asio::make_work_guard(asio::get_associated_executor(*handler_))),
          unanswered_(std::move(unanswered)) {}
    Bringing(const Bringing&) = delete;
    Bringing& operator=(const Bringing&) = delete;
    ~Bringing() {
        if (handler_) bring(sorry(500, kCouldNotAnswer));
        work_.reset();
        if (has_begun_) unanswered_->add(-1);
    }
    /// On a worker: from now on the listener waits for the answer.
    void begin() {
        has_begun_ = true;
        unanswered_->add(1);
    }
    void bring(Response response) {
        auto handler = std::move(*std::exchange(handler_, std::nullopt));
        asio::post(work_.get_executor(),
                   [handler = std::move(handler), response = std::move(response)]() mutable {
                       std::move(handler)(std::move(response));
                   });
    }

private:
    std::optional<Handler> handler_;
    asio::executor_work_guard<asio::associated_executor_t<Handler>> work_;
    std::shared_ptr<Unanswered> unanswered_;
    bool has_begun_ = false;
};

/// `part`: the last that came. The worker is free again while the taker waits for its answer.
asio::awaitable<Response> whole_answer(BodyTaker& taker, std::string part, const Listening& house) {
    const auto ask = [&](auto handler) {
        auto bringing =
            std::make_shared<Bringing<decltype(handler)>>(std::move(handler), house.unanswered);
        asio::post(house.workers, [&taker, part = std::move(part), bringing] {
            bringing->begin();
            try {
                if (!part.empty()) taker.part(part);
                taker.whole([bringing](Response made) { bringing->bring(std::move(made)); });
            } catch (const std::exception& thrown) {
                log(Level::Error, "http", std::string("answering threw: ") + thrown.what());
            }
        });
    };
    co_return co_await asio::async_initiate<decltype(asio::use_awaitable), void(Response)>(
        ask, asio::use_awaitable);
}

asio::awaitable<void> cut_off_on_worker(BodyTaker& taker, std::string part) {
    try {
        taker.part(part);
        taker.cut_off();
    } catch (const std::exception& thrown) {
        log(Level::Error, "http", std::string("ending a cut request threw: ") + thrown.what());
    }
    co_return;
}

/// Something to read is here already: what comes together is taken in together.
bool has_more(Session& session) {
    ErrorCode ignored;
    return SSL_pending(session.stream.native_handle()) > 0 ||
           beast::get_lowest_layer(session.stream).socket().available(ignored) > 0;
}
constexpr std::size_t kPartBytesMax = std::size_t{256} * 1024;

std::unique_ptr<BodyTaker> taker_for(const Opening& opening, const Parser& parser,
                                     const std::string& peer) {
    if (!opening) return nullptr;
    const auto head = request_from(parser, peer);
    return head ? opening(*head) : nullptr;
}

asio::awaitable<ErrorCode> read_request(Session& session, Parser& parser, const Listening& house) {
    const Limits& limits = house.limits;
    ErrorCode failed;
    auto failing = asio::redirect_error(asio::use_awaitable, failed);
    session.in_request = session.buffer.size() > 0;
    session.sent_continue = false;
    session.taker.reset();
    bool asked_for_taker = false;
    auto until = Clock::now() + limits.request_max;
    while (!parser.is_done()) {
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now());
        beast::get_lowest_layer(session.stream)
            .expires_after(session.in_request
                               ? std::clamp(left, std::chrono::milliseconds(1), limits.silence_max)
                               : limits.idle_max);
        co_await beast::http::async_read_some(session.stream, session.buffer, parser, failing);
        if (failed) break;
        if (!session.in_request) until = Clock::now() + limits.request_max;
        session.in_request = true;
        if (!parser.is_header_done()) continue;
        if (!parser.is_done() && !session.sent_continue &&
            beast::iequals(parser.get()[beast::http::field::expect], "100-continue")) {
            failed = co_await say_continue(session, limits);
            if (failed) break;
        }
        if (!asked_for_taker) session.taker = taker_for(house.opening, parser, session.peer);
        asked_for_taker = true;
        if (parser.is_done()) break;  // What came last goes with the answering.
        const std::size_t came = parser.get().body().size();
        if (session.taker && came > 0 && (!has_more(session) || came > kPartBytesMax)) {
            std::string part = std::exchange(parser.get().body(), {});
            beast::get_lowest_layer(session.stream).expires_never();
            auto taken = part_on_worker(*session.taker, std::move(part));
            co_await asio::co_spawn(house.workers, std::move(taken), asio::use_awaitable);
        }
    }
    if (failed && session.taker) {
        std::string part = std::exchange(parser.get().body(), {});
        auto ended = cut_off_on_worker(*session.taker, std::move(part));
        co_await asio::co_spawn(house.workers, std::move(ended), asio::use_awaitable);
    }
    co_return failed;
}

/// After an answer to a request that was not read to its end: hears the peer out for a moment, or
/// the rest of what it sends would make the network throw our answer away.
asio::awaitable<void> hear_out(Session& session) {
    constexpr std::size_t kIgnoredBytesMax = std::size_t{64} * 1024 * 1024;
    ErrorCode failed;
    auto failing = asio::redirect_error(asio::use_awaitable, failed);
    std::array<char, std::size_t{16} * 1024> ignored;
    beast::get_lowest_layer(session.stream).expires_after(std::chrono::seconds(5));
    for (std::size_t heard = 0; heard < kIgnoredBytesMax && !failed;) {
        heard += co_await session.stream.async_read_some(asio::buffer(ignored), failing);
    }
}

asio::awaitable<std::optional<std::string>> more_on_worker(const Response& response) {
    try {
        co_return response.more();
    } catch (const std::exception& thrown) {
        log(Level::Error, "http", std::string("making an answer threw: ") + thrown.what());
    }
    co_return std::nullopt;
}

/// The body in chunks, each made while the peer takes the one before.
asio::awaitable<ErrorCode> write_pieces(Session& session, const Response& response,
                                        const Listening& house) {
    ErrorCode failed;
    auto failing = asio::redirect_error(asio::use_awaitable, failed);
    std::optional<std::string> piece = response.body;
    while (piece && !piece->empty() && !failed) {
        beast::get_lowest_layer(session.stream).expires_after(house.limits.silence_max);
        co_await asio::async_write(session.stream, beast::http::make_chunk(asio::buffer(*piece)),
                                   failing);
        beast::get_lowest_layer(session.stream).expires_never();
        auto next = more_on_worker(response);
        piece = co_await asio::co_spawn(house.workers, std::move(next), asio::use_awaitable);
    }
    if (!piece) co_return beast::http::error::partial_message;
    if (!failed) {
        beast::get_lowest_layer(session.stream).expires_after(house.limits.silence_max);
        co_await asio::async_write(session.stream, beast::http::make_chunk_last(), failing);
    }
    co_return failed;
}

asio::awaitable<ErrorCode> write_response(Session& session, Response response, bool keep_alive,
                                          bool only_head, const Listening& house) {
    ErrorCode failed;
    auto failing = asio::redirect_error(asio::use_awaitable, failed);
    WireResponse message = wire_response(response, keep_alive, only_head);
    beast::http::response_serializer<beast::http::string_body> serializer(message);
    if (response.more) {
        beast::get_lowest_layer(session.stream).expires_after(house.limits.silence_max);
        co_await beast::http::async_write_header(session.stream, serializer, failing);
        if (!failed && !only_head) failed = co_await write_pieces(session, response, house);
        co_return failed;
    }
    while (!serializer.is_done() && !failed) {
        beast::get_lowest_layer(session.stream).expires_after(house.limits.silence_max);
        co_await beast::http::async_write_some(session.stream, serializer, failing);
    }
    co_return failed;
}

}  // namespace

/// Everything runs on the thread of run(), except endpoints: no lock is needed.
class Listener::State {
public:
    State(Endpoint asked, Opening opening, const Limits& bounds, std::size_t workers_count)
        : limits(bounds),
          workers(workers_count),
          house{std::move(asked), std::move(opening), bounds, workers} {}

    asio::awaitable<void> accept();
    asio::awaitable<void> serve(tcp::socket socket);
    asio::awaitable<void> converse(Session& session);
    void begin_stop();
    void end_of_session(Session* session);

    const Limits limits;
    asio::io_context io{1};
    asio::ssl::context tls{asio::ssl::context::tls_server};
    tcp::acceptor acceptor{io};
    asio::signal_set signals{io};
    asio::steady_timer room_again{io};  // Cancelled when a full house has a free place.
    asio::steady_timer drain{io};
    asio::thread_pool workers;
    const Listening house;
    std::set<Session*> sessions;
    std::size_t open_count = 0;
    bool stopping = false;
};

asio::awaitable<void> Listener::State::accept() {
    ErrorCode failed;
    auto failing = asio::redirect_error(asio::use_awaitable, failed);
    while (!stopping) {
        if (open_count >= limits.connections_max) {
            room_again.expires_at(Clock::time_point::max());
            co_await room_again.async_wait(failing);
            continue;
        }
        tcp::socket socket = co_await acceptor.async_accept(failing);
        if (stopping) break;
        if (failed) {  // Out of file descriptors, most likely: let some connections end first.
            log(Level::Warning, "http", "could not accept a connection: " + failed.message());
            room_again.expires_after(std::chrono::milliseconds(100));
            co_await room_again.async_wait(failing);
            continue;
        }
        ++open_count;
        asio::co_spawn(io, serve(std::move(socket)), [this](const std::exception_ptr& thrown) {
            --open_count;
            room_again.cancel();
            if (stopping && open_count == 0) drain.cancel();
            if (thrown) log(Level::Error, "http", "a connection ended in an exception");
        });
    }
}

asio::awaitable<void> Listener::State::serve(tcp::socket socket) {
    ErrorCode failed;
    auto failing = asio::redirect_error(asio::use_awaitable, failed);
    std::ignore = socket.set_option(tcp::no_delay(true), failed);
    const auto place = socket.remote_endpoint(failed);
    if (failed) co_return;

    Session session{.stream = TlsStream(beast::tcp_stream(std::move(socket)), tls),
                    .buffer = {},
                    .peer = place.address().to_string(),
                    .taker = nullptr};
    sessions.insert(&session);
    beast::get_lowest_layer(session.stream).expires_after(limits.handshake_max);
    co_await session.stream.async_handshake(asio::ssl::stream_base::server, failing);
    if (!failed && !stopping) co_await converse(session);
    sessions.erase(&session);
}

asio::awaitable<void> Listener::State::converse(Session& session) {
    ErrorCode failed;
    auto failing = asio::redirect_error(asio::use_awaitable, failed);
    for (bool go_on = true; go_on && !stopping;) {
        Parser parser;
        parser.eager(true);
        parser.header_limit(static_cast<std::uint32_t>(limits.header_bytes_max));
        parser.body_limit(limits.body_bytes_max);
        failed = co_await read_request(session, parser, house);
        if (failed) {
            auto told = answer_for(failed, limits);
            if (!told) co_return;
            failed = co_await write_response(session, std::move(*told), false, false, house);
            if (!failed) co_await hear_out(session);
            co_return;
        }

        go_on = parser.get().keep_alive();
        const bool only_head = parser.get().method() == beast::http::verb::head;
        auto request = request_from(parser, session.peer);
        Response response = sorry(400, "This address cannot be read: check it.");
        // The store may block: ask it on a worker, and serve the others on this thread.
        beast::get_lowest_layer(session.stream).expires_never();
        if (session.taker) {
            std::string part = std::exchange(parser.get().body(), {});
            response = co_await whole_answer(*session.taker, std::move(part), house);
            session.taker.reset();
        } else if (request) {
            request->body = std::move(parser.get().body());
            auto asked = answer_on_worker(house.endpoint, std::move(*request));
            response = co_await asio::co_spawn(workers, std::move(asked), asio::use_awaitable);
        }
        go_on = go_on && !stopping;
        failed = co_await write_response(session, std::move(response), go_on, only_head, house);
        session.in_request = false;
        if (failed) co_return;
    }
    // A peer that rests does not hear our farewell: it is not waited for.
    constexpr std::chrono::seconds kFarewell{1};
    beast::get_lowest_layer(session.stream).expires_after(kFarewell);
    co_await session.stream.async_shutdown(failing);
}

void Listener::State::begin_stop() {
    if (stopping) return;
    stopping = true;
    ErrorCode ignored;
    std::ignore = acceptor.close(ignored);
    std::ignore = signals.cancel(ignored);
    room_again.cancel();
    for (Session* session : sessions) {
        if (!session->in_request) beast::get_lowest_layer(session->stream).cancel();
    }
    if (open_count == 0) return;
    drain.expires_after(limits.drain_max);
    drain.async_wait([this](const ErrorCode& cancelled) {
        if (cancelled) return;
        log(Level::Warning, "http", "stopped before every open request had ended");
        io.stop();
    });
}

Listener::Listener(std::unique_ptr<State> state) : state_(std::move(state)) {}

Listener::~Listener() {
    state_->workers.stop();
    state_->workers.join();
    state_->house.unanswered->wait_for_none();  // They come home to the state's own queue.
}

Result<std::unique_ptr<Listener>> Listener::open(const Place& place,
                                                 const net::Certificate& certificate,
                                                 Endpoint endpoint, const Limits& limits,
                                                 std::size_t workers_count, Opening opening) {
    auto state =
        std::make_unique<State>(std::move(endpoint), std::move(opening), limits, workers_count);
    ErrorCode failed;
    SSL_CTX* tls = state->tls.native_handle();
    SSL_CTX_set_min_proto_version(tls, TLS1_2_VERSION);
    SSL_CTX_set_options(tls, SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE);
    SSL_CTX_set_num_tickets(tls, 1);
    SSL_CTX_set_timeout(tls, 7 * 24L * 3600);
    constexpr std::array<unsigned char, 4> kContext = {'a', 'd', 'i', 't'};
    SSL_CTX_set_session_id_context(tls, kContext.data(), kContext.size());
    std::ignore =
        state->tls.use_certificate_chain(asio::buffer(certificate.certificate_pem), failed);
    if (!failed) {
        std::ignore = state->tls.use_private_key(asio::buffer(certificate.key_pem),
                                                 asio::ssl::context::pem, failed);
    }
    if (failed || SSL_CTX_check_private_key(tls) != 1) {
        return Error{Code::Refused,
                     "the server's certificate and its key do not belong together: "
                     "check certificate.pem and key.pem"};
    }

    const std::string words = place.host + " port " + std::to_string(place.port);
    const auto address = asio::ip::make_address(place.host, failed);
    if (failed) {
        return Error{Code::BadInput, "\"" + place.host +
                                         "\" is no address of this machine: write "
                                         "one such as 127.0.0.1 or 0.0.0.0"};
    }
    const tcp::endpoint at(address, place.port);
    tcp::acceptor& acceptor = state->acceptor;
    std::ignore = acceptor.open(at.protocol(), failed);
    if (!failed) std::ignore = acceptor.set_option(asio::socket_base::reuse_address(true), failed);
    if (!failed) std::ignore = acceptor.bind(at, failed);
    if (!failed) std::ignore = acceptor.listen(asio::socket_base::max_listen_connections, failed);
    if (failed) {
        return Error{Code::Unavailable, "cannot listen at " + words + " (" + failed.message() +
                                            "): stop what listens there, or choose another port"};
    }
    return std::unique_ptr<Listener>(new Listener(std::move(state)));
}

std::uint16_t Listener::port() const {
    ErrorCode failed;
    return state_->acceptor.local_endpoint(failed).port();
}

void Listener::run() {
    asio::co_spawn(state_->io, state_->accept(), asio::detached);
    state_->io.run();
}

void Listener::stop() {
    asio::post(state_->io, [state = state_.get()] { state->begin_stop(); });
}

void Listener::stop_on_signals() {
    ErrorCode failed;
    std::ignore = state_->signals.add(SIGINT, failed);
    std::ignore = state_->signals.add(SIGTERM, failed);
    state_->signals.async_wait([state = state_.get()](const ErrorCode& cancelled, int) {
        if (!cancelled) state->begin_stop();
    });
}

}  // namespace adit::http
