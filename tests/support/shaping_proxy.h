// ShapingProxy: a bad line between two programs of this machine, and the one who counts what
// travels on it.
//
// Listens, connects on to `to` for each caller, and passes bytes as they are (TLS goes through
// unread). It counts connections and bytes each way and, when told to, limits the rate, delays,
// loses, cuts and falls silent. All that is by chance comes from `seed`. A thread of its own, plain
// sockets and poll(); with nothing to shape it only copies.
//
// What is modelled, honestly: `rate` and `delay` are of the line, each way, shared by all its
// connections; bytes queue for it as they do in a modem (16 KiB, then the sender must wait). `loss`
// is of segments of 1,400 bytes under TCP, which a program sees as silence and never as a hole: a
// lost segment holds its direction up for a retransmission timeout that doubles with each loss in a
// row, and after six in a row the connection is reset. So is a SYN that is lost. There is no fast
// retransmission and no window: a line of a few kbit/s seldom has three segments on their way.
// Whatever is under way when a connection is cut is lost. Packets are not touched: this is no
// substitute for netem where the kernel has it.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace adit::test {

struct Shape {
    std::uint64_t rate_bits = 0;              // A second, each way. 0: as fast as it goes.
    std::chrono::milliseconds delay{0};       // One way; there and back is twice that.
    double loss = 0;                          // Of segments: 0.3 is 30 %.
    std::chrono::milliseconds cut_every{0};   // The whole line, by the clock. 0: never.
    std::optional<std::uint64_t> cut_up{};    // Each connection after exactly so many bytes.
    std::optional<std::uint64_t> cut_down{};  // Up: from the caller.
    bool black_hole = false;                  // Accepts and says nothing.
    std::uint64_t seed = 1;
    /// The least that a lost segment costs; smaller only where all times are scaled down.
    std::chrono::milliseconds timeout_least{1000};

    bool shapes() const {
        return rate_bits != 0 || delay.count() != 0 || loss > 0 || cut_every.count() != 0 ||
               cut_up || cut_down || black_hole;
    }
};

struct Place {
    std::string host = "127.0.0.1";
    std::uint16_t port = 0;  // To listen: 0 is any that is free.
};
/// "127.0.0.1:8443"; nothing when it is none.
std::optional<Place> place_from(const std::string& text);

/// Bytes that came in from each side, counted as they came.
struct LinkCounts {
    std::uint64_t connections = 0;
    std::uint64_t cuts = 0;
    std::uint64_t up = 0;
    std::uint64_t down = 0;
};

/// One connection that has ended.
struct LinkEnd {
    std::uint64_t number = 0;  // From 1.
    std::uint64_t up = 0;
    std::uint64_t down = 0;
    std::uint64_t delivered_up = 0;  // What the other side was given.
    std::uint64_t delivered_down = 0;
    std::chrono::milliseconds lasted{0};
    const char* how = "closed";  // "closed", "cut", "lost", "refused" (nobody at the other end).
};

class ShapingProxy {
public:
    /// Null, with the reason in `why`, when it cannot listen there. `ended` is called from the
    /// proxy's thread.
    static std::unique_ptr<ShapingProxy> open(const Place& listen, const Place& to,
                                              const Shape& shape, std::string& why,
                                              std::function<void(const LinkEnd&)> ended = {});
    ~ShapingProxy();
    ShapingProxy(const ShapingProxy&) = delete;
    ShapingProxy& operator=(const ShapingProxy&) = delete;

    std::uint16_t port() const;
    LinkCounts counts() const;
    /// From now on; open connections keep what is queued.
    void reshape(const Shape& shape);
    void cut_all();

private:
    class Line;
    explicit ShapingProxy(std::unique_ptr<Line> line);
    std::unique_ptr<Line> line_;
};

}  // namespace adit::test
