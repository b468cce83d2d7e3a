// The stories of tests/golden/merge: what a coordinator may rely on when people write apart.
#include "merge/fold.h"
#include "story.h"

#include <catch2/catch_all.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

using namespace adit;

namespace {

std::vector<std::filesystem::path> cases() {
    std::vector<std::filesystem::path> found;
    const std::string folder = std::string(ADIT_SOURCES) + "/tests/golden/merge";
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.path().extension() == ".case") found.push_back(entry.path());
    }
    std::sort(found.begin(), found.end());
    return found;
}

std::string content(const std::filesystem::path& path) {
    std::ifstream file(path);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

}  // namespace

TEST_CASE("every story ends as it is told, in whatever order it arrives", "[merge][golden]") {
    REQUIRE(cases().size() > 30);
    for (const auto& path : cases()) {
        INFO(path.filename().string());
        auto story = test::story_from(content(path));
        REQUIRE(story.problem == "");
        CHECK(test::told(merge::fold(story.changes)) == story.outcome);

        std::mt19937_64 order(1);
        auto twice = story.changes;
        twice.insert(twice.end(), story.changes.begin(), story.changes.end());
        for (int arrival = 0; arrival < 5; ++arrival) {
            std::shuffle(twice.begin(), twice.end(), order);
            CHECK(merge::fold(twice) == merge::fold(story.changes));
        }
    }
}

TEST_CASE("each rule of RULES.md names stories that exist", "[merge][golden]") {
    const std::string rules =
        content(std::filesystem::path(ADIT_SOURCES) / "shared/merge/RULES.md");
    for (const auto& path : cases()) {
        INFO(path.filename().string());
        CHECK(rules.find("`" + path.stem().string() + "`") != std::string::npos);
    }
}
