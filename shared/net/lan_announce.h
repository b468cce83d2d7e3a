// The call by which a waiting laptop is found on the local network.
//
// While it waits it says once a second, to multicast and broadcast, on which port it can be
// reached. Nothing else is in it: whoever listens beside the road learns that a laptop with Adit is
// near, not whose, not which programme's. A mark that only holders of the programme's key can make
// lets laptops of one programme list one another; names are shown once a laptop has proved its key.
// The 26 bytes are in sync/PROTOCOL.md, "LAN". Where a network lets no such call through, the
// address is typed. One thread.
#pragma once

#include "base/result.h"
#include "base/surroundings.h"
#include "identity/keys.h"

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace adit::net {

/// Where laptops look for one another, by UDP, and where they wait, by TCP.
constexpr std::uint16_t kLanPort = 48'923;

/// On which address of this machine, and how it is found. A test names "127.0.0.1" and a port.
struct LanPlace {
    std::string address;  // Of this machine; "": on every network it is in.
    std::uint16_t port = kLanPort;
};

struct Announcement {
    std::uint16_t port = 0;             // TCP.
    std::array<std::uint8_t, 8> run{};  // By chance, of this waiting: tells one from another.
    bool operator==(const Announcement&) const = default;
};

Bytes bytes_of(const Announcement& announcement, const identity::PublicKey& programme);
/// Nothing when it is anything else, of another version, or of another programme.
std::optional<Announcement> announcement_from(ByteView datagram,
                                              const identity::PublicKey& programme);

/// Says it, again and again.
class Announcer {
public:
    Announcer(const LanPlace& place, Announcement announcement,
              const identity::PublicKey& programme);
    ~Announcer();
    Announcer(const Announcer&) = delete;
    Announcer& operator=(const Announcer&) = delete;

    /// Call often: it speaks when a second has passed. A network that refuses is no error here: the
    /// address can be typed.
    void speak_when_due();

private:
    class State;
    std::unique_ptr<State> state_;
};

struct FoundLaptop {
    std::string address;  // "192.168.1.23:48923"
    bool operator==(const FoundLaptop&) const = default;
};
constexpr std::size_t kFoundMax = 32;

/// Listens for laptops that wait.
class Finder {
public:
    /// Unavailable when this machine lets nobody listen there.
    static Result<std::unique_ptr<Finder>> open(const LanPlace& place,
                                                const identity::PublicKey& programme);
    ~Finder();
    Finder(const Finder&) = delete;
    Finder& operator=(const Finder&) = delete;

    /// Listens that long, then says who waits now: who was heard in the last five seconds, in the
    /// order of their addresses.
    std::vector<FoundLaptop> listen(std::chrono::milliseconds how_long);

private:
    class State;
    explicit Finder(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

/// The addresses under which other machines may reach this one.
std::vector<std::string> own_addresses();

}  // namespace adit::net
