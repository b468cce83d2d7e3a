// Fields of JSON that came from outside, taken without trusting their types.
#pragma once

#include "base/bytes.h"
#include "base/json.h"

#include <algorithm>
#include <array>
#include <string>

namespace adit::work {

/// "" when there is none or it is no text.
inline std::string text_field(const Json& json, const char* name) {
    if (!json.is_object() || !json.contains(name) || !json[name].is_string()) return {};
    return json[name].get<std::string>();
}

/// False when the field is not exactly so many bytes in hexadecimal.
template <std::size_t N>
bool hex_field(const Json& json, const char* name, std::array<std::uint8_t, N>& out) {
    const auto bytes = bytes_from_hex(text_field(json, name));
    if (!bytes || bytes->size() != N) return false;
    std::ranges::copy(*bytes, out.begin());
    return true;
}

}  // namespace adit::work
