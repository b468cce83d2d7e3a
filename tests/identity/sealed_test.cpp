// What may be relied on of sealed bytes: their readers open them, nobody else does, and no chunk
// passes that is damaged, out of its place or of another stream.
#include "identity/sealed.h"

#include "support/world.h"

#include <catch2/catch_all.hpp>

using namespace adit;
using namespace adit::identity;
using adit::test::World;

namespace {

const Bytes kWords = {'s', 'i', 'x', ' ', 's', 'a', 'c', 'k', 's'};

}  // namespace

TEST_CASE("a key sealed to two readers opens for both and for no third", "[identity][sealed]") {
    World world;
    const auto surroundings = world.surroundings();
    const SigningKey asha = SigningKey::make(surroundings);
    const SigningKey badu = SigningKey::make(surroundings);
    const SigningKey thief = SigningKey::make(surroundings);
    const ContentKey key = new_content_key(surroundings);
    const std::vector<SealedKey> slots = {*seal_key(key, asha.public_key(), surroundings),
                                          *seal_key(key, badu.public_key(), surroundings)};

    CHECK(open_key(slots, asha) == key);
    CHECK(open_key(slots, badu) == key);
    CHECK_FALSE(open_key(slots, thief));
    CHECK_FALSE(open_key({}, asha));
    for (std::size_t at = 0; at < kSealedKeyBytes; ++at) {
        std::vector<SealedKey> bad = {slots[0]};
        bad[0][at] ^= 0x01;
        CHECK_FALSE(open_key(bad, asha));
    }
}

TEST_CASE("nothing is sealed to bytes that are no key", "[identity][sealed]") {
    World world;
    PublicKey none{};
    none.fill(0xff);
    CHECK_FALSE(seal_key(new_content_key(world.surroundings()), none, world.surroundings()));
}

TEST_CASE("chunks open in their order, each with what it vouches for", "[identity][sealed]") {
    World world;
    const ContentKey key = new_content_key(world.surroundings());
    const StreamStart start = new_stream_start(world.surroundings());
    Sealer sealer(key, start);
    const Bytes first = sealer.seal(kWords, Piece::Part, view_of("header"));
    const Bytes second = sealer.seal(kWords, Piece::Whole);
    const Bytes last = sealer.seal({}, Piece::End);
    CHECK(first.size() == kWords.size() + kSealBytes);

    {
        Unsealer unsealer(key, start);
        const auto one = unsealer.open(first, view_of("header"));
        REQUIRE(one);
        CHECK(one->chunk == kWords);
        CHECK(one->piece == Piece::Part);
        CHECK(unsealer.open(second)->piece == Piece::Whole);
        CHECK(unsealer.open(last)->piece == Piece::End);
    }
    CHECK_FALSE(Unsealer(key, start).open(first, view_of("another header")));
    CHECK_FALSE(Unsealer(key, start).open(second));
    CHECK_FALSE(Unsealer(key, start).open(Bytes(3)));
    CHECK_FALSE(Unsealer(key, new_stream_start(world.surroundings())).open(first));
    for (std::size_t at = 0; at < first.size(); ++at) {
        Bytes bad = first;
        bad[at] ^= 0x80;
        CHECK_FALSE(Unsealer(key, start).open(bad, view_of("header")));
    }
}

TEST_CASE("a digest of parts is the digest of the whole", "[identity][sealed]") {
    RunningDigest digest;
    digest.add(ByteView(kWords).first(4));
    digest.add(ByteView(kWords).subspan(4));
    CHECK(digest.now() == digest_of(kWords));
    digest.add(kWords);
    CHECK(digest.now() != digest_of(kWords));
}
