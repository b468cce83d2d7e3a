// The form of a NodePath, looked at without making one. For the codec of this room; others say
// node_path_from.
#pragma once

#include <string_view>

namespace adit::record {

bool is_node_path(std::string_view text);

}  // namespace adit::record
