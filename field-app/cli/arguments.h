// The command line as written, held to what a command knows.
//
// "--name value" and "--name=value" are the same; "--" ends the options. Options before the command
// belong to the program, those behind it to the command; both are told apart here.
#pragma once

#include "base/result.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace adit::cli {

struct Option {
    std::string name;   // "form"
    std::string value;  // "ID": what stands behind it; "" for a switch.
    std::string help;
    bool repeats = false;
};

struct Arguments {
    std::vector<std::string> words;  // What is no option, in order.
    std::multimap<std::string, std::string, std::less<>> options;

    bool has(std::string_view name) const { return options.contains(name); }
    std::string value(std::string_view name) const;  // "" when absent.
    std::vector<std::string> values(std::string_view name) const;
};

/// BadInput names what is not understood. `words_first`: stops at the first word and leaves it and
/// all behind it in `words` (for options in front of a command).
Result<Arguments> arguments_from(const std::vector<std::string>& args,
                                 const std::vector<Option>& known, bool words_first = false);

/// "path=value" in two; BadInput when there is no "=".
Result<std::pair<std::string, std::string>> pair_from(const std::string& text);

}  // namespace adit::cli
