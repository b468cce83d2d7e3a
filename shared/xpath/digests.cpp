#include "xpath/digests.h"

#include <openssl/evp.h>

#include <array>
#include <memory>

namespace adit::xpath {
namespace {

struct Algorithm {
    std::string_view name;
    const EVP_MD* (*find)();
};
constexpr std::array<Algorithm, 5> kAlgorithms{{{"MD5", EVP_md5},
                                                {"SHA-1", EVP_sha1},
                                                {"SHA-256", EVP_sha256},
                                                {"SHA-384", EVP_sha384},
                                                {"SHA-512", EVP_sha512}}};

std::string upper(std::string_view text) {
    std::string out(text);
    for (char& c : out) {
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    }
    return out;
}

constexpr std::size_t kSignatureBytes = 64;
constexpr std::size_t kPublicKeyBytes = 32;

}  // namespace

std::optional<Bytes> digest_of(std::string_view text, std::string_view algorithm) {
    const std::string wanted = upper(algorithm);
    for (const Algorithm& one : kAlgorithms) {
        if (one.name != wanted) continue;
        Bytes out(EVP_MAX_MD_SIZE);
        unsigned length = 0;
        const int done =
            EVP_Digest(text.data(), text.size(), out.data(), &length, one.find(), nullptr);
        if (done != 1) return std::nullopt;
        out.resize(length);
        return out;
    }
    return std::nullopt;
}

std::int64_t hash_of(std::string_view text) {
    const auto digest = digest_of(text, "SHA-256");
    std::uint64_t number = 0;
    for (std::size_t i = 0; digest && i < 8; ++i) number = number << 8 | (*digest)[i];
    return static_cast<std::int64_t>(number);
}

std::optional<std::string> signed_message(ByteView contents, ByteView public_key) {
    if (contents.size() < kSignatureBytes || public_key.size() != kPublicKeyBytes) {
        return std::nullopt;
    }
    const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(
        EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, public_key.data(),
                                    public_key.size()),
        EVP_PKEY_free);
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> check(EVP_MD_CTX_new(),
                                                                        EVP_MD_CTX_free);
    if (!key || !check) return std::nullopt;
    const ByteView message = contents.subspan(kSignatureBytes);
    const bool ready = EVP_DigestVerifyInit(check.get(), nullptr, nullptr, nullptr, key.get()) == 1;
    const bool good = ready && EVP_DigestVerify(check.get(), contents.data(), kSignatureBytes,
                                                message.data(), message.size()) == 1;
    if (!good) return std::nullopt;
    return std::string(text_of(message));
}

}  // namespace adit::xpath
