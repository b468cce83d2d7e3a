// What laptops and the server may rely on between them: real TLS over loopback.
#include "net/https.h"

#include "http/listener.h"

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <catch2/catch_all.hpp>

#include <atomic>
#include <future>
#include <thread>

using namespace adit;
using namespace std::chrono_literals;
namespace asio = boost::asio;

namespace {

const net::Certificate& certificate() {
    static const auto made =
        *net::make_self_signed({"127.0.0.1", "localhost"}, real_surroundings());
    return made;
}

/// A listener on a free port of loopback, running until it goes out of scope.
class RunningServer {
public:
    explicit RunningServer(http::Endpoint endpoint, const http::Limits& limits = {}) {
        auto opened = http::Listener::open({}, certificate(), std::move(endpoint), limits);
        REQUIRE(opened);
        listener_ = *std::move(opened);
        thread_ = std::thread([this] { listener_->run(); });
    }
    ~RunningServer() { stop(); }
    void stop() {
        listener_->stop();
        if (thread_.joinable()) thread_.join();
    }
    void ask_to_stop() { listener_->stop(); }
    std::uint16_t port() const { return listener_->port(); }
    std::string url() const { return "https://127.0.0.1:" + std::to_string(port()); }

private:
    std::unique_ptr<http::Listener> listener_;
    std::thread thread_;
};

http::Response echo(const http::Request& request) {
    http::Response out;
    out.content_type = "";
    out.body = request.body;
    out.headers["X-Path"] = request.path;
    return out;
}

net::HttpsRequest post_of(const RunningServer& server, std::string body) {
    return {.url = server.url(),
            .method = "POST",
            .path = "/echo",
            .headers = {},
            .body = std::move(body),
            .certificate_pem = certificate().certificate_pem};
}

net::ExchangeServer exchange_at(const RunningServer& server) {
    return {.url = server.url(), .certificate_pem = certificate().certificate_pem, .token = {7}};
}

}  // namespace

TEST_CASE("a large body arrives whole, both ways", "[net]") {
    const RunningServer server(echo);
    std::string body(3 * 1024 * 1024, 'x');
    for (std::size_t i = 0; i < body.size(); i += 97) body[i] = static_cast<char>('a' + i % 26);

    const auto answer = net::https_request(post_of(server, body));

    REQUIRE(answer);
    CHECK(answer->status == 200);
    CHECK(answer->headers.at("x-path") == "/echo");
    CHECK(answer->body == body);
}

TEST_CASE("a body over the limit is answered with a sentence, not a broken line", "[net]") {
    const RunningServer server(echo, {.body_bytes_max = 1000});

    const auto answer = net::https_request(post_of(server, std::string(1'000'000, 'x')));

    REQUIRE(answer);
    CHECK(answer->status == 413);
    CHECK(answer->body.find("send it in smaller parts") != std::string::npos);
}

TEST_CASE("a server that shows another certificate hears nothing", "[net]") {
    std::atomic<int> heard = 0;
    const RunningServer server([&](const http::Request& request) {
        ++heard;
        return echo(request);
    });
    auto request = post_of(server, "secret");
    request.certificate_pem =
        net::make_self_signed({"127.0.0.1"}, real_surroundings())->certificate_pem;

    const auto answer = net::https_request(request);

    REQUIRE_FALSE(answer);
    CHECK(answer.error().code == Code::Refused);
    CHECK(answer.error().what.find("another certificate") != std::string::npos);
    CHECK(heard == 0);
}

TEST_CASE("nobody at the address may be tried again", "[net]") {
    std::uint16_t port = 0;
    {
        const RunningServer gone(echo);
        port = gone.port();
    }
    auto answer = net::https_request({.url = "https://127.0.0.1:" + std::to_string(port),
                                      .path = "/v1/health",
                                      .headers = {},
                                      .body = "",
                                      .certificate_pem = certificate().certificate_pem,
                                      .deadline = 2s});
    REQUIRE_FALSE(answer);
    CHECK(answer.error().code == Code::Unavailable);
}

TEST_CASE("an answer that does not come in time ends the request", "[net]") {
    const RunningServer server([](const http::Request& request) {
        std::this_thread::sleep_for(600ms);
        return echo(request);
    });
    auto request = post_of(server, "slow");
    request.deadline = 100ms;

    const auto answer = net::https_request(request);

    REQUIRE_FALSE(answer);
    CHECK(answer.error().code == Code::Unavailable);
    CHECK(answer.error().what.find("in time") != std::string::npos);
}

TEST_CASE("a peer that falls silent is let go", "[net]") {
    const RunningServer server(echo, {.handshake_max = 150ms});
    asio::io_context io;
    asio::ip::tcp::socket silent(io);
    silent.connect({asio::ip::make_address("127.0.0.1"), server.port()});

    char byte = 0;
    boost::system::error_code ended;
    asio::read(silent, asio::buffer(&byte, 1), ended);

    CHECK(ended);  // The server closed it; without the deadline this would wait for ever.
}

