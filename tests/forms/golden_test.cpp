// The reader may rely on: every case of tests/golden/forms holds, and a new file is played as soon
// as it lies there.
#include "base/text.h"
#include "case_player.h"

#include <catch2/catch_all.hpp>

#include <algorithm>

using namespace adit;

TEST_CASE("every golden case of the forms holds", "[forms]") {
    const std::filesystem::path sources(ADIT_SOURCES);
    std::vector<std::filesystem::path> cases;
    for (const auto& entry : std::filesystem::directory_iterator(sources / "tests/golden/forms")) {
        if (entry.path().extension() == ".case") cases.push_back(entry.path());
    }
    std::sort(cases.begin(), cases.end());
    REQUIRE(cases.size() >= 10);
    for (const auto& file : cases) {
        INFO(joined(test::play_case(file, sources / "assets/forms"), "\n"));
        CHECK(test::play_case(file, sources / "assets/forms").empty());
    }
}
