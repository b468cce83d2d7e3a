// Pattern: what regex() matches with. ECMAScript's patterns without back references, matched
// without backtracking, so that neither a pattern nor an answer can make it take for ever.
#pragma once

#include <cstddef>
#include <memory>
#include <string>

namespace adit::xpath {

constexpr std::size_t kPatternBytesMax = 2000;
constexpr std::size_t kPatternStatesMax = 10'000;  // {2,100} counts what is before it 100 times.
constexpr std::size_t kMatchedCharactersMax = 10'000;

class Pattern {
public:
    /// Null when it cannot be read or is too large: why_no_pattern() says it. Compiled once a
    /// thread; borrowed until the next call.
    static const Pattern* find(const std::string& pattern);

    /// Steps that matching a text of so many characters may take.
    double steps_for(std::size_t characters) const;
    /// Any part of the text may match.
    bool matches(const std::wstring& text) const;

    ~Pattern();

private:
    struct Compiled;
    Pattern(const std::string& pattern, std::size_t states, int looks);

    std::unique_ptr<const Compiled> compiled_;  // Null: it cannot be read.
    std::size_t states_;
    int looks_;  // Look-aheads in one another: each reads the text anew at every place.
};

/// In words for its author.
std::string why_no_pattern(const std::string& pattern);

/// UTF-8 as one element a character.
std::wstring wide(std::string_view utf8);

}  // namespace adit::xpath
