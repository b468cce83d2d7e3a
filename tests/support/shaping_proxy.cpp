#include "support/shaping_proxy.h"

#include "support/link_direction.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <list>
#include <mutex>
#include <thread>
#include <tuple>
#include <vector>

namespace adit::test {
namespace {

using Clock = LinkClock;

sockaddr_in address_of(const Place& place) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(place.port);
    ::inet_pton(AF_INET, place.host.c_str(), &address.sin_addr);
    return address;
}

const sockaddr* raw(const sockaddr_in& address) {
    const void* any = &address;
    return static_cast<const sockaddr*>(any);
}

int socket_for(bool small_buffers) {
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    const int on = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    const int bytes = 4096;  // The kernel must not be the fast line that ours is not.
    if (small_buffers) ::setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
    return fd;
}

/// Closes so that the other side sees a line that broke, not one that was hung up.
void reset(int fd) {
    const ::linger hard{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(fd, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
    ::close(fd);
}

/// A caller, whom it is put through to, and the two directions between them.
struct Pair {
    std::uint64_t number = 0;
    int caller = -1;
    int callee = -1;  // -1: not yet put through.
    Clock::time_point began{};
    Clock::time_point put_through_at{};  // A SYN that is lost comes later.
    bool connecting = true;
    LinkDirection up, down;
};

}  // namespace

std::optional<Place> place_from(const std::string& text) {
    const auto colon = text.rfind(':');
    if (colon == std::string::npos) return std::nullopt;
    Place place{.host = text.substr(0, colon), .port = 0};
    in_addr ignored{};
    char* end = nullptr;
    const unsigned long port = std::strtoul(text.c_str() + colon + 1, &end, 10);
    if (*end != '\0' || colon + 1 == text.size() || port > 65535) return std::nullopt;
    if (::inet_pton(AF_INET, place.host.c_str(), &ignored) != 1) return std::nullopt;
    place.port = static_cast<std::uint16_t>(port);
    return place;
}

class ShapingProxy::Line {
public:
    Line(int listener, std::uint16_t port, const Place& to, const Shape& shape,
         std::function<void(const LinkEnd&)> ended)
        : listener_(listener), port_(port), to_(address_of(to)), ended_(std::move(ended)) {
        take(shape);
        make_bell();
        thread_ = std::thread([this] { run(); });
    }
    ~Line() {
        stopping_ = true;
        wake();
        thread_.join();
        ::close(listener_);
        ::close(bell_[0]);
        ::close(bell_[1]);
    }
    Line(const Line&) = delete;
    Line& operator=(const Line&) = delete;

    std::uint16_t port() const { return port_; }
    LinkCounts counts() const {
        return {connections_.load(), cuts_.load(), up_.load(), down_.load()};
    }
    void reshape(const Shape& shape) {
        {
            const std::lock_guard held(guard_);
            new_shape_ = shape;
        }
        wake();
    }
    void cut_all() {
        cut_now_ = true;
        wake();
    }

private:
    void make_bell() {
        if (::pipe2(bell_.data(), O_NONBLOCK | O_CLOEXEC) != 0) std::abort();
    }
    void wake() {
        const char word = 'w';
        (void)!::write(bell_[1], &word, 1);
    }
    void take(const Shape& shape) {
        shape_ = shape;
        chance_.seed(shape.seed);
        lane_up_ = {};
        lane_down_ = {};
        next_cut_ = Clock::now() + shape.cut_every;
    }

    void run() {
        while (!stopping_) {
            hear_wishes();
            wait();
            const auto now = Clock::now();
            cut_by_clock(now);
            for (auto pair = pairs_.begin(); pair != pairs_.end();) {
                const char* how = step(*pair, now);
                if (how == nullptr) {
                    ++pair;
                } else {
                    end(*pair, how);
                    pair = pairs_.erase(pair);
                }
            }
            accept_all();
        }
        for (Pair& pair : pairs_) end(pair, "closed");
    }

    void hear_wishes() {
        std::array<char, 64> ignored{};
        while (::read(bell_[0], ignored.data(), ignored.size()) > 0) {
        }
        const std::lock_guard held(guard_);
        if (new_shape_) take(*new_shape_);
        new_shape_.reset();
    }

    void cut_by_clock(Clock::time_point now) {
        bool cut = cut_now_.exchange(false);
        if (shape_.cut_every.count() != 0 && now >= next_cut_) {
            cut = true;
            while (next_cut_ <= now) next_cut_ += shape_.cut_every;
        }
        if (!cut) return;
        for (Pair& pair : pairs_) {
            ++cuts_;
            end(pair, "cut");
        }
        pairs_.clear();
    }

    /// What each socket is waited for, and until when at most.
    void wait() {
        std::vector<pollfd> waited{{bell_[0], POLLIN, 0}, {listener_, POLLIN, 0}};
        const auto now = Clock::now();
        auto until = now + std::chrono::seconds(10);
        if (shape_.cut_every.count() != 0) until = std::min(until, next_cut_);
        for (const Pair& pair : pairs_) {
            if (pair.callee < 0) until = std::min(until, pair.put_through_at);
            const short out = pair.connecting && pair.callee >= 0 ? POLLOUT : 0;
            add(waited, pair.caller, pair.up, pair.down, 0, until, now);
            add(waited, pair.callee, pair.down, pair.up, out, until, now);
        }
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - now).count();
        ::poll(waited.data(), waited.size(), static_cast<int>(std::max<std::int64_t>(left, 0)));
    }
    void add(std::vector<pollfd>& waited, int fd, const LinkDirection& from,
             const LinkDirection& into, short events, Clock::time_point& until,
             Clock::time_point now) const {
        if (fd < 0) return;
        if (from.wants_to_read(shape_)) events |= POLLIN;
        if (into.has_due(now)) {
            events |= POLLOUT;
        } else if (const auto due = into.next_due()) {
            until = std::min(until, *due);
        }
        if (events != 0) waited.push_back({fd, events, 0});
    }

    void accept_all() {
        for (;;) {
            const int fd = ::accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
            if (fd < 0) return;
            const int on = 1;
            ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
            Pair& pair = pairs_.emplace_back();
            pair.number = ++connections_;
            pair.caller = fd;
            pair.began = Clock::now();
            pair.put_through_at = pair.began + 2 * shape_.delay;  // The handshake of TCP.
            auto wait = shape_.timeout_least;
            for (int lost = 0; lost < kLossesInARowMax && is_lost(shape_, chance_); ++lost) {
                pair.put_through_at += wait;
                wait *= 2;
            }
            pair.up.cut_after = shape_.cut_up;
            pair.down.cut_after = shape_.cut_down;
        }
    }

    /// Null while it goes on; otherwise how it ended.
    const char* step(Pair& pair, Clock::time_point now) {
        if (!shape_.black_hole && pair.callee < 0 && now >= pair.put_through_at) {
            pair.callee = socket_for(shape_.shapes());
            const int begun = ::connect(pair.callee, raw(to_), sizeof to_);
            if (begun != 0 && errno != EINPROGRESS) return "refused";
        }
        if (pair.connecting && pair.callee >= 0) {
            int failed = 0;
            socklen_t size = sizeof failed;
            ::getsockopt(pair.callee, SOL_SOCKET, SO_ERROR, &failed, &size);
            if (failed != 0) return "refused";
            pollfd there{pair.callee, POLLOUT, 0};
            pair.connecting = ::poll(&there, 1, 0) <= 0;
        }
        const LinkMoves up{pair.caller, pair.connecting ? -1 : pair.callee, &lane_up_};
        const LinkMoves down{pair.connecting ? -1 : pair.callee, pair.caller, &lane_down_};
        for (const auto& [direction, moves, total] :
             {std::tuple{&pair.up, up, &up_}, std::tuple{&pair.down, down, &down_}}) {
            const std::uint64_t before = direction->read;
            const LinkDirection::State state =
                direction->move(moves, shape_, chance_, now, buffer_);
            *total += direction->read - before;
            if (state == LinkDirection::State::Cut) ++cuts_;
            if (state == LinkDirection::State::Cut) return "cut";
            if (state == LinkDirection::State::Lost) return "lost";
            if (state == LinkDirection::State::Broken) return "closed";
        }
        return pair.up.over() && pair.down.over() ? "closed" : nullptr;
    }

    void end(Pair& pair, const char* how) {
        const bool hung_up = pair.up.over() && pair.down.over();
        for (const int fd : {pair.caller, pair.callee}) {
            if (fd < 0) continue;
            if (hung_up) {
                ::close(fd);
            } else {
                reset(fd);
            }
        }
        if (!ended_) return;
        ended_({.number = pair.number,
                .up = pair.up.read,
                .down = pair.down.read,
                .delivered_up = pair.up.written,
                .delivered_down = pair.down.written,
                .lasted = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() -
                                                                                pair.began),
                .how = how});
    }

