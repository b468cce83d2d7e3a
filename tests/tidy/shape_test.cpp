// The shape of the house that no other tool holds: length, names, headers that open with their
// promise, and nothing of one machine in what everybody gets.
#include "base/text.h"
#include "tidy/tree.h"

#include <catch2/catch_all.hpp>

#include <algorithm>
#include <regex>

using namespace adit::tidy;

namespace {

constexpr std::size_t kFileLinesMax = 500;

bool is_code(const File& file) {
    static const std::vector<std::string> kEndings{".h",  ".cpp", ".ts",    ".tsx", ".mjs",
                                                   ".js", ".css", ".cmake", ".sh"};
    return std::ranges::any_of(kEndings, [&](const auto& end) { return file.ends_with(end); }) ||
           (file.folder() == "scripts" && file.text.starts_with("#!"));
}

bool is_cpp(const File& file) { return file.ends_with(".h") || file.ends_with(".cpp"); }

}  // namespace

TEST_CASE("no file is longer than 500 lines", "[tidy]") {
    for (const File& file : files()) {
        if (!is_code(file)) continue;
        INFO(file.path);
        CHECK(file.lines().size() <= kFileLinesMax);
    }
}

TEST_CASE("every header opens with what it is, and is taken once", "[tidy]") {
    for (const File& file : files()) {
        if (!file.ends_with(".h")) continue;
        INFO(file.path);
        CHECK(file.text.starts_with("// "));
        CHECK(file.text.find("\n#pragma once\n") != std::string::npos);
    }
}

TEST_CASE("every script says in its first lines what it does", "[tidy]") {
    for (const File& file : files()) {
        if (file.folder() != "scripts") continue;
        const auto lines = file.lines();
        INFO(file.path);
        const std::size_t first = file.text.starts_with("#!") ? 1 : 0;
        REQUIRE(lines.size() > first);
        const std::string& says = lines[first];
        CHECK((says.starts_with("# ") || says.starts_with("// ") || says.starts_with("\"\"\"")));
    }
}

TEST_CASE("everything has a name: nothing is called utils, helpers, common, misc or manager",
          "[tidy]") {
    static const std::regex kNameless(
        R"((^|[/_.-])(utils?|helpers?|common|misc|managers?)([/_.-]|$))");
    for (const File& file : files()) {
        INFO(file.path);
        CHECK_FALSE(std::regex_search(file.path, kNameless));
    }
}

TEST_CASE("a namespace is opened wide in tests only", "[tidy]") {
    const std::string wide = std::string("using ") + "namespace";
    for (const File& file : files()) {
        if (!is_cpp(file) || file.path.starts_with("tests/")) continue;
        INFO(file.path);
        CHECK(file.text.find(wide) == std::string::npos);
    }
}

TEST_CASE("nothing is left for later without an issue", "[tidy]") {
    static const std::regex kLater(R"(\b(TO)(DO)\b(?!\(#)|\b(FIX)(ME)\b|\b(X)(XX)\b)");
    for (const File& file : files()) {
        if (!is_code(file)) continue;
        INFO(file.path);
        CHECK_FALSE(std::regex_search(file.text, kLater));
    }
}

TEST_CASE("no tracked file names a machine's folders or a package registry", "[tidy]") {
    // Written in halves, so that this file does not name them either. A folder counts where a path
    // begins: XPath's instance('sites')/root/item is none.
    const std::regex machine(std::string(R"((^|[\s"'`=:(])/(wo)") + "rk|ro" + "ot|ho" + "me)/");
    const std::vector<std::string> hosts{
        std::string("registry.") + "npmjs",
        std::string("deb.") + "debian.org",
        std::string("npm.") + "pkg",
        std::string("\"resolved\": \"") + "http",
    };
    for (const File& file : files()) {
        INFO(file.path);
        std::smatch named;
        CHECK_FALSE(std::regex_search(file.text, named, machine));
        for (const std::string& host : hosts) CHECK(file.text.find(host) == std::string::npos);
    }
}

TEST_CASE("ARCHITECTURE.md names every room", "[tidy]") {
    const auto plan = std::ranges::find(files(), "ARCHITECTURE.md", &File::path);
    REQUIRE(plan != files().end());
    for (const auto& [folder, reach] : rooms_within_reach()) {
        INFO(folder);
        CHECK(plan->text.find("| `" + folder + "` |") != std::string::npos);
    }
}

TEST_CASE("every folder of a wing that holds code is a room that CMake knows", "[tidy]") {
    for (const File& file : files()) {
        const bool in_a_wing = file.path.starts_with("shared/") ||
                               file.path.starts_with("field-app/") ||
                               file.path.starts_with("sync-server/");
        const bool in_a_room = std::ranges::count(file.path, '/') >= 2;
        if (!in_a_wing || !in_a_room || !is_cpp(file)) continue;
        INFO(file.path << ": rooms are two levels deep and each has its adit_module line");
        CHECK(rooms_within_reach().contains(file.folder()));
    }
}