TEST_CASE("a stop lets an open request finish and then serves no more", "[net]") {
    std::promise<void> begun;
    RunningServer server([&](const http::Request& request) {
        begun.set_value();
        std::this_thread::sleep_for(200ms);
        return echo(request);
    });
    auto answer = std::async(std::launch::async,
                             [&] { return net::https_request(post_of(server, "last words")); });
    begun.get_future().wait();

    server.stop();

    const auto got = answer.get();
    REQUIRE(got);
    CHECK(got->body == "last words");
}

TEST_CASE("an idle connection does not hold up a stop", "[net]") {
    RunningServer server(echo);
    net::HttpsTransport transport(exchange_at(server));
    REQUIRE(transport.post(view_of("hello")));

    const auto before = std::chrono::steady_clock::now();
    server.stop();

    CHECK(std::chrono::steady_clock::now() - before < 5s);
}

TEST_CASE("an endpoint that throws costs its caller a 500 and nobody else anything", "[net]") {
    const RunningServer server([](const http::Request& request) -> http::Response {
        if (request.path == "/echo") throw std::runtime_error("broken on purpose");
        return echo(request);
    });
    auto request = post_of(server, "x");
    const auto first = net::https_request(request);
    request.path = "/other";
    const auto second = net::https_request(request);

    REQUIRE(first);
    CHECK(first->status == 500);
    REQUIRE(second);
    CHECK(second->status == 200);
}

TEST_CASE("exchanges share one connection, with the token in front of each body", "[net]") {
    const RunningServer server(echo);
    net::HttpsTransport transport(exchange_at(server));

    for (int i = 0; i < 5; ++i) {
        const auto answer = transport.post(view_of("body"));
        REQUIRE(answer);
        CHECK(answer->size() == 20);
        CHECK(answer->front() == 7);
    }
    CHECK(transport.connections() == 1);
}

TEST_CASE("a connection that the server closed meanwhile is opened again, resumed", "[net]") {
    const RunningServer server(echo, {.idle_max = 50ms});
    net::HttpsTransport transport(exchange_at(server));

    REQUIRE(transport.post(view_of("one")));
    std::this_thread::sleep_for(200ms);
    REQUIRE(transport.post(view_of("two")));

    CHECK(transport.connections() == 2);
    CHECK(transport.resumed() == 1);
}

TEST_CASE("a refusal reaches the laptop with the server's own sentence", "[net]") {
    const RunningServer server([](const http::Request&) {
        http::Response out;
        out.status = 403;
        out.body = R"({"error":"This laptop was revoked: ask your coordinator."})";
        return out;
    });
    net::HttpsTransport transport(exchange_at(server));

    const auto answer = transport.post(view_of("x"));

    REQUIRE_FALSE(answer);
    CHECK(answer.error().code == Code::Refused);
    CHECK(answer.error().what == "This laptop was revoked: ask your coordinator.");
}

TEST_CASE("an exchange with little to say costs few bytes of HTTP", "[net]") {
    const RunningServer server([](const http::Request&) {
        http::Response out;
        out.content_type = "";
        out.body = "\x01";
        return out;
    });
    net::HttpsTransport transport(exchange_at(server));
    REQUIRE(transport.post(view_of("0123456789")));
    CHECK(transport.http_bytes() <= 150);
}

TEST_CASE("more connections than there is room for wait their turn", "[net]") {
    const RunningServer server(echo, {.connections_max = 1});
    std::vector<std::future<bool>> asked;
    for (int i = 0; i < 4; ++i) {
        asked.push_back(std::async(std::launch::async, [&] {
            return static_cast<bool>(net::https_request(post_of(server, "in turn")));
        }));
    }
    for (auto& one : asked) CHECK(one.get());
}

TEST_CASE("a place that is taken, and a key that does not fit, are said at once", "[net]") {
    const RunningServer server(echo);
    const auto taken = http::Listener::open({"127.0.0.1", server.port()}, certificate(), echo);
    REQUIRE_FALSE(taken);
    CHECK(taken.error().code == Code::Unavailable);

    auto mixed = *net::make_self_signed({"localhost"}, real_surroundings());
    mixed.key_pem = certificate().key_pem;
    const auto unfit = http::Listener::open({}, mixed, echo);
    REQUIRE_FALSE(unfit);
    CHECK(unfit.error().code == Code::Refused);
}

TEST_CASE("the address of a server is read strictly", "[net]") {
    CHECK(*net::url_from("https://a.org") == net::Url{"a.org", 443, "/"});
    CHECK(*net::url_from("https://[::1]:8443/x") == net::Url{"::1", 8443, "/x"});
    CHECK(net::url_from("https://[::1]:8443")->authority() == "[::1]:8443");
    for (const char* bad : {"http://a.org", "https://", "https://a:0", "https://a:x", "a.org",
                            "https://user@a", "https://a b", "https://a:70000"}) {
        INFO(bad);
        CHECK_FALSE(net::url_from(bad));
    }
}

TEST_CASE("a certificate is made for the names that laptops will use", "[net]") {
    CHECK(net::fingerprint_of(certificate().certificate_pem)->size() == 95);
    CHECK_FALSE(net::make_self_signed({}, real_surroundings()));
    CHECK_FALSE(net::make_self_signed({"a,DNS:evil"}, real_surroundings()));
    CHECK_FALSE(net::make_self_signed({"300.1.1.1"}, real_surroundings()));
    CHECK_FALSE(net::fingerprint_of("no certificate"));
}
