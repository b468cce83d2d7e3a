// A line between two laptops of one network: TLS 1.3 with a certificate made for this run alone,
// and on it messages one after another.
//
// The certificate proves nothing; channel() names the connection so that whoever signs it, or makes
// a code of it, speaks of this very one (net/lan_meeting.h). Calls block, ask `goes_on` some ten
// times a second, and end with Refused "stopped" when it says no. Unavailable: nobody is there, or
// the line broke. A broken line stays broken. One thread at a time.
#pragma once

#include "identity/keys.h"
#include "net/certificate.h"
#include "net/lan_announce.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace adit::net {

using GoesOn = std::function<bool()>;

constexpr std::size_t kLanMessageBytesMax = std::size_t{64} * 1024 * 1024;
constexpr std::chrono::milliseconds kLanSilenceMax{60'000};

class LanLine {
public:
    class State;
    explicit LanLine(std::unique_ptr<State> state);
    ~LanLine();
    LanLine(const LanLine&) = delete;
    LanLine& operator=(const LanLine&) = delete;

    /// Unavailable when the other side takes nothing for `silence_max`.
    Status send(ByteView message, const GoesOn& goes_on,
                std::chrono::milliseconds silence_max = kLanSilenceMax);
    /// BadInput when the other side says a longer one than `bytes_max`; the line is closed then.
    Result<Bytes> receive(std::size_t bytes_max, const GoesOn& goes_on,
                          std::chrono::milliseconds silence_max = kLanSilenceMax);

    /// The same on both ends of one connection and on no other (TLS exporter, RFC 5705).
    const identity::Digest& channel() const;
    const std::string& other_address() const;

private:
    std::unique_ptr<State> state_;
};

/// Where the waiting laptop lets others in.
class LanDoor {
public:
    /// On the place's port; on any free one when that is taken. Unavailable when there is none.
    static Result<std::unique_ptr<LanDoor>> open(const LanPlace& place,
                                                 const Certificate& certificate);
    ~LanDoor();
    LanDoor(const LanDoor&) = delete;
    LanDoor& operator=(const LanDoor&) = delete;

    std::uint16_t port() const;
    /// The next who connects and speaks TLS; others are sent away in silence.
    Result<std::unique_ptr<LanLine>> wait(const GoesOn& goes_on);

private:
    class State;
    explicit LanDoor(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

/// "192.168.1.23", "192.168.1.23:48923", "[fe80::1]:48923", "laptop-5.local". BadInput when it is
/// no address; Unavailable when nobody waits there.
Result<std::unique_ptr<LanLine>> lan_connect(const std::string& address, const GoesOn& goes_on);

}  // namespace adit::net
