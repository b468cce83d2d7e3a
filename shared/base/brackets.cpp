#include "base/brackets.h"

namespace adit {

std::size_t closing_of(std::string_view text, std::size_t at) {
    int open = 0;
    char quote = 0;
    for (; at < text.size(); ++at) {
        const char c = text[at];
        if (quote != 0) {
            if (c == quote) quote = 0;
        } else if (c == '"' || c == '\'') {
            quote = c;
        } else if (c == '(' || c == '[') {
            ++open;
        } else if ((c == ')' || c == ']') && --open == 0) {
            return at;
        }
    }
    return std::string_view::npos;
}

}  // namespace adit
