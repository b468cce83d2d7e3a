// Hashes and signatures that functions of forms ask for (OpenSSL behind this file). Not for keys or
// feeds: those are identity's.
#pragma once

#include "base/bytes.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace adit::xpath {

/// "MD5", "SHA-1", "SHA-256", "SHA-384", "SHA-512", in any case; nothing for others.
std::optional<Bytes> digest_of(std::string_view text, std::string_view algorithm);

/// The first eight bytes of the SHA-256: a number for a text, the same on every engine.
std::int64_t hash_of(std::string_view text);

/// The message behind a 64-byte Ed25519 signature; nothing when the key did not sign it.
std::optional<std::string> signed_message(ByteView contents, ByteView public_key);

}  // namespace adit::xpath
