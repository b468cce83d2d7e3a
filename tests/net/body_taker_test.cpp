// What the server may rely on of a body that is taken in while it comes: every byte that arrived is
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

    const auto answer = line.post_pieces(pieces(500, false));

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
    const auto answer = line.post_pieces(pieces(1, false));
    REQUIRE(answer);
    CHECK(taken.bytes.size() == 1016);
    CHECK(line.http_bytes() < 1016 + 200);
}

TEST_CASE("what came of a body before the line broke is handed over", "[net][body]") {
    Taken taken;
    const TakingServer server(taken);
    net::HttpsTransport line(server.place());

    const auto answer = line.post_pieces(pieces(40, true));  // Breaks the line in mid-body.

    REQUIRE_FALSE(answer);
    CHECK(answer.error().code == Code::Corrupt);  // The reason is the sender's own.
    CHECK_FALSE(taken.ended.get_future().get());
    CHECK(taken.bytes.size() == 16 + 40'000);
}
