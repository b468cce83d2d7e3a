// Who may know whom: rooms include only what stands below them, and each outside library is known
// in the one room that hides it from the others.
#include "tidy/tree.h"

#include <catch2/catch_all.hpp>

using namespace adit::tidy;

namespace {

struct Hidden {
    std::string_view library;  // How its includes begin.
    std::set<std::string> rooms;
};

const std::vector<Hidden> kHidden{
    {"sqlite3", {"shared/sqlite"}},
    {"sqlcipher/", {"shared/sqlite"}},
    {"sodium", {"shared/identity"}},
    {"nlohmann/", {"shared/base"}},
    {"zstd", {"shared/sync"}},
    {"zip.h", {"shared/xlsform"}},
    {"expat", {"shared/xml"}},
    {"xlsxwriter", {"shared/tables"}},
    {"boost/", {"shared/net", "sync-server/http"}},
    {"openssl/", {"shared/net", "shared/xpath", "sync-server/http"}},
    {"date/", {"shared/xpath"}},
    {"GLFW/", {"field-app/platform"}},
    {"GL/", {"field-app/platform"}},
    {"GLES", {"field-app/platform"}},
    {"EGL/", {"field-app/platform"}},
    {"png.h", {"field-app/platform"}},
    {"imgui", {"field-app/ui", "field-app/views", "field-app/platform"}},
    {"libpq", {"sync-server/postgres"}},
    {"pqxx", {"sync-server/postgres"}},
};

bool is_code(const File& file) { return file.ends_with(".h") || file.ends_with(".cpp"); }
bool is_test(const File& file) { return file.path.starts_with("tests/"); }

}  // namespace

TEST_CASE("a room includes only the rooms that its line in CMake names, and theirs", "[tidy]") {
    std::set<std::string> names;
    for (const auto& [folder, reach] : rooms_within_reach()) {
        names.insert(std::filesystem::path(folder).filename().string());
    }
    REQUIRE(names.size() > 20);
    for (const File& file : files()) {
        const auto reach = rooms_within_reach().find(file.folder());
        if (!is_code(file) || reach == rooms_within_reach().end()) continue;
        for (const std::string& include : file.includes()) {
            const std::string room = include.substr(0, include.find('/'));
            if (!names.contains(room) || include.find('/') == std::string::npos) continue;
            INFO(file.path << " includes " << include);
            CHECK(reach->second.contains(room));
        }
    }
}

TEST_CASE("the two wings never include each other, and the ground knows neither", "[tidy]") {
    std::map<std::string, std::string> wing_of;
    for (const auto& [folder, reach] : rooms_within_reach()) {
        const std::filesystem::path path(folder);
        wing_of[path.filename().string()] = path.parent_path().string();
    }
    for (const File& file : files()) {
        if (!is_code(file) || is_test(file)) continue;
        const std::string wing = file.path.substr(0, file.path.find('/'));
        for (const std::string& include : file.includes()) {
            const auto theirs = wing_of.find(include.substr(0, include.find('/')));
            if (theirs == wing_of.end()) continue;
            INFO(file.path << " includes " << include);
            CHECK((theirs->second == "shared" || theirs->second == wing));
        }
    }
}

TEST_CASE("each outside library is included only by the rooms that hide it", "[tidy]") {
    for (const File& file : files()) {
        if (!is_code(file) || is_test(file)) continue;
        for (const std::string& include : file.includes()) {
            for (const Hidden& hidden : kHidden) {
                if (!include.starts_with(hidden.library)) continue;
                INFO(file.path << " includes " << include);
                CHECK(hidden.rooms.contains(file.folder()));
            }
        }
    }
}

TEST_CASE("no include climbs out of its folder", "[tidy]") {
    for (const File& file : files()) {
        if (!is_code(file)) continue;
        for (const std::string& include : file.includes()) {
            INFO(file.path << " includes " << include);
            CHECK(include.find("..") == std::string::npos);
        }
    }
}

TEST_CASE("coroutines stay where sockets are", "[tidy]") {
    const std::string awaiting = std::string("co_") + "await";
    for (const File& file : files()) {
        if (!is_code(file) || is_test(file) || file.folder() == "shared/net" ||
            file.folder() == "sync-server/http") {
            continue;
        }
        INFO(file.path);
        CHECK(file.text.find(awaiting) == std::string::npos);
    }
}
