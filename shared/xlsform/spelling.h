// Slips of the keyboard: which of the names that are there was meant.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace adit::xlsform {

/// The names within two letters of `wanted`, quoted and with commas between: "'choice', 'chioces'".
std::string similar_names(std::string_view wanted, const std::vector<std::string>& names);

}  // namespace adit::xlsform
