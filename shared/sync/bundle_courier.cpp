#include "sync/bundle_courier.h"

#include "sync/server_signature.h"

#include <algorithm>
#include <istream>

namespace adit::sync {
namespace {

constexpr std::size_t kWordsBytesMax = 4096;
constexpr std::size_t kPieceFirst = std::size_t{64} * 1024;
constexpr std::size_t kPieceMin = std::size_t{16} * 1024;
constexpr std::int64_t kQuickMs = 5'000;
constexpr std::int64_t kSlowMs = 20'000;

Error strange() {
    return {Code::Corrupt,
            "the server's answer about a carried bundle is not understood: update "
            "the program, then exchange again"};
}

Result<Bytes> piece_at(std::istream& file, std::uint64_t from, std::size_t size) {
    Bytes out(size);
    file.clear();
    file.seekg(static_cast<std::streamoff>(from));
    file.read(reinterpret_cast<char*>(out.data()), static_cast<std::streamsize>(size));
    if (static_cast<std::size_t>(file.gcount()) != size) {
        return Error{Code::Refused, "the carried bundle cannot be read any more: carry it again"};
    }
    return out;
}

}  // namespace

Bytes bytes_of(const CarriedPiece& piece) {
    Writer out;
    out.raw(piece.file);
    out.varint(piece.size);
    out.varint(piece.from);
    out.raw(piece.bytes);
    return out.take();
}

Result<CarriedPiece> carried_piece_from(ByteView bytes) {
    Reader in(bytes);
    CarriedPiece out;
    out.file = in.fixed<sizeof(identity::Digest)>();
    out.size = in.varint();
    out.from = in.varint();
    const bool whole = in.ok();
    const ByteView rest = in.raw(in.left());
    if (!whole || out.size == 0 || out.size > kCarriedBytesMax || out.from > out.size ||
        rest.size() > kCarriedPieceMax || rest.size() > out.size - out.from) {
        return Error{Code::BadInput, "this is no piece of a bundle"};
    }
    out.bytes.assign(rest.begin(), rest.end());
    return out;
}

Bytes bytes_of(const CarriedAnswer& answer) {
    Writer out;
    out.u8(static_cast<std::uint8_t>(answer.state));
    out.varint(answer.have);
    if (answer.state == CarriedState::Held) out.raw(answer.held);
    if (answer.state != CarriedState::Wanted) out.text(answer.words.substr(0, kWordsBytesMax));
    return out.take();
}

Result<CarriedAnswer> carried_answer_from(ByteView bytes) {
    Reader in(bytes);
    CarriedAnswer out;
    const std::uint8_t state = in.u8();
    if (state > static_cast<std::uint8_t>(CarriedState::Waits)) return strange();
    out.state = static_cast<CarriedState>(state);
    out.have = in.varint();
    if (out.state == CarriedState::Held) out.held = in.fixed<sizeof(identity::Signature)>();
    if (out.state != CarriedState::Wanted) out.words = in.text();
    if (!in.done() || out.words.size() > kWordsBytesMax) return strange();
    return out;
}

Result<CarriedAnswer> hand_over(std::istream& file, const VolumeSeen& seen,
                                const identity::Roster& roster, Transport& line,
                                const Surroundings& world) {
    CarriedPiece piece{.file = seen.digest, .size = seen.bytes, .from = 0, .bytes = {}};
    std::size_t size = kPieceFirst;
    bool began_again = false;
    for (;;) {
        const std::int64_t before_ms = world.now_ms();
        const Bytes came = TRY(line.post(bytes_of(piece)));
        const auto answer = TRY(carried_answer_from(came));
        const std::int64_t took_ms = world.now_ms() - before_ms;
        if (took_ms < kQuickMs) size = std::min(size * 2, kCarriedPieceMax);
        if (took_ms > kSlowMs) size = std::max(size / 2, kPieceMin);
        if (answer.state == CarriedState::Waits) return answer;
        if (answer.state == CarriedState::Held) {
            if (is_signed_by_server(roster, kCarriedPurpose, seen.digest, answer.held)) {
                return answer;
            }
            return Error{Code::Refused,
                         "the receipt for a carried bundle is not signed by this "
                         "programme's server: the bundle is kept; ask who runs it"};
        }
        if (answer.have >= seen.bytes) return strange();  // It wants nothing and holds nothing.
        if (!piece.bytes.empty() && answer.have <= piece.from) {  // None of it was any use.
            if (std::exchange(began_again, true)) return strange();
        }
        piece.from = answer.have;
        const auto left = static_cast<std::size_t>(seen.bytes - piece.from);
        piece.bytes = TRY(piece_at(file, piece.from, std::min(size, left)));
    }
}

}  // namespace adit::sync
