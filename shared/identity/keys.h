// Keys, signatures, digests and the hash chain of a feed (libsodium behind this room).
//
// Digest is BLAKE2b-256, signatures Ed25519. Nothing here keeps state; safe on any thread.
#pragma once

#include "base/bytes.h"
#include "base/surroundings.h"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace adit::identity {

using Digest = std::array<std::uint8_t, 32>;
using PublicKey = std::array<std::uint8_t, 32>;
using Signature = std::array<std::uint8_t, 64>;

/// A signing key. Made from 32 random bytes (the seed), which alone are stored.
class SigningKey {
public:
    static SigningKey from_seed(const std::array<std::uint8_t, 32>& seed);
    static SigningKey make(const Surroundings& world);

    const PublicKey& public_key() const { return public_key_; }
    const std::array<std::uint8_t, 32>& seed() const { return seed_; }
    /// Signs `purpose` (which ends in a NUL that no purpose contains) followed by `message`, so
    /// that a signature made for one thing never passes for another.
    Signature sign(std::string_view purpose, ByteView message) const;

private:
    std::array<std::uint8_t, 32> seed_{};
    std::array<std::uint8_t, 64> secret_{};
    PublicKey public_key_{};
};

bool verifies(const PublicKey& key, std::string_view purpose, ByteView message,
              const Signature& signature);

Digest digest_of(ByteView bytes);

/// hash(0) of a feed, from what names it; then hash(n) = digest(hash(n-1) || canonical bytes of n).
Digest chain_start(ByteView feed_name);
Digest chain_next(const Digest& before, ByteView change);

/// Argon2id of a password, as libsodium's string form; and the check, in constant time.
std::string password_hash(std::string_view password);
bool password_matches(std::string_view hash, std::string_view password);

}  // namespace adit::identity
