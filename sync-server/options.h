// Options: the words of a command line, sorted into a command and its options.
//
// "--name value" or "--name=value"; each option once; nothing else. What is not known is told with
// what is. Reading never ends the program.
#pragma once

#include "base/result.h"

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace adit::server {

struct Options {
    std::string command;  // "serve", "user add"; "" when none was given.
    std::map<std::string, std::string, std::less<>> values;  // "data" -> "/srv/adit"
    bool help = false;

    std::string value(std::string_view name, std::string otherwise = "") const;
    Result<std::string> need(std::string_view name) const;
    Result<std::uint16_t> port(std::string_view name) const;
    /// "COD,GHA" -> both.
    std::vector<std::string> list(std::string_view name) const;
};

/// What a command takes: its words and its options' names.
struct Usage {
    std::string_view command;
    std::vector<std::string_view> needs;     // Options that must be there …
    std::vector<std::string_view> may = {};  // … and those that may.
};

/// BadInput: the command line was not understood, or an option that the command needs is missing.
Result<Options> options_from(std::span<const std::string> words, std::span<const Usage> usages);

}  // namespace adit::server