    int listener_;
    std::uint16_t port_;
    sockaddr_in to_;
    std::function<void(const LinkEnd&)> ended_;
    std::array<int, 2> bell_{-1, -1};
    std::atomic<bool> stopping_ = false;
    std::atomic<bool> cut_now_ = false;
    std::atomic<std::uint64_t> connections_ = 0, cuts_ = 0, up_ = 0, down_ = 0;
    std::mutex guard_;  // Of new_shape_.
    std::optional<Shape> new_shape_;

    // Of the thread alone.
    Shape shape_;
    LinkChance chance_;
    LinkLane lane_up_, lane_down_;
    Clock::time_point next_cut_{};
    std::list<Pair> pairs_;
    std::vector<std::uint8_t> buffer_ = std::vector<std::uint8_t>(std::size_t{256} * 1024);
    std::thread thread_;
};

std::unique_ptr<ShapingProxy> ShapingProxy::open(const Place& listen, const Place& to,
                                                 const Shape& shape, std::string& why,
                                                 std::function<void(const LinkEnd&)> ended) {
    const int fd = socket_for(shape.shapes());
    const int on = 1;
    ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    sockaddr_in address = address_of(listen);
    socklen_t size = sizeof address;
    void* any = &address;
    if (::bind(fd, raw(address), sizeof address) != 0 || ::listen(fd, 64) != 0 ||
        ::getsockname(fd, static_cast<sockaddr*>(any), &size) != 0) {
        why = std::string("cannot listen at ") + listen.host + ":" + std::to_string(listen.port) +
              ": " + std::strerror(errno);
        ::close(fd);
        return nullptr;
    }
    return std::unique_ptr<ShapingProxy>(new ShapingProxy(
        std::make_unique<Line>(fd, ntohs(address.sin_port), to, shape, std::move(ended))));
}

ShapingProxy::ShapingProxy(std::unique_ptr<Line> line) : line_(std::move(line)) {}
ShapingProxy::~ShapingProxy() = default;
std::uint16_t ShapingProxy::port() const { return line_->port(); }
LinkCounts ShapingProxy::counts() const { return line_->counts(); }
void ShapingProxy::reshape(const Shape& shape) { line_->reshape(shape); }
void ShapingProxy::cut_all() { line_->cut_all(); }

}  // namespace adit::test
