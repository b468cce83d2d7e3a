// One zstd frame with a bound: what packs and kits put their larger parts in.
#pragma once

#include "base/bytes.h"

#include <cstddef>

namespace adit::sync {

/// One frame at level 3 that says its content size.
Bytes compressed(ByteView content);

/// Corrupt unless it is exactly one frame that says a size of at most `bytes_max` and keeps to it.
Result<Bytes> decompressed(ByteView frame, std::size_t bytes_max);

}  // namespace adit::sync
