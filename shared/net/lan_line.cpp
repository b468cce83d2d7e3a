#include "net/lan_line.h"

#include "base/text.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>
#include <charconv>
#include <optional>

namespace adit::net {

namespace asio = boost::asio;

using asio::ip::tcp;
using Clock = std::chrono::steady_clock;
using ErrorCode = boost::system::error_code;
using TlsStream = asio::ssl::stream<tcp::socket>;

namespace {

constexpr auto kSlice = std::chrono::milliseconds(50);
constexpr std::chrono::milliseconds kConnectMax{20'000};
constexpr std::size_t kPieceBytes = 64 * 1024;
constexpr std::string_view kExporterLabel = "EXPORTER adit lan 1";

Error stopped() { return {Code::Refused, "it was stopped on this laptop"}; }

Error broken(const ErrorCode& failed) {
    if (failed == asio::error::timed_out) {
        return {Code::Unavailable, "the other laptop has said nothing for too long: connect again"};
    }
    return {Code::Unavailable, "the line to the other laptop broke (" + failed.message() +
                                   "): connect again; what came until then stands"};
}

/// Runs until `ended` is set, the time is over (timed_out) or it is stopped (operation_aborted);
/// `give_up` cancels what is waited for.
template <class GiveUp>
ErrorCode run_until(asio::io_context& io, const std::optional<ErrorCode>& ended,
                    const GoesOn& goes_on, std::chrono::milliseconds wait_max, GiveUp give_up) {
    const auto until = Clock::now() + wait_max;
    io.restart();
    while (!ended) {
        io.run_for(kSlice);
        if (ended) break;
        const bool stop = goes_on && !goes_on();
        if (!stop && Clock::now() < until) continue;
        give_up();
        io.restart();
        io.run_for(std::chrono::seconds(1));  // Until the cancelled handler has come.
        return stop ? asio::error::operation_aborted : asio::error::timed_out;
    }
    return *ended;
}

void demand_tls13(asio::ssl::context& tls) {
    SSL_CTX_set_min_proto_version(tls.native_handle(), TLS1_3_VERSION);
    SSL_CTX_set_session_cache_mode(tls.native_handle(), SSL_SESS_CACHE_OFF);
}

struct Named {
    std::string host;
    std::string port;
};

Result<Named> named(std::string_view text) {
    text = trimmed(text);
    const Error bad{Code::BadInput, "\"" + std::string(text.substr(0, 100)) +
                                        "\" is no address of a laptop: type it as the other one "
                                        "shows it, such as 192.168.1.23:48923"};
    Named out{.host = {}, .port = std::to_string(kLanPort)};
    std::string_view port;
    if (text.starts_with('[')) {
        const auto end = text.find(']');
        if (end == std::string_view::npos) return bad;
        out.host = text.substr(1, end - 1);
        port = text.substr(end + 1);
    } else {
        const auto colon = text.find(':');
        const bool only_one = colon != std::string_view::npos && text.rfind(':') == colon;
        out.host = only_one ? text.substr(0, colon) : text;
        port = only_one ? text.substr(colon) : "";
    }
    const auto fits = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '.' || c == '-' || c == ':' || c == '%' || c == '_';
    };
    if (out.host.empty() || out.host.size() > 253 || !std::ranges::all_of(out.host, fits)) {
        return bad;
    }
    if (port.empty()) return out;
    std::uint16_t number = 0;
    const char* end = port.data() + port.size();
    const auto read = std::from_chars(port.data() + 1, end, number);
    if (port.front() != ':' || read.ec != std::errc{} || read.ptr != end || number == 0) return bad;
    out.port = std::to_string(number);
    return out;
}

}  // namespace

class LanLine::State {
public:
    explicit State(asio::ssl::context::method method) : tls(method) { demand_tls13(tls); }
    ~State() { close(); }
    State(const State&) = delete;
    State& operator=(const State&) = delete;

    void close() {
        if (!stream) return;
        ErrorCode ignored;
        stream->lowest_layer().close(ignored);
        closed = true;
    }

