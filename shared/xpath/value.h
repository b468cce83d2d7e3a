// What an expression comes to, and XPath's ways from one kind to another.
#pragma once

#include "xpath/moment.h"
#include "xpath/tree.h"

#include <string>
#include <variant>
#include <vector>

namespace adit::xpath {

/// Nodes of one tree, in the order they were found; functions that need it sort.
struct NodeSet {
    const Tree* tree = nullptr;
    std::vector<NodeId> nodes;
};

/// What number() makes of a date: counts with its part of a day, reads in whole days.
struct Days {
    double count = 0;
};

/// A Moment is what today(), now(), date() give: a string to read, a number to compare.
using Value = std::variant<double, std::string, bool, NodeSet, Moment, Days>;

/// "5", "0.25", "NaN", "-Infinity": never with an exponent.
std::string text_of_number(double number);
/// XPath 1.0's number, and a date or date and time as days; NaN for anything else.
double number_from(std::string_view text, const Reckoning& local);
/// Of the text of a node.
double number_in(const Tree& tree, NodeId node, const Reckoning& local);

std::string text_of(const Value& value);
bool truth_of(const Value& value);
double number_of(const Value& value, const Reckoning& local);

}  // namespace adit::xpath
