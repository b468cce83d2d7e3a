// Columns of a row as our own types. For this room only.
#pragma once

#include "sqlite/database.h"

#include <algorithm>
#include <array>

namespace adit::store {

inline std::uint64_t column_u64(const sqlite::Statement& row, int column) {
    return static_cast<std::uint64_t>(row.integer(column));
}

/// Zeros when the column does not hold exactly N bytes.
template <std::size_t N>
std::array<std::uint8_t, N> column_bytes(const sqlite::Statement& row, int column) {
    std::array<std::uint8_t, N> out{};
    const ByteView bytes = row.blob(column);
    if (bytes.size() == N) std::copy(bytes.begin(), bytes.end(), out.begin());
    return out;
}

}  // namespace adit::store
