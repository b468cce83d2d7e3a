// Slips of the keyboard: how far apart two words are, and which name was meant.
#pragma once

#include <algorithm>
#include <cstddef>
#include <ranges>
#include <string>
#include <string_view>

namespace adit {

/// How many bytes must be put in, taken out or changed to make one of the other (Levenshtein).
std::size_t edit_distance(std::string_view one, std::string_view other);

/// Of `names` the one that lies nearest to a mistyped name, the first in the alphabet where several
/// do; "" when none is near or the name is too long to be a slip.
template <std::ranges::input_range Names>
std::string closest_name(std::string_view name, Names&& names) {
    constexpr std::size_t kNameBytesMax = 40;
    std::string best;
    if (name.size() > kNameBytesMax) return best;
    std::size_t least = name.size() / 3 + 2;
    for (const auto& known : names) {
        const std::size_t longer = std::max(known.size(), name.size());
        if (longer - std::min(known.size(), name.size()) > least) continue;
        const std::size_t distance = edit_distance(known, name);
        const bool nearer =
            distance < least || (distance == least && !best.empty() && known < best);
        if (!nearer) continue;
        least = distance;
        best = known;
    }
    return best;
}

}  // namespace adit
