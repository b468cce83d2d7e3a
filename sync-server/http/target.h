// Target: the path and parameters of a request line, percent-decoded.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace adit::http {

struct Target {
    std::string path;                                       // "/api/records/0191…"
    std::map<std::string, std::string, std::less<>> query;  // The last of equal names.
};

constexpr std::size_t kTargetBytesMax = std::size_t{8} * 1024;
constexpr std::size_t kParametersMax = 64;

/// Nothing when it is no path, is badly percent-encoded, holds a NUL or passes a bound.
std::optional<Target> target_from(std::string_view target);

/// "a%20b" -> "a b"; nothing when a '%' is not followed by two hexadecimal digits.
std::optional<std::string> percent_decoded(std::string_view text, bool plus_is_space);

}  // namespace adit::http
