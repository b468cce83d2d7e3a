// How the SQLite answer writes lists, roles and digests into columns. For this room only.
#pragma once

#include "base/bytes.h"
#include "base/text.h"
#include "identity/roster.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

namespace adit::central {

/// "COD,GHA"
inline std::string list_text(const std::vector<std::string>& scopes) { return joined(scopes, ","); }

inline std::vector<std::string> list_from(const std::string& text) {
    std::vector<std::string> list;
    if (text.empty()) return list;
    for (const std::string_view part : split(text, ',')) list.emplace_back(part);
    return list;
}

inline Result<identity::Role> role_in(const std::string& word) {
    if (const auto role = identity::role_from(word)) return *role;
    return Error{Code::Corrupt, "people.adit holds the role \"" + word + "\", which there is not"};
}

template <std::size_t N>
Result<std::array<std::uint8_t, N>> fixed_in(ByteView bytes) {
    std::array<std::uint8_t, N> out{};
    if (bytes.size() != N) {
        return Error{Code::Corrupt, "people.adit holds a key or digest that is cut short"};
    }
    std::copy(bytes.begin(), bytes.end(), out.begin());
    return out;
}

}  // namespace adit::central
