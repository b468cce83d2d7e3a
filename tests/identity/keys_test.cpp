// What may be relied on of keys: a signature is for one thing, a chain holds every change before.
#include "identity/keys.h"

#include "support/world.h"

#include <catch2/catch_all.hpp>

using namespace adit;
using namespace adit::identity;

namespace {
const Bytes kMessage{1, 2, 3};
}

TEST_CASE("a signature holds for its message, its purpose and its key only", "[identity]") {
    const test::World world;
    const auto key = SigningKey::make(world.surroundings());
    const auto other = SigningKey::make(world.surroundings());
    const Signature signature = key.sign("adit pack", kMessage);

    CHECK(verifies(key.public_key(), "adit pack", kMessage, signature));
    CHECK_FALSE(verifies(key.public_key(), "adit roster", kMessage, signature));
    CHECK_FALSE(verifies(key.public_key(), "adit pac", kMessage, signature));
    CHECK_FALSE(verifies(other.public_key(), "adit pack", kMessage, signature));
    CHECK_FALSE(verifies(key.public_key(), "adit pack", Bytes{1, 2, 4}, signature));
    Signature bent = signature;
    bent[10] ^= 1;
    CHECK_FALSE(verifies(key.public_key(), "adit pack", kMessage, bent));
    CHECK_FALSE(verifies(PublicKey{}, "adit pack", kMessage, signature));
}

TEST_CASE("a key comes back from its seed", "[identity]") {
    const auto key = SigningKey::make(test::World().surroundings());
    const auto again = SigningKey::from_seed(key.seed());
    CHECK(again.public_key() == key.public_key());
    CHECK(again.sign("p", kMessage) == key.sign("p", kMessage));
}

TEST_CASE("the digest is BLAKE2b-256", "[identity]") {
    CHECK(hex(digest_of({})) == "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8");
    CHECK(hex(digest_of(view_of("abc"))) ==
          "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
}

TEST_CASE("a chain's hash is of all changes in their order", "[identity]") {
    const Bytes one{1}, two{2}, both{1, 2};
    const Digest start = chain_start(view_of("feed"));
    CHECK(start != chain_start(view_of("other")));
    const Digest forward = chain_next(chain_next(start, one), two);
    CHECK(forward == chain_next(chain_next(start, one), two));
    CHECK(forward != chain_next(chain_next(start, two), one));
    CHECK(forward != chain_next(start, both));
    Bytes joined(start.begin(), start.end());
    joined.push_back(1);
    CHECK(chain_next(start, one) == digest_of(joined));
}

TEST_CASE("a password matches its own hash and nothing else does", "[identity]") {
    const std::string hash = password_hash("l'or du Sud-Kivu");
    CHECK(hash.starts_with("$argon2id$"));
    CHECK(hash != password_hash("l'or du Sud-Kivu"));
    CHECK(password_matches(hash, "l'or du Sud-Kivu"));
    CHECK_FALSE(password_matches(hash, "l'or du Nord-Kivu"));
    CHECK_FALSE(password_matches("", ""));
    CHECK_FALSE(password_matches("no hash at all", "x"));
    CHECK_FALSE(password_matches(std::string(500, '$'), "x"));
}
