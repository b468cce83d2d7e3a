// One line a happening, to standard error: "2025-11-23T08:15:00Z warning sync: words".
//
// For whoever runs the machine; a person at the window is told on screen instead. Any thread.
// Nothing that a record says is ever logged: ids, counts and reasons only.
#pragma once

#include <string_view>

namespace adit {

enum class Level { Info, Warning, Error };

void log(Level level, std::string_view room, std::string_view words);

}  // namespace adit
