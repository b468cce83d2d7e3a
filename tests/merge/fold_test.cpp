// What a coordinator may rely on besides the stories: who, when, and what was seen.
#include "merge/fold.h"

#include "support/changes.h"

#include <catch2/catch_all.hpp>

using namespace adit;
using namespace adit::record;
using merge::fold;
using test::change;
using test::dot;
using test::put;

TEST_CASE("a record says who began it, who changed it last and what is in it", "[merge]") {
    Change later = change('b', 1, 20, {put("/mineral", Choice{"gold"})});
    later.form.version = "2";
    later.dot.number = 7;
    const Record record = fold(std::vector{later, change('a', 1, 10, {put("/site", "Kamituga")}),
                                           change('a', 3, 12, {put("/site", "Kamituga")}),
                                           change('a', 2, 13, {put("/site", "Kamituga")})});
    CHECK(record.author == "a");
    CHECK(record.device == test::laptop('a'));
    CHECK(record.scope.code == "COD");
    CHECK(record.form.version == "2");
    CHECK(record.created.ms() == 10);
    CHECK(record.created_wall_ms == 10);
    CHECK(record.changed.ms() == 20);
    CHECK(record.seen == Seen{dot('a', 3), dot('b', 7)});
}

TEST_CASE("the next answer learns what it replaces, equal siblings included", "[merge]") {
    const Record record = fold(std::vector{change('a', 1, 10, {put("/mineral", "gold")}),
                                           change('b', 1, 11, {put("/mineral", "gold")}),
                                           change('c', 1, 12, {put("/mineral", "tin")})});
    const Answer& answer = record.answers.at({"/mineral"});
    CHECK(answer.siblings.size() == 2);
    CHECK(answer.siblings[0].author == "c");
    CHECK(answer.siblings[1].author == "b");
    CHECK(answer.written_by == std::vector<Dot>{dot('a', 1), dot('b', 1), dot('c', 1)});
    CHECK(record.in_conflict());
    CHECK(merge::conflicts_of(record) == std::vector<NodePath>{{"/mineral"}});
}

TEST_CASE("integer 5, decimal 5.0 and text 5 disagree", "[merge]") {
    const Record record = fold(std::vector{change('a', 1, 10, {put("/n", std::int64_t{5})}),
                                           change('b', 1, 11, {put("/n", 5.0)}),
                                           change('c', 1, 12, {put("/n", "5")})});
    CHECK(record.answers.at({"/n"}).siblings.size() == 3);
}

TEST_CASE("an approval counts what its own change wrote before it, not after", "[merge]") {
    const Operation edit = put("/site", "Kamituga");
    const Operation approval = Review{ReviewState::Approved, "seen", {}};
    const Record after = fold(std::vector{change('a', 1, 10, {edit, approval})});
    CHECK(after.review == ReviewState::Approved);
    CHECK(after.review_reason == "seen");
    const Record before = fold(std::vector{change('a', 1, 10, {approval, edit})});
    CHECK(before.review == ReviewState::Received);
    CHECK(before.edited_since_review);
}
