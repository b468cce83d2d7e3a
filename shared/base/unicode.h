// Unicode: normal forms, by ICU; and UTF-8 as characters.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace adit {

/// In normal form C: "e" with a combining acute becomes "é", so that the same word typed on two
/// keyboards is the same text. What is no UTF-8 stays as it is.
std::string composed(std::string_view text);

/// One element a code point. `Text`: std::u32string, or std::wstring where it holds any. What is
/// cut off is a character as far as it goes.
template <class Text>
Text characters_of(std::string_view utf8) {
    Text out;
    out.reserve(utf8.size());
    for (std::size_t at = 0; at < utf8.size();) {
        const auto first = static_cast<unsigned char>(utf8[at]);
        const std::size_t length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
        char32_t character = length == 1 ? first : first & (0xFFu >> (length + 1));
        for (std::size_t i = 1; i < length && at + i < utf8.size(); ++i) {
            character = character << 6 | (static_cast<unsigned char>(utf8[at + i]) & 0x3Fu);
        }
        out += static_cast<typename Text::value_type>(character);
        at += length;
    }
    return out;
}

}  // namespace adit
