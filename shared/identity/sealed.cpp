#include "identity/sealed.h"

#include <sodium.h>

#include <algorithm>

namespace adit::identity {
namespace {

using BoxKey = std::array<std::uint8_t, crypto_box_PUBLICKEYBYTES>;
using BoxNonce = std::array<std::uint8_t, crypto_box_NONCEBYTES>;

static_assert(kSealedKeyBytes == crypto_box_SEALBYTES + sizeof(ContentKey));
static_assert(kSealBytes == crypto_secretstream_xchacha20poly1305_ABYTES);
static_assert(sizeof(StreamStart) == crypto_secretstream_xchacha20poly1305_HEADERBYTES);
static_assert(sizeof(ContentKey) == crypto_secretstream_xchacha20poly1305_KEYBYTES);

/// Secret bytes that are wiped when they are not needed any more.
template <std::size_t Size>
struct Secret {
    std::array<std::uint8_t, Size> bytes{};
    Secret() = default;
    Secret(const Secret&) = delete;
    Secret& operator=(const Secret&) = delete;
    ~Secret() { sodium_memzero(bytes.data(), bytes.size()); }
};

/// As libsodium's crypto_box_seal makes it, so that its crypto_box_seal_open opens what we seal.
BoxNonce nonce_of(const BoxKey& ephemeral, const BoxKey& reader) {
    BoxNonce nonce{};
    crypto_generichash_state state;
    crypto_generichash_init(&state, nullptr, 0, nonce.size());
    crypto_generichash_update(&state, ephemeral.data(), ephemeral.size());
    crypto_generichash_update(&state, reader.data(), reader.size());
    crypto_generichash_final(&state, nonce.data(), nonce.size());
    return nonce;
}

std::uint8_t tag_of(Piece piece) {
    switch (piece) {
        case Piece::Part:
            return crypto_secretstream_xchacha20poly1305_TAG_MESSAGE;
        case Piece::Whole:
            return crypto_secretstream_xchacha20poly1305_TAG_PUSH;
        case Piece::End:
            return crypto_secretstream_xchacha20poly1305_TAG_FINAL;
    }
    return crypto_secretstream_xchacha20poly1305_TAG_FINAL;
}

std::optional<Piece> piece_of(std::uint8_t tag) {
    for (const Piece piece : {Piece::Part, Piece::Whole, Piece::End}) {
        if (tag_of(piece) == tag) return piece;
    }
    return std::nullopt;
}

/// Both ends begin alike: libsodium's own push would choose the start by itself.
void begin(crypto_secretstream_xchacha20poly1305_state& state, const ContentKey& key,
           const StreamStart& start) {
    ENSURE(sodium_init() >= 0);
    ENSURE(crypto_secretstream_xchacha20poly1305_init_pull(&state, start.data(), key.data()) == 0);
}

}  // namespace

ContentKey new_content_key(const Surroundings& world) {
    ContentKey key{};
    world.random(key);
    return key;
}

StreamStart new_stream_start(const Surroundings& world) {
    StreamStart start{};
    world.random(start);
    return start;
}

std::optional<SealedKey> seal_key(const ContentKey& key, const PublicKey& reader,
                                  const Surroundings& world) {
    ENSURE(sodium_init() >= 0);
    BoxKey box{};
    if (crypto_sign_ed25519_pk_to_curve25519(box.data(), reader.data()) != 0) return std::nullopt;
    Secret<crypto_box_SECRETKEYBYTES> ephemeral_secret;
    world.random(ephemeral_secret.bytes);
    BoxKey ephemeral{};
    ENSURE(crypto_scalarmult_base(ephemeral.data(), ephemeral_secret.bytes.data()) == 0);

    SealedKey sealed{};
    std::ranges::copy(ephemeral, sealed.begin());
    const BoxNonce nonce = nonce_of(ephemeral, box);
    const int failed = crypto_box_easy(sealed.data() + ephemeral.size(), key.data(), key.size(),
                                       nonce.data(), box.data(), ephemeral_secret.bytes.data());
    if (failed != 0) return std::nullopt;
    return sealed;
}

std::optional<ContentKey> open_key(std::span<const SealedKey> sealed, const SigningKey& reader) {
    ENSURE(sodium_init() >= 0);
    Secret<crypto_sign_SECRETKEYBYTES> signing;
    PublicKey same{};
    ENSURE(crypto_sign_seed_keypair(same.data(), signing.bytes.data(), reader.seed().data()) == 0);
    Secret<crypto_box_SECRETKEYBYTES> secret;
    BoxKey box{};
    ENSURE(crypto_sign_ed25519_sk_to_curve25519(secret.bytes.data(), signing.bytes.data()) == 0);
    ENSURE(crypto_sign_ed25519_pk_to_curve25519(box.data(), reader.public_key().data()) == 0);
    for (const SealedKey& one : sealed) {
        ContentKey key{};
        if (crypto_box_seal_open(key.data(), one.data(), one.size(), box.data(),
                                 secret.bytes.data()) == 0) {
            return key;
        }
    }
    return std::nullopt;
}

struct Sealer::State {
    crypto_secretstream_xchacha20poly1305_state stream;
    ~State() { sodium_memzero(&stream, sizeof stream); }
};

Sealer::Sealer(const ContentKey& key, const StreamStart& start)
    : state_(std::make_unique<State>()) {
    begin(state_->stream, key, start);
}

Sealer::~Sealer() = default;

Bytes Sealer::seal(ByteView chunk, Piece piece, ByteView beside) {
    Bytes out(chunk.size() + kSealBytes);
    ENSURE(crypto_secretstream_xchacha20poly1305_push(&state_->stream, out.data(), nullptr,
                                                      chunk.data(), chunk.size(), beside.data(),
                                                      beside.size(), tag_of(piece)) == 0);
    return out;
}

struct Unsealer::State {
    crypto_secretstream_xchacha20poly1305_state stream;
    ~State() { sodium_memzero(&stream, sizeof stream); }
};

Unsealer::Unsealer(const ContentKey& key, const StreamStart& start)
    : state_(std::make_unique<State>()) {
    begin(state_->stream, key, start);
}

Unsealer::~Unsealer() = default;

Result<Unsealer::Opened> Unsealer::open(ByteView sealed, ByteView beside) {
    const Error damaged{Code::Corrupt, "sealed bytes are damaged: copy the file again"};
    if (sealed.size() < kSealBytes) return damaged;
    Opened out{.chunk = Bytes(sealed.size() - kSealBytes), .piece = Piece::Part};
    std::uint8_t tag = 0;
    if (crypto_secretstream_xchacha20poly1305_pull(&state_->stream, out.chunk.data(), nullptr, &tag,
                                                   sealed.data(), sealed.size(), beside.data(),
                                                   beside.size()) != 0) {
        return damaged;
    }
    const auto piece = piece_of(tag);
    if (!piece) return damaged;
    out.piece = *piece;
    return out;
}

struct RunningDigest::State {
    crypto_generichash_state hash;
};

RunningDigest::RunningDigest() : state_(std::make_unique<State>()) {
    crypto_generichash_init(&state_->hash, nullptr, 0, sizeof(Digest));
}

RunningDigest::~RunningDigest() = default;

void RunningDigest::add(ByteView bytes) {
    crypto_generichash_update(&state_->hash, bytes.data(), bytes.size());
}

Digest RunningDigest::now() const {
    crypto_generichash_state copy = state_->hash;
    Digest digest{};
    crypto_generichash_final(&copy, digest.data(), digest.size());
    return digest;
}

}  // namespace adit::identity
