// What every caller may rely on: a value or the reason there is none, passed up with what was
// tried.
#include "base/result.h"

#include <catch2/catch_all.hpp>

#include <memory>

using namespace adit;

namespace {

Result<int> workers(bool known) {
    if (!known) return Error{Code::NotFound, "no count: ask the site's chief"};
    return 300;
}

Result<std::string> sentence(bool known) {
    const int count = TRY(workers(known));
    return std::to_string(count) + " workers";
}

}  // namespace

TEST_CASE("a result holds its value or its error", "[base]") {
    CHECK(*workers(true) == 300);
    REQUIRE_FALSE(workers(false));
    CHECK(workers(false).error().code == Code::NotFound);
}

TEST_CASE("an error is passed up unchanged by TRY", "[base]") {
    CHECK(*sentence(true) == "300 workers");
    CHECK(sentence(false).error().what == "no count: ask the site's chief");
}

TEST_CASE("an error names what was being attempted; a value does not change", "[base]") {
    CHECK(workers(false).during("opening round-3").error().what ==
          "opening round-3: no count: ask the site's chief");
    CHECK(*workers(true).during("opening round-3") == 300);
}

TEST_CASE("a result hands over what cannot be copied", "[base]") {
    Result<std::unique_ptr<int>> held(std::make_unique<int>(7));
    const std::unique_ptr<int> taken = *std::move(held);
    CHECK(*taken == 7);
}
