// XForm XML into definitions, by ODK's XForms specification: whatever form another tool wrote.
//
// Everything that stands in its way is told at once, by line and element, with the words to write
// instead. What a laptop does not do is kept in the definition all the same and told as a warning.
// A definition is given when no problem is an Error; it carries its plan. Bytes may come from
// anywhere: what is no XML, lies too deep or is too large is a Problem like any other. One call is
// one thread's; nothing is kept between calls.
#pragma once

#include "forms/definition.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace adit::xform {

constexpr std::size_t kNodesMax = 200'000;         // Of the primary instance.
constexpr std::size_t kProblemsMax = 1000;         // More are counted in the last.
constexpr std::size_t kWordsBytesMax = 32u << 20;  // Of all labels, with what they borrow.

enum class Severity {
    Error,    // The form cannot be filled as written.
    Warning,  // It can, but not all that is written will happen.
};

struct Problem {
    int line = 0;         // From 1; 0: the file as a whole.
    std::string element;  // "bind", "itemset"; "" for the file as a whole.
    std::string value;    // What stands there.
    std::string what;     // What is wrong, and what to write instead.
    Severity severity = Severity::Error;
    bool operator==(const Problem&) const = default;
};

/// "line 12, <bind>: …": one line for people.
std::string text_of(const Problem& problem);

struct Reading {
    std::optional<forms::Definition> definition;
    std::vector<Problem> problems;  // In the order of their lines.
};

Reading read_xform(std::string_view text);

}  // namespace adit::xform
