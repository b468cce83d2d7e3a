// The photos and other files that a record's answers name, as far as the server holds them.
#pragma once

#include "base/json.h"
#include "central/central.h"

#include <optional>
#include <string>
#include <vector>

namespace adit::reports {

/// Of all files that its answers name, those that are here: their hashes, as /api/files takes them.
Result<Json> files_here(central::Central& central, const record::Record& record);

struct FoundFile {
    Bytes bytes;
    std::string content_type;  // By its first bytes, whatever its name says.
    bool is_picture = false;   // Of a kind that browsers show and that can run nothing.
};
/// Null when a record of these countries names no such file, or it is not here yet.
Result<std::optional<FoundFile>> find_file(central::Central& central, const identity::Digest& hash,
                                           const std::vector<std::string>& scopes);

}  // namespace adit::reports
