// What is asked of the person at the terminal.
#pragma once

#include "base/result.h"

#include <string>

namespace adit::server {

/// Asks twice without showing what is typed. BadInput when both differ or nobody is there to ask.
Result<std::string> ask_new_password(const std::string& person_name);

}  // namespace adit::server
