// Small files read and written whole: tickets, mappings, CSV, exports.
#pragma once

#include "base/result.h"

#include <filesystem>
#include <string>
#include <string_view>

namespace adit::work {

constexpr std::size_t kFileBytesMax = 512U << 20U;

/// NotFound when there is none, BadInput when it is larger than kFileBytesMax.
Result<std::string> read_file(const std::filesystem::path& file);

/// Writes beside it and renames, so that a full disk or a lost battery leaves the old file whole.
Status write_file(const std::filesystem::path& file, std::string_view content);

}  // namespace adit::work
