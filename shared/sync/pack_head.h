// A pack's bytes in front of its changes (sync/PROTOCOL.md, "Pack"). For this room only.
#pragma once

#include "sync/pack.h"

#include <cstddef>
#include <optional>

namespace adit::sync {

/// The numbers stand on the wire: append only.
enum class Encoding : std::uint8_t {
    Rows,
    RowsInFrame,
    Columns,             // The message's stream goes on.
    ColumnsFirst,        // It begins here,
    ColumnsUponHistory,  // or in sight of what stands before this pack in its feed.
};
constexpr Encoding kLastEncoding = Encoding::ColumnsUponHistory;

/// Of a pack's first byte.
inline Encoding encoding_in(std::uint8_t form) { return static_cast<Encoding>(form & 0x7F); }

struct PackHead {
    Encoding encoding = Encoding::Rows;
    Pack pack;  // Without its changes.
    std::size_t count = 0;
};

void write_head(Writer& out, const Pack& pack, Encoding encoding,
                const std::optional<record::DeviceId>& sender);
/// Corrupt when it is none.
Result<PackHead> read_head(Reader& in, const std::optional<record::DeviceId>& sender);

}  // namespace adit::sync
