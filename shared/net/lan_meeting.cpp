#include "net/lan_meeting.h"

#include <algorithm>
#include <array>

namespace adit::net {
namespace {

using identity::Digest;
using Nonce = std::array<std::uint8_t, 32>;

constexpr std::uint8_t kVersion = 1;
constexpr const char* kProofPurpose = "adit lan";
constexpr std::size_t kSmallBytesMax = 512;
constexpr std::size_t kRefusalBytes = 1;
constexpr std::size_t kRosterBytesMax = std::size_t{32} * 1024 * 1024;
constexpr std::chrono::milliseconds kPromptMax{8'000};  // For what no person has to think about.
constexpr std::chrono::milliseconds kPersonMax{300'000};
constexpr std::chrono::milliseconds kTurnMax{600'000};  // While the other side stores what came.

/// The first byte of a message.
enum class Kind : std::uint8_t {
    Commitment = 1,
    Chance,
    Opening,
    Proof,
    Known,
    Yes,
    Roster,
    Request,
    Answer,
    Over,
    Refused,
};

struct RefusalWords {
    const char* said_here;  // Behind the other's name.
    const char* heard;
};
constexpr std::array<RefusalWords, 7> kWords = {{
    {" belongs to another programme, or somebody stands between the two: nothing was exchanged",
     "the other laptop belongs to another programme, or somebody stands between the two: nothing "
     "was exchanged"},
    {" is not in this programme's list of laptops: nothing was exchanged. When it was enrolled "
     "lately, let one of the two sync with the server first",
     "the other laptop does not know this one: nothing was exchanged. When this laptop was "
     "enrolled "
     "lately, sync it with the server first"},
    {" was revoked: nothing was exchanged; take it to your coordinator",
     "this laptop was revoked: nothing was exchanged; take it to your coordinator"},
    {" and this laptop have no country in common: nothing was exchanged",
     "the two laptops have no country in common: nothing was exchanged"},
    {" shows another code, or was not meant: nothing was exchanged",
     "the person at the other laptop said no: nothing was exchanged"},
    {": it was stopped on this laptop; what came until then stands",
     "it was stopped on the other laptop; what came until then stands"},
    {": this laptop could not go on; what came until then stands",
     "the other laptop could not go on (look at its screen); what came until then stands"},
}};

Error no_talk() {
    return {Code::BadInput,
            "the other side does not speak as a laptop of this release does: check that both run "
            "the same release of Adit"};
}

Bytes message_of(Kind kind, ByteView body = {}) {
    Bytes out{static_cast<std::uint8_t>(kind)};
    out.insert(out.end(), body.begin(), body.end());
    return out;
}

Error heard(const Bytes& refusal) {
    const std::size_t number = refusal.size() == 2 ? refusal[1] : 0;
    if (number == 0 || number > kWords.size()) return no_talk();
    return {Code::Refused, kWords[number - 1].heard};
}

/// The next message with its first byte; Refused when it is a refusal.
Result<Bytes> hear(LanLine& line, std::size_t bytes_max, const GoesOn& goes_on,
                   std::chrono::milliseconds silence_max) {
    const std::size_t with_kind = std::max(bytes_max, kRefusalBytes) + 1;
    Bytes message = TRY(line.receive(with_kind, goes_on, silence_max));
    if (message.empty()) return no_talk();
    if (message[0] == static_cast<std::uint8_t>(Kind::Refused)) return heard(message);
    return message;
}

/// The body of the next message, which must be of this kind.
Result<Bytes> hear(LanLine& line, Kind kind, std::size_t bytes_max, const GoesOn& goes_on,
                   std::chrono::milliseconds silence_max = kPromptMax) {
    Bytes message = TRY(hear(line, bytes_max, goes_on, silence_max));
    if (message[0] != static_cast<std::uint8_t>(kind)) return no_talk();
    message.erase(message.begin());
    return message;
}

/// Tells programmes apart without naming one to strangers.
Digest programme_mark(const identity::PublicKey& programme, const Digest& channel) {
    Writer out;
    out.text("adit lan programme");
    out.raw(programme);
    out.raw(channel);
    return identity::digest_of(out.bytes());
}

Digest commitment_to(const Nonce& nonce, const Digest& channel) {
    Writer out;
    out.text("adit lan commitment");
    out.raw(channel);
    out.raw(nonce);
    return identity::digest_of(out.bytes());
}

struct Nonces {
    Nonce waiting{};
    Nonce joining{};
};

/// Commitment, the joiner's chance, then what was committed to: neither can choose a fitting one.
Result<Nonces> swap_nonces(LanLine& line, Side side, const Digest& mark, const Surroundings& world,
                           const GoesOn& goes_on) {
    Nonces out;
    Nonce& ours = side == Side::Waits ? out.waiting : out.joining;
    world.random(ours);
    Writer first;
    first.u8(kVersion);
    first.raw(mark);
    first.raw(side == Side::Waits ? commitment_to(ours, line.channel()) : ours);
    const Kind kind = side == Side::Waits ? Kind::Commitment : Kind::Chance;
    const Kind theirs = side == Side::Waits ? Kind::Chance : Kind::Commitment;

    if (side == Side::Waits) TRY(line.send(message_of(kind, first.bytes()), goes_on));
    const Bytes came = TRY(hear(line, theirs, kSmallBytesMax, goes_on));
    Reader in(came);
    const bool same_version = in.u8() == kVersion;
    const Digest their_mark = in.fixed<32>();
    const Nonce value = in.fixed<32>();
    if (!same_version || !in.done()) return no_talk();
    if (their_mark != mark) {
        refuse(line, Refusal::OtherProgramme);
        return error_for(Refusal::OtherProgramme, "the other laptop");
    }
    if (side == Side::Waits) {
        out.joining = value;
        TRY(line.send(message_of(Kind::Opening, ours), goes_on));
        return out;
    }
    TRY(line.send(message_of(kind, first.bytes()), goes_on));
    const Bytes opening = TRY(hear(line, Kind::Opening, kSmallBytesMax, goes_on));
    if (opening.size() != out.waiting.size()) return no_talk();
    std::ranges::copy(opening, out.waiting.begin());
    if (commitment_to(out.waiting, line.channel()) != value) {
        return Error{Code::Refused,
                     "somebody between the two laptops changed what they said: nothing was "
                     "exchanged; use another network"};
    }
    return out;
}

/// What a side signs: this connection, this talk, its part in it, what it says of itself.
Bytes proof_message(const Digest& channel, const Nonces& nonces, Side side,
                    const identity::PublicKey& key, std::uint64_t roster_version,
                    std::uint64_t kit_version) {
    Writer out;
    out.raw(channel);
    out.raw(nonces.waiting);
    out.raw(nonces.joining);
    out.u8(static_cast<std::uint8_t>(side));
    out.raw(key);
    out.varint(roster_version);
    out.varint(kit_version);
    return out.take();
}

std::string code_of(const Digest& channel, const Nonces& nonces, const identity::PublicKey& waiting,
                    const identity::PublicKey& joining) {
    Writer out;
    out.text("adit lan code");
    out.raw(channel);
    out.raw(nonces.waiting);
    out.raw(nonces.joining);
    out.raw(waiting);
    out.raw(joining);
    const Digest digest = identity::digest_of(out.bytes());
    const std::string digits = std::to_string(Reader(digest).u64() % 1'000'000);
    return std::string(6 - digits.size(), '0') + digits;
}

}  // namespace

Error error_for(Refusal why, const std::string& other) {
    return {Code::Refused, other + kWords[static_cast<std::size_t>(why) - 1].said_here};
}

void refuse(LanLine& line, Refusal why) {
    const std::uint8_t number = static_cast<std::uint8_t>(why);
    constexpr std::chrono::milliseconds patience{2'000};
    if (!line.send(message_of(Kind::Refused, {&number, 1}), {}, patience)) return;
    // Heard before the line is closed: what lies unread would take the refusal away with it.
    for (int i = 0; i < 8 && line.receive(kSmallBytesMax, {}, patience); ++i) continue;
}

Result<Introduced> introduce(LanLine& line, Side side, const Introducing& me,
                             const Surroundings& world, const GoesOn& goes_on) {
    const Digest& channel = line.channel();
    const Digest mark = programme_mark(me.programme, channel);
    const Nonces nonces = TRY(swap_nonces(line, side, mark, world, goes_on));

    const identity::PublicKey& ours = me.self.key.public_key();
    Writer proof;
    proof.raw(ours);
    proof.varint(me.roster_version);
    proof.varint(me.kit_version);
    proof.raw(me.self.key.sign(kProofPurpose, proof_message(channel, nonces, side, ours,
                                                            me.roster_version, me.kit_version)));
    TRY(line.send(message_of(Kind::Proof, proof.bytes()), goes_on));

    const Bytes came = TRY(hear(line, Kind::Proof, kSmallBytesMax, goes_on));
    Reader in(came);
    const auto theirs = in.fixed<32>();
    Introduced out;
    out.roster_version = in.varint();
    out.kit_version = in.varint();
    const auto signature = in.fixed<64>();
    if (!in.done()) return no_talk();
    const Side other = side == Side::Waits ? Side::Joins : Side::Waits;
    const Bytes said =
        proof_message(channel, nonces, other, theirs, out.roster_version, out.kit_version);
    if (theirs == ours || !identity::verifies(theirs, kProofPurpose, said, signature)) {
        return Error{Code::Refused,
                     "the other side could not prove who it is, as when somebody stands between "
                     "the two laptops: nothing was exchanged; use another network"};
    }
    out.device = {identity::device_of(theirs)};
    out.code = side == Side::Waits ? code_of(channel, nonces, ours, theirs)
                                   : code_of(channel, nonces, theirs, ours);
    return out;
}

Status welcome(LanLine& line, const GoesOn& goes_on) {
    TRY(line.send(message_of(Kind::Known), goes_on));
    TRY(hear(line, Kind::Known, 0, goes_on));
    return Done{};
}

Status agree(LanLine& line, const GoesOn& goes_on) {
    TRY(line.send(message_of(Kind::Yes), goes_on));
    TRY(hear(line, Kind::Yes, 0, goes_on, kPersonMax));
    return Done{};
}

Result<Bytes> swap_rosters(LanLine& line, Side side, ByteView ours, const GoesOn& goes_on) {
    if (side == Side::Joins) TRY(line.send(message_of(Kind::Roster, ours), goes_on));
    Bytes theirs = TRY(hear(line, Kind::Roster, kRosterBytesMax, goes_on, kLanSilenceMax));
    if (side == Side::Waits) TRY(line.send(message_of(Kind::Roster, ours), goes_on));
    return theirs;
}

Result<Bytes> LanTransport::post(ByteView body) {
    TRY(line_.send(message_of(Kind::Request, body), goes_on_));
    return hear(line_, Kind::Answer, kLanMessageBytesMax - 1, goes_on_, kTurnMax);
}

Status LanTransport::done() { return line_.send(message_of(Kind::Over), goes_on_); }

Result<std::optional<Bytes>> next_request(LanLine& line, const GoesOn& goes_on) {
    Bytes message = TRY(hear(line, kLanMessageBytesMax - 1, goes_on, kTurnMax));
    if (message == message_of(Kind::Over)) return std::optional<Bytes>{};
    if (message[0] != static_cast<std::uint8_t>(Kind::Request)) return no_talk();
    message.erase(message.begin());
    return std::optional(std::move(message));
}

Status give_answer(LanLine& line, ByteView body, const GoesOn& goes_on) {
    return line.send(message_of(Kind::Answer, body), goes_on);
}

}  // namespace adit::net
