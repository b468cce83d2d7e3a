// What keeping all history costs on a laptop, and how that grows with the store.
#pragma once

#include <cstddef>
#include <filesystem>

namespace adit::bench {

/// The workload's visits into a store, and into a plain table of the same answers.
int cost_of_history(const std::filesystem::path& workload);
/// One change sent from and taken into stores that hold so many already.
int cost_curve(std::size_t changes);

}  // namespace adit::bench