    template <class Start>
    ErrorCode wait_for(Start start, const GoesOn& goes_on, std::chrono::milliseconds wait_max) {
        std::optional<ErrorCode> ended;
        start([&ended](const ErrorCode& failed, const auto&...) { ended = failed; });
        const ErrorCode failed = run_until(io, ended, goes_on, wait_max, [this] { close(); });
        if (failed) close();
        return failed;
    }

    ErrorCode shake_hands(asio::ssl::stream_base::handshake_type type, const GoesOn& goes_on) {
        ErrorCode ignored;
        stream->next_layer().set_option(tcp::no_delay(true), ignored);
        const ErrorCode failed =
            wait_for([&](auto&& done) { stream->async_handshake(type, std::move(done)); }, goes_on,
                     kConnectMax);
        if (failed) return failed;
        const bool named_it = SSL_export_keying_material(stream->native_handle(), channel.data(),
                                                         channel.size(), kExporterLabel.data(),
                                                         kExporterLabel.size(), nullptr, 0, 0) == 1;
        ErrorCode no_end;
        const auto other = stream->next_layer().remote_endpoint(no_end);
        if (!no_end) address = other.address().to_string();
        return named_it ? ErrorCode{} : asio::error::no_protocol_option;
    }

    asio::io_context io;
    asio::ssl::context tls;
    std::optional<TlsStream> stream;
    identity::Digest channel{};
    std::string address;
    bool closed = false;
};

LanLine::LanLine(std::unique_ptr<State> state) : state_(std::move(state)) {}
LanLine::~LanLine() = default;

const identity::Digest& LanLine::channel() const { return state_->channel; }
const std::string& LanLine::other_address() const { return state_->address; }

Status LanLine::send(ByteView message, const GoesOn& goes_on,
                     std::chrono::milliseconds silence_max) {
    ENSURE(message.size() <= kLanMessageBytesMax);
    if (state_->closed) return broken(asio::error::not_connected);
    Bytes framed;
    framed.reserve(message.size() + 4);
    for (unsigned shift = 0; shift < 32; shift += 8) {
        framed.push_back(static_cast<std::uint8_t>(message.size() >> shift & 0xFFU));
    }
    framed.insert(framed.end(), message.begin(), message.end());
    for (ByteView rest(framed); !rest.empty();) {
        const ByteView piece = rest.first(std::min(rest.size(), kPieceBytes));
        const ErrorCode failed = state_->wait_for(
            [&](auto&& done) {
                asio::async_write(*state_->stream, asio::buffer(piece.data(), piece.size()),
                                  std::move(done));
            },
            goes_on, silence_max);
        if (failed == asio::error::operation_aborted) return stopped();
        if (failed) return broken(failed);
        rest = rest.subspan(piece.size());
    }
    return Done{};
}

Result<Bytes> LanLine::receive(std::size_t bytes_max, const GoesOn& goes_on,
                               std::chrono::milliseconds silence_max) {
    if (state_->closed) return broken(asio::error::not_connected);
    const auto fill = [&](Bytes& into, std::size_t size) {
        while (into.size() < size) {
            const std::size_t had = into.size();
            into.resize(std::min(size, had + kPieceBytes));
            const ErrorCode failed = state_->wait_for(
                [&](auto&& done) {
                    asio::async_read(*state_->stream,
                                     asio::buffer(into.data() + had, into.size() - had),
                                     std::move(done));
                },
                goes_on, silence_max);
            if (failed) return failed;
        }
        return ErrorCode{};
    };
    Bytes length;
    ErrorCode failed = fill(length, 4);
    std::size_t size = 0;
    for (std::size_t i = 0; i < length.size(); ++i) size |= std::size_t{length[i]} << 8 * i;
    if (!failed && size > bytes_max) {
        state_->close();
        return Error{Code::BadInput,
                     "the other laptop says more than belongs here: check that both run this "
                     "release of Adit"};
    }
    Bytes message;
    if (!failed) failed = fill(message, size);
    if (failed == asio::error::operation_aborted) return stopped();
    if (failed) return broken(failed);
    return message;
}

class LanDoor::State {
public:
    explicit State(const Certificate& shown) : acceptor(io), certificate(shown) {}

    ErrorCode listen(const tcp::endpoint& at) {
        ErrorCode failed;
        acceptor.open(at.protocol(), failed);
        if (failed) return failed;
        ErrorCode ignored;
        acceptor.set_option(asio::socket_base::reuse_address(true), ignored);
        acceptor.bind(at, failed);
        if (!failed) acceptor.listen(4, failed);
        if (failed) acceptor.close(ignored);
        return failed;
    }

