// What both sides may rely on of a body that is taken in while it comes: every byte that arrived is
// handed over, in order, whether or not the rest ever comes.
#include "http/listener.h"
#include "net/https.h"

#include <catch2/catch_all.hpp>

#include <array>
#include <atomic>
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
    std::atomic<int> whole = 0;
    std::promise<bool> ended;  // Of the first: true when it came whole.
};

/// Who gives the answer, and when.
using Giving = std::function<void(http::Answer, http::Response)>;

class Collector final : public http::BodyTaker {
public:
    Collector(Taken& taken, const Giving& give) : taken_(taken), give_(give) {}
    void part(std::string_view bytes) override {
        const std::lock_guard held(taken_.guard);
        taken_.bytes += bytes;
        ++taken_.parts;
    }
    void whole(http::Answer answer) override {
        if (++taken_.whole == 1) taken_.ended.set_value(true);
        http::Response out;
        out.body = std::to_string(taken_.bytes.size());
        give_(std::move(answer), std::move(out));
    }
    void cut_off() override { taken_.ended.set_value(false); }

private:
    Taken& taken_;
    const Giving& give_;
};

void give_now(const http::Answer& answer, http::Response response) { answer(std::move(response)); }

const net::Certificate& certificate() {
    static const auto made = *net::make_self_signed({"127.0.0.1"}, real_surroundings());
    return made;
}

class TakingServer {
public:
    explicit TakingServer(Taken& taken, Giving give = give_now, const http::Limits& limits = {})
        : give_(std::move(give)) {
        auto opened = http::Listener::open(
            {}, certificate(), [](const http::Request&) { return http::Response{}; }, limits, 2,
            [this, &taken](const http::Request& head) -> std::unique_ptr<http::BodyTaker> {
                CHECK(head.body.empty());
                if (head.path != "/v1/exchange") return nullptr;
                return std::make_unique<Collector>(taken, give_);
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
    Giving give_;
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

TEST_CASE("an answer may come later, from any thread, and no worker waits for it", "[net][body]") {
    std::mutex guard;
    std::vector<std::function<void()>> later;
    constexpr std::size_t kTalks = 5;  // More than there are workers.
    Taken taken;
    std::array<std::thread, kTalks> people;
    std::array<std::string, kTalks> heard;
    std::thread giver;
    {
        const TakingServer server(taken, [&](http::Answer answer, http::Response response) {
            const std::lock_guard held(guard);
            later.emplace_back([answer = std::move(answer), response] { answer(response); });
            if (later.size() < kTalks) return;
            giver = std::thread([give = std::exchange(later, {})] {
                for (const auto& each : give) each();
            });
        });
        for (std::size_t i = 0; i < kTalks; ++i) {
            people[i] = std::thread([&, i] {
                net::HttpsTransport line(server.place());
                const auto answer = answered(line, pieces(1, false));
                if (answer) heard[i] = text_of(ByteView(*answer));
            });
        }
        for (std::thread& each : people) each.join();
        giver.join();
    }
    for (const std::string& each : heard) CHECK_FALSE(each.empty());
}

TEST_CASE("an answer that is given up is told as such", "[net][body]") {
    Taken taken;
    const TakingServer server(taken, [](const http::Answer&, const http::Response&) {});
    net::HttpsTransport line(server.place());
    const auto answer = answered(line, pieces(1, false));
    REQUIRE_FALSE(answer);
    CHECK(answer.error().what.find("could not answer") != std::string::npos);
}

TEST_CASE("a listener that ends waits for the answers that are still being made", "[net][body]") {
    Taken taken;
    std::promise<http::Answer> given;
    std::thread late;
    std::thread person;
    {
        http::Limits hasty;
        hasty.drain_max = std::chrono::milliseconds(1);
        const TakingServer server(
            taken,
            [&](http::Answer answer, const http::Response&) { given.set_value(std::move(answer)); },
            hasty);
        person = std::thread([place = server.place()] {
            net::HttpsTransport line(place);
            std::ignore = answered(line, pieces(1, false));  // In time, or cut off.
        });
        late = std::thread([answer = given.get_future().get()]() mutable {
            std::exchange(answer, nullptr)(http::Response{});
        });
    }
    late.join();
    person.join();
}

TEST_CASE("a listener that ends does not wait for what no worker has begun", "[net][body]") {
    constexpr std::size_t kTalks = 5;  // More than there are workers, and each holds one.
    Taken taken;
    std::promise<void> release;
    std::shared_future<void> released = release.get_future().share();
    std::array<std::thread, kTalks> people;
    std::thread releasing;
    {
        http::Limits hasty;
        hasty.drain_max = std::chrono::milliseconds(1);
        const TakingServer server(
            taken,
            [&](const http::Answer& answer, http::Response response) {
                released.wait();
                answer(std::move(response));
            },
            hasty);
        for (std::thread& each : people) {
            each = std::thread([place = server.place()] {
                net::HttpsTransport line(place);
                std::ignore = answered(line, pieces(1, false));
            });
        }
        CHECK(taken.ended.get_future().get());
        releasing = std::thread([&] {
            std::this_thread::sleep_for(std::chrono::milliseconds(50));  // Better when it ends.
            release.set_value();
        });
    }
    releasing.join();
    for (std::thread& each : people) each.join();
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
