// Plays golden cases: a form, a person's steps, and what must stand on screen after each.
//
// tests/golden/forms/README.md says how a case is written. A case that fails names its line.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace adit::test {

/// What differs, a line each: "case:12: /a is 5, not 6". Empty: the case holds.
std::vector<std::string> play_case(const std::filesystem::path& file,
                                   const std::filesystem::path& forms);

}  // namespace adit::test
