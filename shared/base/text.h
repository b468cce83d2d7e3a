// Text as people type it: UTF-8, trimmed, and folded for search.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace adit {

std::string_view trimmed(std::string_view text);
std::vector<std::string_view> split(std::string_view text, char separator);  // Keeps empty parts.
std::vector<std::string_view> words(std::string_view text);  // By white space; no empty parts.
std::string joined(const std::vector<std::string>& parts, std::string_view between);

/// Lower case, without the accents of the Latin scripts: "Évêché" -> "eveche". For finding only.
std::string folded(std::string_view utf8);

bool is_ascii(std::string_view text);
bool is_utf8(std::string_view text);  // Well-formed, no surrogates, no overlong forms.
std::size_t characters_in(std::string_view utf8);

/// "2025-11-23T08:15:00Z" of Unix milliseconds; the one form for machines.
std::string iso_time(std::int64_t unix_ms);

}  // namespace adit
