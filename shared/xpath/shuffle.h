// The order of randomize(), so that a seed gives the same one on every engine (ODK XForms
// specification: Fisher and Yates' shuffle inside out, with Park and Miller's generator).
#pragma once

#include "xpath/value.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace adit::xpath {

/// Which of `count` things stands where: order[0] is the number of the first.
std::vector<std::size_t> shuffled_order(std::size_t count, std::int64_t seed);

/// A number is cut to a whole one; another text is hashed, as ODK's engines do it; "" counts as 0.
std::int64_t seed_from(const Value& value, const Reckoning& local);
/// One for each number in [0, 1), where a form gives none.
std::int64_t seed_by_chance(double chance);

}  // namespace adit::xpath
