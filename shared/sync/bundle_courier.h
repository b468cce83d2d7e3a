// Courier: how a laptop that carries a file hands it to the server, piece by piece
// (sync/PROTOCOL.md, "By courier"). The courier need not be able to read it.
//
// What the server has of a file stays there when the line breaks; the next hand_over() goes on from
// there. The courier keeps his copy until the server has said, signed, that it holds the file.
#pragma once

#include "sync/bundle_volume.h"
#include "sync/exchange.h"

#include <iosfwd>
#include <string>

namespace adit::sync {

constexpr std::uint64_t kCarriedBytesMax = std::uint64_t{1} << 30;
constexpr std::size_t kCarriedPieceMax = std::size_t{1024} * 1024;
constexpr const char* kCarriedPurpose = "adit bundle held";

struct CarriedPiece {
    identity::Digest file{};  // H of the whole file.
    std::uint64_t size = 0;
    std::uint64_t from = 0;
    Bytes bytes;  // None: asks how far the server is.
    bool operator==(const CarriedPiece&) const = default;
};

enum class CarriedState : std::uint8_t { Wanted, Held, Waits };
struct CarriedAnswer {
    CarriedState state = CarriedState::Wanted;
    std::uint64_t have = 0;
    identity::Signature held{};  // When Held.
    std::string words;           // For a person, or "".
    bool operator==(const CarriedAnswer&) const = default;
};

Bytes bytes_of(const CarriedPiece& piece);
Result<CarriedPiece> carried_piece_from(ByteView bytes);
Bytes bytes_of(const CarriedAnswer& answer);
Result<CarriedAnswer> carried_answer_from(ByteView bytes);

/// Hands a file over; `line` carries pieces and answers. Held only with the signature of a server
/// of the roster (Refused without). Unavailable when the line broke: call again.
Result<CarriedAnswer> hand_over(std::istream& file, const VolumeSeen& seen,
                                const identity::Roster& roster, Transport& line,
                                const Surroundings& world);

}  // namespace adit::sync
