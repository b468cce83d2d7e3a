#include "identity/keys.h"

#include <sodium.h>

namespace adit::identity {
namespace {

static_assert(crypto_sign_PUBLICKEYBYTES == 32 && crypto_sign_SECRETKEYBYTES == 64 &&
              crypto_sign_SEEDBYTES == 32 && crypto_sign_BYTES == 64);

void start_sodium() {
    static const bool started = sodium_init() >= 0;  // Once, on any thread.
    ENSURE(started);
}

Bytes with_purpose(std::string_view purpose, ByteView message) {
    ENSURE(purpose.find('\0') == std::string_view::npos);
    Writer out;
    out.raw(view_of(purpose));
    out.u8(0);
    out.raw(message);
    return out.take();
}

constexpr std::string_view kChainPurpose = "adit feed chain 1";

}  // namespace

SigningKey SigningKey::from_seed(const std::array<std::uint8_t, 32>& seed) {
    start_sodium();
    SigningKey key;
    key.seed_ = seed;
    ENSURE(crypto_sign_seed_keypair(key.public_key_.data(), key.secret_.data(), seed.data()) == 0);
    return key;
}

SigningKey SigningKey::make(const Surroundings& world) {
    std::array<std::uint8_t, 32> seed{};
    world.random(seed);
    return from_seed(seed);
}

Signature SigningKey::sign(std::string_view purpose, ByteView message) const {
    const Bytes signed_bytes = with_purpose(purpose, message);
    Signature signature{};
    ENSURE(crypto_sign_detached(signature.data(), nullptr, signed_bytes.data(), signed_bytes.size(),
                                secret_.data()) == 0);
    return signature;
}

bool verifies(const PublicKey& key, std::string_view purpose, ByteView message,
              const Signature& signature) {
    start_sodium();
    const Bytes signed_bytes = with_purpose(purpose, message);
    return crypto_sign_verify_detached(signature.data(), signed_bytes.data(), signed_bytes.size(),
                                       key.data()) == 0;
}

Digest digest_of(ByteView bytes) {
    start_sodium();
    Digest digest{};
    ENSURE(crypto_generichash(digest.data(), digest.size(), bytes.data(), bytes.size(), nullptr,
                              0) == 0);
    return digest;
}

Digest chain_start(ByteView feed_name) { return digest_of(with_purpose(kChainPurpose, feed_name)); }

Digest chain_next(const Digest& before, ByteView change) {
    start_sodium();  // Without it the slowest of its ways to hash is used.
    crypto_generichash_state state;
    Digest digest{};
    crypto_generichash_init(&state, nullptr, 0, digest.size());
    crypto_generichash_update(&state, before.data(), before.size());
    crypto_generichash_update(&state, change.data(), change.size());
    crypto_generichash_final(&state, digest.data(), digest.size());
    return digest;
}

std::string password_hash(std::string_view password) {
    start_sodium();
    std::array<char, crypto_pwhash_STRBYTES> out{};
    // Fails only when 64 MiB of memory cannot be had.
    ENSURE(crypto_pwhash_str(out.data(), password.data(), password.size(),
                             crypto_pwhash_OPSLIMIT_INTERACTIVE,
                             crypto_pwhash_MEMLIMIT_INTERACTIVE) == 0);
    return out.data();
}

bool password_matches(std::string_view hash, std::string_view password) {
    start_sodium();
    if (hash.size() >= crypto_pwhash_STRBYTES) return false;
    std::array<char, crypto_pwhash_STRBYTES> kept{};  // libsodium reads the whole array.
    hash.copy(kept.data(), hash.size());
    return crypto_pwhash_str_verify(kept.data(), password.data(), password.size()) == 0;
}

}  // namespace adit::identity
