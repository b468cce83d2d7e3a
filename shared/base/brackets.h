// Brackets of expressions.
#pragma once

#include <cstddef>
#include <string_view>

namespace adit {

/// Where the bracket or parenthesis that opens at `at` of an expression is closed; npos when it is
/// not. Between quotation marks they count for nothing.
std::size_t closing_of(std::string_view text, std::size_t at);

}  // namespace adit