    asio::io_context io;
    tcp::acceptor acceptor;
    Certificate certificate;
};

LanDoor::LanDoor(std::unique_ptr<State> state) : state_(std::move(state)) {}
LanDoor::~LanDoor() = default;

Result<std::unique_ptr<LanDoor>> LanDoor::open(const LanPlace& place,
                                               const Certificate& certificate) {
    auto state = std::make_unique<State>(certificate);
    asio::ip::address at = asio::ip::address_v4::any();
    if (!place.address.empty()) {
        ErrorCode no_address;
        at = asio::ip::make_address(place.address, no_address);
        if (no_address) {
            return Error{Code::BadInput, "\"" + place.address +
                                             "\" is no address of this laptop, such as 127.0.0.1"};
        }
    }
    ErrorCode failed = state->listen({at, place.port});
    if (failed) failed = state->listen({at, 0});
    if (failed) {
        return Error{Code::Unavailable, "this laptop cannot let others connect (" +
                                            failed.message() +
                                            "): look whether it is in a network, then try again"};
    }
    return std::unique_ptr<LanDoor>(new LanDoor(std::move(state)));
}

std::uint16_t LanDoor::port() const {
    ErrorCode ignored;
    return state_->acceptor.local_endpoint(ignored).port();
}

Result<std::unique_ptr<LanLine>> LanDoor::wait(const GoesOn& goes_on) {
    for (;;) {
        auto line = std::make_unique<LanLine::State>(asio::ssl::context::tls_server);
        ErrorCode unfit;
        const auto& [chain, key] = state_->certificate;
        line->tls.use_certificate_chain(asio::buffer(chain), unfit);
        if (!unfit) line->tls.use_private_key(asio::buffer(key), asio::ssl::context::pem, unfit);
        if (unfit) return Error{Code::Unavailable, "the certificate of this run is unusable"};

        tcp::socket socket(line->io);
        std::optional<ErrorCode> ended;
        state_->acceptor.async_accept(socket,
                                      [&ended](const ErrorCode& failed) { ended = failed; });
        ErrorCode failed = run_until(state_->io, ended, goes_on, std::chrono::hours(24), [this] {
            ErrorCode ignored;
            state_->acceptor.cancel(ignored);
        });
        if (failed == asio::error::operation_aborted) return stopped();
        if (failed) return broken(failed);
        line->stream.emplace(std::move(socket), line->tls);
        failed = line->shake_hands(asio::ssl::stream_base::server, goes_on);
        if (failed == asio::error::operation_aborted) return stopped();
        if (!failed) return std::make_unique<LanLine>(std::move(line));
    }
}

Result<std::unique_ptr<LanLine>> lan_connect(const std::string& address, const GoesOn& goes_on) {
    const Named to = TRY(named(address));
    const auto nobody = [&](const ErrorCode& why) {
        return Error{Code::Unavailable, "no laptop waits at " + address + " (" + why.message() +
                                            "): let the other one wait, look at the address that "
                                            "it shows, and connect again"};
    };
    auto line = std::make_unique<LanLine::State>(asio::ssl::context::tls_client);
    tcp::resolver resolver(line->io);
    tcp::resolver::results_type places;
    std::optional<ErrorCode> ended;
    resolver.async_resolve(to.host, to.port, [&](const ErrorCode& failed, auto results) {
        ended = failed;
        places = std::move(results);
    });
    ErrorCode failed = run_until(line->io, ended, goes_on, kConnectMax, [&] { resolver.cancel(); });
    if (!failed) {
        line->stream.emplace(line->io, line->tls);
        failed = line->wait_for(
            [&](auto&& done) {
                asio::async_connect(line->stream->next_layer(), places, std::move(done));
            },
            goes_on, kConnectMax);
    }
    if (!failed) failed = line->shake_hands(asio::ssl::stream_base::client, goes_on);
    if (failed == asio::error::operation_aborted) return stopped();
    if (failed) return nobody(failed);
    return std::make_unique<LanLine>(std::move(line));
}

}  // namespace adit::net
