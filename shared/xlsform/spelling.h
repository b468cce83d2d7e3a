// Slips of the keyboard: which of the names that are there was meant.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace adit::xlsform {

/// How many letters must be put in, taken out or changed to make one of the other.
std::size_t edit_distance(std::string_view a, std::string_view b);

/// The names within two letters of `wanted`, quoted and with commas between: "'choice', 'chioces'".
std::string similar_names(std::string_view wanted, const std::vector<std::string>& names);

}  // namespace adit::xlsform
