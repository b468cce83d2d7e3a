// The meeting of two laptops on a line: whose keys they hold, the code that both people compare,
// and the exchange that follows.
//
// A certificate of one run proves nothing, so the connection itself is named (LanLine::channel) and
// each laptop signs that name with its device key. Whoever stands in between has two connections
// with two names: signatures do not carry over, and if he is a laptop of the programme himself, the
// two people see two codes. The waiting side commits to its chance before it sees the other's, so
// that nobody can try until a code fits. The messages are in sync/PROTOCOL.md, "LAN".
//
// Errors: Refused carries a sentence for the person, also when it was the other side that refused;
// Unavailable when the line broke; BadInput when what came is no such talk.
#pragma once

#include "identity/roster.h"
#include "net/lan_line.h"
#include "sync/exchange.h"

#include <cstdint>
#include <optional>
#include <string>

namespace adit::net {

enum class Side : std::uint8_t { Waits, Joins };

/// What a laptop says of itself.
struct Introducing {
    const sync::Self& self;
    identity::PublicKey programme{};  // Both must have the same.
    std::uint64_t roster_version = 0;
    std::uint64_t kit_version = 0;
};

/// Who is there: the key is proved for this connection; whether it may be here, the roster says.
struct Introduced {
    record::DeviceId device;
    std::uint64_t roster_version = 0;
    std::uint64_t kit_version = 0;
    std::string code;  // "482913": the same on both screens, or somebody stands in between.
};

Result<Introduced> introduce(LanLine& line, Side side, const Introducing& me,
                             const Surroundings& world, const GoesOn& goes_on);

/// Why a laptop ends a meeting. The numbers stand on the wire: append only.
enum class Refusal : std::uint8_t {
    OtherProgramme = 1,
    Unknown,
    Revoked,
    NoCommonCountry,
    PersonSaidNo,
    Stopped,
    Trouble,
};
/// What the one says who refuses, naming the other as people call it.
Error error_for(Refusal why, const std::string& other);
/// Tells the other side, as well as the line lets it.
void refuse(LanLine& line, Refusal why);

/// Our roster lets the other be here: tells it, and waits until it says the same. Only then are
/// people asked anything.
Status welcome(LanLine& line, const GoesOn& goes_on);

/// This side's person has said yes: tells the other and waits until theirs has, five minutes.
Status agree(LanLine& line, const GoesOn& goes_on);

/// Each gives its roster's bytes, empty when the other's is as new. Gives the other's.
Result<Bytes> swap_rosters(LanLine& line, Side side, ByteView ours, const GoesOn& goes_on);

/// The way of an exchange over the line, for the side that asks; done() hands the turn over.
class LanTransport : public sync::Transport {
public:
    LanTransport(LanLine& line, GoesOn goes_on) : line_(line), goes_on_(std::move(goes_on)) {}
    Result<Bytes> post(ByteView body) override;
    Status done();

private:
    LanLine& line_;
    GoesOn goes_on_;
};

/// For the side that answers: the next request, or nothing when the other has said done.
Result<std::optional<Bytes>> next_request(LanLine& line, const GoesOn& goes_on);
Status give_answer(LanLine& line, ByteView body, const GoesOn& goes_on);

}  // namespace adit::net
