// The project's own files and the arrows that CMake drew, for the tests of the house's order.
#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace adit::tidy {

struct File {
    std::string path;  // From the top of the project: "shared/base/text.h".
    std::string text;
    std::string folder() const { return std::filesystem::path(path).parent_path().string(); }
    bool ends_with(std::string_view ending) const { return path.ends_with(ending); }
    std::vector<std::string> lines() const;
    /// What it includes, without the brackets: "base/text.h", "sqlite3.h".
    std::vector<std::string> includes() const;
};

/// Every text file of the project except what tools make (build/, node_modules/, locks, dist/).
const std::vector<File>& files();

/// "shared/forms" -> every room its includes may name, itself among them.
const std::map<std::string, std::set<std::string>>& rooms_within_reach();

}  // namespace adit::tidy
