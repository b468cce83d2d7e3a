// JSON for machines at our edges (command line, console, settings), by nlohmann's library.
#pragma once

#include "base/result.h"

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>

namespace adit {

using Json = nlohmann::ordered_json;

/// Never throws. `what` of the error names the byte where reading stopped. At most 100 deep.
Result<Json> json_from(std::string_view text);

/// Never throws: bytes that are no UTF-8 are shown as U+FFFD.
std::string text_of(const Json& json, int indent = -1);

}  // namespace adit
