// Sorting where what is alike stays in its order. std::stable_sort does the same by a function of
// its library that is deprecated, which the check of every commit refuses.
#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <type_traits>
#include <utility>
#include <vector>

namespace adit {

/// Least first by key(element), which is asked once of each.
template <class T, class Key>
void put_in_order_of(std::vector<T>& all, Key key) {
    using Place = std::pair<std::decay_t<std::invoke_result_t<Key, const T&>>, std::size_t>;
    std::vector<Place> places;
    places.reserve(all.size());
    for (const T& each : all) places.emplace_back(std::invoke(key, each), places.size());
    std::ranges::sort(places);
    std::vector<T> sorted;
    sorted.reserve(all.size());
    for (const Place& place : places) sorted.push_back(std::move(all[place.second]));
    all = std::move(sorted);
}

}  // namespace adit
