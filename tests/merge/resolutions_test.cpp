// What a coordinator may rely on after deciding between two answers: the other one is still there
// to be chosen instead, as often as she likes.
#include "merge/resolutions.h"

#include "support/changes.h"

#include <catch2/catch_all.hpp>

#include <algorithm>

using namespace adit;
using namespace adit::test;
using merge::resolutions_of;
using record::Resolve;

namespace {

record::Value text(const char* words) { return std::string(words); }

Resolve resolve(const char* chosen, std::vector<record::Dot> replaces) {
    return {{"/mineral"}, std::string(chosen), std::move(replaces)};
}

std::vector<record::Change> decided() {
    return {change('a', 1, 10, {put("/mineral", text("gold"))}),
            change('b', 1, 11, {put("/mineral", text("tin"))}),
            change('c', 1, 12, {resolve("gold", {dot('a', 1), dot('b', 1)})})};
}

}  // namespace

TEST_CASE("a decision knows what it set aside, by whom and when", "[merge][resolutions]") {
    const auto found = resolutions_of(decided());
    REQUIRE(found.size() == 1);
    CHECK(found[0].path.text == "/mineral");
    CHECK(found[0].decision.value == text("gold"));
    CHECK(found[0].decision.author == "c");
    REQUIRE(found[0].set_aside.size() == 1);
    CHECK(found[0].set_aside[0].value == text("tin"));
    CHECK(found[0].set_aside[0].author == "b");
}

TEST_CASE("a decision that was decided otherwise offers the first one again",
          "[merge][resolutions]") {
    auto changes = decided();
    changes.push_back(change('c', 2, 13, {resolve("tin", {dot('c', 1)})}));
    const auto found = resolutions_of(changes);
    REQUIRE(found.size() == 1);
    CHECK(found[0].decision.value == text("tin"));
    REQUIRE(found[0].set_aside.size() == 1);
    CHECK(found[0].set_aside[0].value == text("gold"));
}

TEST_CASE("what was answered anew, or is in conflict again, waits for no second thought",
          "[merge][resolutions]") {
    auto answered = decided();
    answered.push_back(change('a', 2, 13, {put("/mineral", text("coltan"), {dot('c', 1)})}));
    CHECK(resolutions_of(answered).empty());

    auto met = decided();
    met.push_back(change('b', 2, 12, {resolve("tin", {dot('a', 1), dot('b', 1)})}));
    CHECK(resolutions_of(met).empty());
    CHECK(resolutions_of({}).empty());
}

TEST_CASE("decisions do not depend on the order in which changes arrive", "[merge][resolutions]") {
    auto changes = decided();
    changes.push_back(change('c', 2, 13, {resolve("tin", {dot('c', 1)})}));
    const auto found = resolutions_of(changes);
    std::ranges::reverse(changes);
    CHECK(resolutions_of(changes) == found);
    const auto once = changes;
    changes.insert(changes.end(), once.begin(), once.end());
    CHECK(resolutions_of(changes) == found);
}

TEST_CASE("decisions that claim to replace one another end", "[merge][resolutions]") {
    const std::vector<record::Change> ring{
        change('a', 1, 10, {resolve("gold", {dot('b', 1)})}),
        change('b', 1, 11, {resolve("tin", {dot('a', 1)})}),
        change('c', 1, 12, {resolve("coltan", {dot('a', 1), dot('b', 1)})})};
    CHECK(resolutions_of(ring).size() <= 1);
}
