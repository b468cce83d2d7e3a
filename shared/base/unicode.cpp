#include "base/unicode.h"

#include "base/text.h"

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>

#include <algorithm>

namespace adit {

std::string composed(std::string_view text) {
    if (is_ascii(text) || !is_utf8(text)) return std::string(text);
    UErrorCode trouble = U_ZERO_ERROR;
    const icu::Normalizer2* normal = icu::Normalizer2::getNFCInstance(trouble);
    if (U_FAILURE(trouble) || normal == nullptr) return std::string(text);
    std::string out;
    icu::StringByteSink<std::string> sink(&out, static_cast<std::int32_t>(text.size()));
    normal->normalizeUTF8(0, {text.data(), static_cast<std::int32_t>(text.size())}, sink, nullptr,
                          trouble);
    return U_FAILURE(trouble) ? std::string(text) : out;
}

}  // namespace adit
