#include "net/lan_announce.h"

#include <arpa/inet.h>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/multicast.hpp>
#include <boost/asio/ip/udp.hpp>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>

#include <algorithm>
#include <map>

namespace adit::net {

namespace asio = boost::asio;

using asio::ip::address_v4;
using asio::ip::udp;
using Clock = std::chrono::steady_clock;
using ErrorCode = boost::system::error_code;

namespace {

constexpr std::string_view kMagic = "ADITLAN";
constexpr std::uint8_t kVersion = 1;
constexpr std::size_t kDatagramBytes = 26;
constexpr std::string_view kMarkPurpose = "adit lan announcement";
constexpr auto kEvery = std::chrono::seconds(1);
constexpr auto kForgottenAfter = std::chrono::seconds(5);
const address_v4 kGroup({239, 255, 65, 68});  // Of the range that stays in one organisation.

/// Who does not know the programme cannot make it, nor tell two programmes apart by it.
Bytes mark_of(ByteView said, const identity::PublicKey& programme) {
    Writer out;
    out.raw(view_of(kMarkPurpose));
    out.u8(0);
    out.raw(programme);
    out.raw(said);
    const identity::Digest digest = identity::digest_of(out.bytes());
    return {digest.begin(), digest.begin() + 8};
}

/// One network that this machine is in.
struct Network {
    address_v4 address;
    std::optional<address_v4> broadcast;
};

address_v4 address_in(const sockaddr* raw) {
    sockaddr_in place{};
    std::copy_n(reinterpret_cast<const char*>(raw), sizeof place, reinterpret_cast<char*>(&place));
    return address_v4(ntohl(place.sin_addr.s_addr));
}

/// All that are up; loopback only when nothing else is.
std::vector<Network> networks() {
    ifaddrs* all = nullptr;
    if (getifaddrs(&all) != 0) return {};
    std::vector<Network> out;
    for (const ifaddrs* each = all; each != nullptr; each = each->ifa_next) {
        if (each->ifa_addr == nullptr || each->ifa_addr->sa_family != AF_INET) continue;
        if ((each->ifa_flags & IFF_UP) == 0 || (each->ifa_flags & IFF_LOOPBACK) != 0) continue;
        Network network{.address = address_in(each->ifa_addr), .broadcast = std::nullopt};
        if ((each->ifa_flags & IFF_BROADCAST) != 0 && each->ifa_broadaddr != nullptr) {
            network.broadcast = address_in(each->ifa_broadaddr);
        }
        out.push_back(network);
    }
    freeifaddrs(all);
    if (out.empty()) out.push_back({address_v4::loopback(), std::nullopt});
    return out;
}

std::vector<Network> networks_of(const LanPlace& place) {
    ErrorCode no_address;
    const auto named = asio::ip::make_address_v4(place.address, no_address);
    if (no_address) return networks();
    for (const Network& network : networks()) {
        if (network.address == named) return {network};
    }
    return {{named, std::nullopt}};
}

}  // namespace

Bytes bytes_of(const Announcement& announcement, const identity::PublicKey& programme) {
    Writer out;
    out.raw(view_of(kMagic));
    out.u8(kVersion);
    out.u8(static_cast<std::uint8_t>(announcement.port & 0xFFU));
    out.u8(static_cast<std::uint8_t>(announcement.port >> 8U));
    out.raw(announcement.run);
    const Bytes mark = mark_of(out.bytes(), programme);
    out.raw(mark);
    return out.take();
}

std::optional<Announcement> announcement_from(ByteView datagram,
                                              const identity::PublicKey& programme) {
    if (datagram.size() != kDatagramBytes) return std::nullopt;
    Reader in(datagram);
    if (text_of(in.raw(kMagic.size())) != kMagic || in.u8() != kVersion) return std::nullopt;
    Announcement out;
    const unsigned low = in.u8();
    out.port = static_cast<std::uint16_t>(low | static_cast<unsigned>(in.u8()) << 8U);
    out.run = in.fixed<8>();
    const Bytes mark = mark_of(datagram.first(kDatagramBytes - 8), programme);
    if (out.port == 0 || !std::ranges::equal(in.raw(8), mark)) return std::nullopt;
    return out;
}

class Announcer::State {
public:
    struct Voice {
        udp::socket socket;
        std::vector<udp::endpoint> to;
    };

