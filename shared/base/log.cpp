#include "base/log.h"

#include "base/surroundings.h"
#include "base/text.h"

#include <cstdio>
#include <string>

namespace adit {

void log(Level level, std::string_view room, std::string_view words) {
    const char* name = level == Level::Info      ? "info"
                       : level == Level::Warning ? "warning"
                                                 : "error";
    std::string line = iso_time(real_surroundings().now_ms());
    line.append(" ").append(name).append(" ").append(room).append(": ").append(words).append("\n");
    std::fwrite(line.data(), 1, line.size(), stderr);  // One write: lines never mix.
}

}  // namespace adit
