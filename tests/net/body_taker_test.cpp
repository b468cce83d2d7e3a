// What both sides may rely on of a body that is taken in while it comes: every byte that arrived is
// handed over, in order, whether or not the rest ever comes.
#include "http/listener.h"
#include "net/https.h"

#include <catch2/catch_all.hpp>

#include <future>
#include <mutex>
#include <thread>

using namespace adit;

namespace {

/// What one request's body became.
struct Taken {
    std::mutex guard;
    std::string bytes;
    std::size_t parts = 0;
    std::promise<bool> ended;  // True: it came whole.
};

class Collector final : public http::BodyTaker {
public:
    explicit Collector(Taken& taken) : taken_(taken) {}
    void part(std::string_view bytes) override {
        const std::lock_guard held(taken_.guard);
        taken_.bytes += bytes;
        ++taken_.parts;
    }
    http::Response whole() override {
        taken_.ended.set_value(true);
        http::Response out;
        out.body = std::to_string(taken_.bytes.size());
        return out;
    }
    void cut_off() override { taken_.ended.set_value(false); }

private:
    Taken& taken_;
};

const net::Certificate& certificate() {
    static const auto made = *net::make_self_signed({"127.0.0.1"}, real_surroundings());
    return made;
}

class TakingServer {
public:
    explicit TakingServer(Taken& taken) {
        auto opened = http::Listener::open(
            {}, certificate(), [](const http::Request&) { return http::Response{}; }, {}, 2,
            [&taken](const http::Request& head) -> std::unique_ptr<http::BodyTaker> {
                CHECK(head.body.empty());
                if (head.path != "/v1/exchange") return nullptr;
                return std::make_unique<Collector>(taken);
            });
        REQUIRE(opened);
        listener_ = *std::move(opened);
        thread_ = std::thread([this] { listener_->run(); });
    }
    ~TakingServer() {
        listener_->stop();
        thread_.join();
    }
    net::ExchangeServer place() const {
        return {.url = "https://127.0.0.1:" + std::to_string(listener_->port()),
                .certificate_pem = certificate().certificate_pem,
                .token = {7}};
    }

private:
    std::unique_ptr<http::Listener> listener_;
    std::thread thread_;
};

/// The answer to pieces, collected.
Result<Bytes> answered(net::HttpsTransport& line, const sync::Transport::Pieces& pieces) {
    Bytes out;
    TRY(line.converse(pieces, [&](ByteView more) -> Status {
        out.insert(out.end(), more.begin(), more.end());
        return Done{};
    }));
    return out;
}

/// Pieces of a body, a thousand bytes each; after `good` of them their maker fails.
sync::Transport::Pieces pieces(std::size_t good, bool fails) {
    return [good, fails, made = std::size_t{0}]() mutable -> Result<Bytes> {
        if (made++ < good) return Bytes(1000, static_cast<std::uint8_t>('a' + made % 26));
        if (fails) return Error{Code::Corrupt, "the store is damaged"};
        return Bytes{};
    };
}

}  // namespace

TEST_CASE("a body made while it is sent is taken in while it comes", "[net][body]") {
    Taken taken;
    const TakingServer server(taken);
    net::HttpsTransport line(server.place());

    const auto answer = answered(line, pieces(500, false));

    REQUIRE(answer);
    CHECK(taken.ended.get_future().get());
    CHECK(text_of(ByteView(*answer)) == "500016");
    CHECK(taken.bytes.size() == 16 + 500'000);  // The token, then the pieces.
    CHECK(taken.bytes.substr(16, 3) == "bbb");
    CHECK(taken.parts > 1);
}

TEST_CASE("a short body goes with its length, in one request", "[net][body]") {
    Taken taken;
    const TakingServer server(taken);
    net::HttpsTransport line(server.place());
    const auto answer = answered(line, pieces(1, false));
    REQUIRE(answer);
    CHECK(taken.bytes.size() == 1016);
    CHECK(line.http_bytes() < 1016 + 200);
}

TEST_CASE("what came of a body before the line broke is handed over", "[net][body]") {
    Taken taken;
    const TakingServer server(taken);
    net::HttpsTransport line(server.place());

    const auto answer = answered(line, pieces(40, true));  // Breaks the line in mid-body.

    REQUIRE_FALSE(answer);
    CHECK(answer.error().code == Code::Corrupt);  // The reason is the sender's own.
    CHECK_FALSE(taken.ended.get_future().get());
    CHECK(taken.bytes.size() == 16 + 40'000);
}

namespace {

/// Answers with `pieces` pieces; at `breaks_at` it cannot go on.
class TellingServer {
public:
    TellingServer(std::size_t pieces, std::size_t breaks_at) {
        const auto endpoint = [=](const http::Request&) {
            http::Response out;
            out.body = "0";
            out.more = [=, made = std::size_t{0}]() mutable -> std::optional<std::string> {
                if (++made == breaks_at) return std::nullopt;
                return made < pieces ? std::string(1000, 'a') : std::string();
            };
            return out;
        };
        listener_ = *http::Listener::open({}, certificate(), endpoint, {}, 2);
        thread_ = std::thread([this] { listener_->run(); });
    }
    ~TellingServer() {
        listener_->stop();
        thread_.join();
    }
    net::ExchangeServer place() const {
        return {.url = "https://127.0.0.1:" + std::to_string(listener_->port()),
                .certificate_pem = certificate().certificate_pem,
                .token = {7}};
    }

private:
    std::unique_ptr<http::Listener> listener_;
    std::thread thread_;
};

}  // namespace

TEST_CASE("an answer made while it is sent is heard whole, and the line is good for the next",
          "[net][body]") {
    const TellingServer server(200, 0);
    net::HttpsTransport line(server.place());
    for (int i = 0; i < 2; ++i) {
        const auto answer = line.post(Bytes{1, 2, 3});
        REQUIRE(answer);
        CHECK(answer->size() == 1 + 199'000);
    }
    CHECK(line.connections() == 1);
}

TEST_CASE("an answer that cannot be made to its end is no whole one, but what came is heard",
          "[net][body]") {
    const TellingServer server(200, 40);
    net::HttpsTransport line(server.place());
    std::size_t heard = 0;
    const auto ended = line.converse(pieces(1, false), [&](ByteView more) -> Status {
        heard += more.size();
        return Done{};
    });
    REQUIRE_FALSE(ended);
    CHECK(ended.error().code == Code::Unavailable);
    CHECK(heard == 1 + 39'000);
}

TEST_CASE("whoever cannot hear on ends the request with the reason", "[net][body]") {
    const TellingServer server(100'000, 0);
    net::HttpsTransport line(server.place());
    std::size_t heard = 0;
    const auto ended = line.converse(pieces(1, false), [&](ByteView more) -> Status {
        heard += more.size();
        if (heard > 50'000) return Error{Code::Full, "the disk is full"};
        return Done{};
    });
    REQUIRE_FALSE(ended);
    CHECK(ended.error().code == Code::Full);
    CHECK(heard < 10'000'000);
}
