// Unicode's normal forms, by ICU.
#pragma once

#include <string>
#include <string_view>

namespace adit {

/// In normal form C: "e" with a combining acute becomes "é", so that the same word typed on two
/// keyboards is the same text. What is no UTF-8 stays as it is.
std::string composed(std::string_view text);

}  // namespace adit
