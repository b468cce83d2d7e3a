// Holds record/CHANGE.md to the code: each example there is what these changes encode to.
#include "base/text.h"
#include "record/change_codec.h"
#include "support/changes.h"
#include "support/written_examples.h"

#include <catch2/catch_all.hpp>

using namespace adit;
using namespace adit::record;
using test::dot;
using test::put;

namespace {

std::vector<std::pair<std::string, Change>> said() {
    const auto by_asha = [](std::uint64_t number, std::vector<Operation> operations) {
        Change change = test::change('a', number, 1'763'885'700'000 + number, {});
        change.author = "asha";
        change.offset_min = 60;
        change.record.uuid = *uuid_from("0199a1b2-c3d4-7e5f-8061-728394a5b6c7");
        change.operations = std::move(operations);
        return change;
    };
    const NodePath miner = NodePath{"/miner"}.instance({0xa1});
    return {
        {"A first answer", by_asha(1, {put("/site", Choice{"gold"})})},
        {"A correction of it", by_asha(2, {put("/site", Choice{"gold"}, {dot('a', 1)})})},
        {"A repeat, a name and an age",
         by_asha(3, {AddInstance{miner}, put(miner.text + "/name", "Jo"),
                     put(miner.text + "/age", std::int64_t{31})})},
        {"An approval that had seen two feeds",
         by_asha(4, {Review{ReviewState::Approved, "", {dot('a', 3), dot('b', 7)}}})},
    };
}

}  // namespace

TEST_CASE("the examples of CHANGE.md are what the code writes and reads", "[record][codec]") {
    const auto written = test::written_examples("shared/record/CHANGE.md");
    SymbolTable writes(test::feed('a')), reads(test::feed('a'));
    CHECK(written.size() == said().size());
    for (const auto& [name, change] : said()) {
        INFO(name);
        const auto bytes = encode(change, writes);
        REQUIRE(bytes);
        const auto example = written.find(name);
        CHECK(hex(*bytes) == (example == written.end() ? "" : hex(example->second)));
        CHECK(*decode(*bytes, reads) == change);
    }
}