    void add(const Network& network, std::uint16_t port) {
        udp::socket socket(io);
        ErrorCode failed;
        socket.open(udp::v4(), failed);
        if (!failed) socket.bind({network.address, 0}, failed);
        if (failed) return;
        ErrorCode ignored;
        socket.set_option(asio::socket_base::broadcast(true), ignored);
        socket.set_option(asio::ip::multicast::outbound_interface(network.address), ignored);
        socket.set_option(asio::ip::multicast::enable_loopback(true), ignored);
        socket.set_option(asio::ip::multicast::hops(1), ignored);  // Not beyond this network.
        socket.non_blocking(true, ignored);
        std::vector<udp::endpoint> to{{kGroup, port}};
        if (network.broadcast) to.emplace_back(*network.broadcast, port);
        voices.push_back({std::move(socket), std::move(to)});
    }

    asio::io_context io;
    std::vector<Voice> voices;
    Bytes words;
    std::optional<Clock::time_point> spoke;
};

Announcer::Announcer(const LanPlace& place, Announcement announcement,
                     const identity::PublicKey& programme)
    : state_(std::make_unique<State>()) {
    state_->words = bytes_of(announcement, programme);
    for (const Network& network : networks_of(place)) state_->add(network, place.port);
}

Announcer::~Announcer() = default;

void Announcer::speak_when_due() {
    const auto now = Clock::now();
    if (state_->spoke && now - *state_->spoke < kEvery) return;
    state_->spoke = now;
    for (State::Voice& voice : state_->voices) {
        for (const udp::endpoint& to : voice.to) {
            ErrorCode ignored;
            voice.socket.send_to(asio::buffer(state_->words), to, 0, ignored);
        }
    }
}

class Finder::State {
public:
    explicit State(const identity::PublicKey& key) : socket(io), programme(key) {}

    void hear(ByteView datagram) {
        const auto announcement = announcement_from(datagram, programme);
        if (!announcement) return;
        const std::string address =
            from.address().to_string() + ":" + std::to_string(announcement->port);
        if (heard.size() < kFoundMax || heard.contains(address)) {
            heard.insert_or_assign(address, Clock::now());
        }
    }
    void await() {
        socket.async_receive_from(asio::buffer(room), from,
                                  [this](const ErrorCode& failed, std::size_t bytes) {
                                      if (failed == asio::error::operation_aborted) return;
                                      if (!failed) hear(ByteView(room).first(bytes));
                                      await();
                                  });
    }

    asio::io_context io;
    udp::socket socket;
    identity::PublicKey programme;
    udp::endpoint from;
    std::array<std::uint8_t, 512> room{};  // What is longer is cut, and no announcement.
    std::map<std::string, Clock::time_point> heard;
};

Finder::Finder(std::unique_ptr<State> state) : state_(std::move(state)) {}
Finder::~Finder() = default;

Result<std::unique_ptr<Finder>> Finder::open(const LanPlace& place,
                                             const identity::PublicKey& programme) {
    auto state = std::make_unique<State>(programme);
    ErrorCode failed;
    state->socket.open(udp::v4(), failed);
    if (!failed) {
        ErrorCode ignored;  // Two programs of one machine may listen.
        state->socket.set_option(asio::socket_base::reuse_address(true), ignored);
        state->socket.bind({address_v4::any(), place.port}, failed);
    }
    if (failed) {
        return Error{Code::Unavailable, "this laptop cannot listen for others (" +
                                            failed.message() +
                                            "): type the address that the other one shows"};
    }
    for (const Network& network : networks_of(place)) {
        ErrorCode ignored;
        state->socket.set_option(asio::ip::multicast::join_group(kGroup, network.address), ignored);
    }
    state->await();
    return std::unique_ptr<Finder>(new Finder(std::move(state)));
}

std::vector<FoundLaptop> Finder::listen(std::chrono::milliseconds how_long) {
    state_->io.run_for(how_long);
    const auto now = Clock::now();
    std::erase_if(state_->heard,
                  [&](const auto& each) { return now - each.second > kForgottenAfter; });
    std::vector<FoundLaptop> out;
    for (const auto& [address, _] : state_->heard) out.push_back({address});
    return out;
}

std::vector<std::string> own_addresses() {
    std::vector<std::string> out;
    for (const Network& network : networks()) out.push_back(network.address.to_string());
    return out;
}

}  // namespace adit::net
