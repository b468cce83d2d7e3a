// Sealed: bytes that only the holders of certain keys can read, and a digest of what comes in
// parts.
//
// Content is sealed under a fresh key, chunk by chunk (XChaCha20-Poly1305, libsodium's
// secretstream): each chunk is verified by itself and in its place, so that what stands before a
// damage is good and nothing behind it passes. The content's key is sealed to each reader's own
// (X25519, computed from the Ed25519 keys that the roster has; libsodium's sealed box). Who reads
// is written nowhere. Nothing here is shared between threads.
#pragma once

#include "identity/keys.h"

#include <array>
#include <memory>
#include <optional>
#include <span>

namespace adit::identity {

using ContentKey = std::array<std::uint8_t, 32>;
using StreamStart = std::array<std::uint8_t, 24>;  // Public, random, once a stream.
constexpr std::size_t kSealedKeyBytes = 80;
using SealedKey = std::array<std::uint8_t, kSealedKeyBytes>;

ContentKey new_content_key(const Surroundings& world);
StreamStart new_stream_start(const Surroundings& world);

/// Nothing when `reader` is no key that anything can be sealed to.
std::optional<SealedKey> seal_key(const ContentKey& key, const PublicKey& reader,
                                  const Surroundings& world);
/// Tries each; nothing when none was sealed to this key.
std::optional<ContentKey> open_key(std::span<const SealedKey> sealed, const SigningKey& reader);

/// What a chunk is: a piece with more to come, the last piece of an item, the end of all.
enum class Piece : std::uint8_t { Part, Whole, End };
constexpr std::size_t kSealBytes = 17;  // That a chunk grows by.

class Sealer {
public:
    Sealer(const ContentKey& key, const StreamStart& start);
    ~Sealer();
    Sealer(const Sealer&) = delete;
    Sealer& operator=(const Sealer&) = delete;

    /// `beside`: what else this chunk vouches for without holding it.
    Bytes seal(ByteView chunk, Piece piece, ByteView beside = {});

private:
    struct State;
    std::unique_ptr<State> state_;
};

class Unsealer {
public:
    Unsealer(const ContentKey& key, const StreamStart& start);
    ~Unsealer();
    Unsealer(const Unsealer&) = delete;
    Unsealer& operator=(const Unsealer&) = delete;

    struct Opened {
        Bytes chunk;
        Piece piece = Piece::Part;
    };
    /// Corrupt when this is not the stream's next chunk as it was sealed; then none follows.
    Result<Opened> open(ByteView sealed, ByteView beside = {});

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// digest_of() for what is too large to hold at once.
class RunningDigest {
public:
    RunningDigest();
    ~RunningDigest();
    RunningDigest(const RunningDigest&) = delete;
    RunningDigest& operator=(const RunningDigest&) = delete;

    void add(ByteView bytes);
    /// Of all that was added so far; more may be added afterwards.
    Digest now() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace adit::identity
