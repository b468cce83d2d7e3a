// What --help says: written so that somebody who has never seen a command line can follow it.
#pragma once

#include "cli/command.h"

#include <string>
#include <vector>

namespace adit::cli {

/// The options in front of the command.
const std::vector<Option>& program_options();
std::string help_for_all();
std::string help_for(const Command& command);

}  // namespace adit::cli
