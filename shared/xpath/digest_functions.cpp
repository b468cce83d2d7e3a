#include "base/text.h"
#include "xpath/digests.h"
#include "xpath/function.h"

#include <array>

namespace adit::xpath {
namespace {

// digest(text, algorithm, encoding?): in base64 unless "hex" is asked for (XForms 1.1, 7.8.2).
Value digest(Call& call) {
    const std::string encoding = call.count() > 2 ? call.text(2) : "base64";
    const std::string algorithm = call.text(1);
    const auto bytes = digest_of(call.text(0), algorithm);
    if (!bytes) {
        call.run().fail("digest() knows MD5, SHA-1, SHA-256, SHA-384 and SHA-512, and not " +
                        algorithm);
        return std::string();
    }
    if (encoding == "hex") return hex(*bytes);
    if (encoding == "base64") return base64(*bytes);
    call.run().fail("digest() writes hex or base64, and not " + encoding);
    return std::string();
}

// extract-signed(contents, public key), both in base64: what was signed, when the key signed it.
Value extract_signed(Call& call) {
    const auto contents = bytes_from_base64(call.text(0));
    const auto key = bytes_from_base64(call.text(1));
    if (!contents || !key) return std::string();
    const auto message = signed_message(*contents, *key);
    return message && is_utf8(*message) ? *message : std::string();
}

Value base64_decode(Call& call) {
    const auto bytes = bytes_from_base64(call.text(0));
    if (!bytes) return std::string();
    const std::string_view text = adit::text_of(ByteView(*bytes));
    return is_utf8(text) ? std::string(text) : std::string();
}

constexpr std::array kFunctions{
    Function{"digest", 2, 3, digest},
    Function{"extract-signed", 2, 2, extract_signed},
    Function{"base64-decode", 1, 1, base64_decode},
};

}  // namespace

std::span<const Function> digest_functions() { return kFunctions; }

}  // namespace adit::xpath
