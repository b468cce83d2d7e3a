// The words of an expression. A star or a name is an operator where XPath 1.0 says so (3.7): behind
// something that is complete in itself.
#pragma once

#include "base/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace adit::xpath {

enum class Token {
    Number,
    Literal,
    Name,    // "site", "jr:choice-name", "*", "orx:*"
    Symbol,  // "(", ")", "[", "]", ".", "..", "@", ",", "::", "/", "//", "|", "=" … and "div" …
    End,
};

struct Lexeme {
    Token token = Token::End;
    std::string_view text;  // Of a literal without its quotes.
    std::size_t at = 0;     // In the source, from 0.
    double number = 0;
};

/// Ends with Token::End. The lexemes borrow `source`.
Result<std::vector<Lexeme>> lexemes_of(std::string_view source);

}  // namespace adit::xpath
