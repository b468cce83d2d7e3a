// Small files beside a database, and what tells a file from its copy. The system's calls behind
// this room, so that store/ needs none.
#pragma once

#include "base/result.h"

#include <optional>
#include <string>

namespace adit::sqlite {

/// Differs between a file and every copy of it on the same machine; "" when it cannot be told.
std::string file_identity(const std::string& path);

/// Null when there is no such file, or it is larger than 4 KiB.
std::optional<std::string> read_small(const std::string& path);

/// Replaces the file as a whole, on stable storage: after a power cut it is the old one or the new.
Status write_small(const std::string& path, const std::string& text);

/// Overwrites bytes in the middle of such a file, in place and without waiting for the disk: they
/// are there after a crash of this program; a power cut may bring back those before.
Status overwrite_small(const std::string& path, std::size_t offset, const std::string& text);

}  // namespace adit::sqlite
