// A file of a form, whole. For this room only.
#pragma once

#include "base/bytes.h"

#include <filesystem>

namespace adit::formfiles {

constexpr std::uintmax_t kFileBytesMax = 16u << 20;  // What a kit carries (sync/kit.h).

/// NotFound when there is none or it cannot be read; BadInput when it is larger than kFileBytesMax.
Result<Bytes> bytes_at(const std::filesystem::path& file);

}  // namespace adit::formfiles
