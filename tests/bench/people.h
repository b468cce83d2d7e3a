// What the bench has laptops do: write, exchange, edit, meet. Each prints one line of JSON and
// returns a program's exit code; what must not happen ends the program with a sentence.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

namespace adit::bench {

using Path = std::filesystem::path;

int fill(const Path& workload, const Path& laptops, std::size_t first, std::size_t count);
int gather(const Path& hub, const Path& laptops);
int sync_times(const Path& laptop, const std::string& url, int times);
int one_field(const Path& laptop, const std::string& url);
int edit(const Path& workload, const Path& laptops);
int make_conflicts(const Path& workload, const Path& one, const Path& other);
int judge_conflicts(const Path& workload, const Path& one, const Path& other);
int spread(const Path& workload, const Path& laptops, std::size_t count);
int clients(const std::string& url, const Path& laptops, std::size_t count);
int singles(const std::string& url, const Path& laptops, std::size_t count, std::size_t changes);

}  // namespace adit::bench
