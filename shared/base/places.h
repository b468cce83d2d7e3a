// Where a program finds what is shipped beside it: forms, words and fonts.
#pragma once

#include "base/result.h"

#include <filesystem>

namespace adit {

/// The folder that holds forms/, locale/ and fonts/. The first that exists of: the environment's
/// ADIT_SHARE (which alone counts when it is set), ../share/adit and ../../share/adit beside the
/// running program (a test stands one folder deeper), /usr/share/adit.
Result<std::filesystem::path> share_folder();

}  // namespace adit
