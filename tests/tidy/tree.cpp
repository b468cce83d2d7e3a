#include "tidy/tree.h"

#include "base/text.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <regex>

namespace adit::tidy {
namespace {

namespace fs = std::filesystem;

bool is_made_by_tools(const fs::path& name) {
    static const std::set<std::string> kMade{".git",         "build", ".adit", "dist",
                                             "node_modules", ".vite", ".cache"};
    return kMade.contains(name.string());
}

bool is_text(const fs::path& path) {
    static const std::set<std::string> kBinary{".xlsx", ".png",  ".ico", ".zst",
                                               ".gz",   ".adit", ".db",  ".ttf"};
    return !kBinary.contains(path.extension().string());
}

std::string read(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<File> read_all() {
    const fs::path top = fs::path(ADIT_SOURCES);
    std::vector<File> found;
    for (auto at = fs::recursive_directory_iterator(top); at != fs::recursive_directory_iterator();
         ++at) {
        if (is_made_by_tools(at->path().filename())) {
            at.disable_recursion_pending();
        } else if (at->is_regular_file() && is_text(at->path())) {
            found.push_back({at->path().lexically_relative(top).string(), read(at->path())});
        }
    }
    std::ranges::sort(found, {}, &File::path);
    return found;
}

using Reach = std::map<std::string, std::set<std::string>>;

Reach read_arrows() {
    std::map<std::string, std::string> folder_of;
    std::map<std::string, std::set<std::string>> drawn;
    const std::string text = read(ADIT_ARROWS);
    for (const std::string_view line : split(text, '\n')) {
        const auto colon = line.find(": ");
        if (colon == std::string_view::npos) continue;
        const fs::path folder = line.substr(0, colon);
        folder_of[folder.filename().string()] = folder.string();
        auto& below = drawn[folder.filename().string()];
        for (const std::string_view room : split(trimmed(line.substr(colon + 2)), ';')) {
            if (!room.empty()) below.insert(std::string(room));
        }
    }
    Reach reach;
    for (const auto& [name, folder] : folder_of) {
        std::vector<std::string> ahead{name};
        while (!ahead.empty()) {
            const std::string room = ahead.back();
            ahead.pop_back();
            if (!reach[folder].insert(room).second) continue;
            for (const std::string& next : drawn[room]) ahead.push_back(next);
        }
    }
    return reach;
}

}  // namespace

std::vector<std::string> File::lines() const {
    std::vector<std::string> out;
    for (const std::string_view line : split(text, '\n')) out.emplace_back(line);
    if (!out.empty() && out.back().empty()) out.pop_back();
    return out;
}

std::vector<std::string> File::includes() const {
    static const std::regex kInclude(R"(^\s*#\s*include\s*["<]([^">]+)[">])");
    std::vector<std::string> out;
    for (const std::string& line : lines()) {
        std::smatch found;
        if (line.find('#') != std::string::npos && std::regex_search(line, found, kInclude)) {
            out.push_back(found[1]);
        }
    }
    return out;
}

const std::vector<File>& files() {
    static const std::vector<File> kFiles = read_all();
    return kFiles;
}

const Reach& rooms_within_reach() {
    static const Reach kReach = read_arrows();
    return kReach;
}

}  // namespace adit::tidy
