// The summary that is read off a single change is the one that folding it gives.
#include "merge/fold.h"
#include "store/first_summary.h"
#include "store/summaries.h"
#include "support/any_change.h"

#include <catch2/catch_all.hpp>
#include <rapidcheck.h>

using namespace adit;
using namespace adit::test;

namespace {

auto facts(const store::Summary& summary) {
    return std::tuple(summary.id, summary.scope, summary.form, summary.title, summary.stage,
                      summary.review, summary.in_conflict, summary.deleted,
                      summary.edited_since_review, summary.marks, summary.author, summary.device,
                      summary.created_ms, summary.changed_ms, summary.date, summary.entity);
}

/// Answers alone, some of them at the same questions: what the short way is for.
record::Change any_answers(Chance& chance) {
    record::Change change = any_change(chance, dot('a', 1));
    change.operations.clear();
    const char* paths[] = {"/a", "/b", "/meta/instanceName", "/meta/entity/@id"};
    const std::uint64_t count = 1 + chance.below(5);
    for (std::uint64_t i = 0; i < count; ++i) {
        const record::NodePath path{paths[chance.below(4)]};
        record::Value value = any_value(chance);
        if (chance.one_in(2)) value = record::Date{static_cast<std::int32_t>(chance.below(30'000))};
        if (chance.one_in(4)) value = any_point(chance);
        if (chance.one_in(3)) {
            change.operations.push_back(record::Compute{path, value});
        } else {
            change.operations.push_back(record::Put{path, value, {}});
        }
        if (chance.one_in(5)) change.operations.push_back(record::Finalise{});
        if (chance.one_in(5)) change.operations.push_back(record::Mark{"training"});
        if (chance.one_in(9)) change.operations.push_back(record::Mark{"sample"});
    }
    return change;
}

}  // namespace

TEST_CASE("a record's first change says the same by itself as folded", "[store][laws]") {
    std::size_t short_ways = 0;
    CHECK(rc::check("first summaries", [&] {
        Chance chance(*rc::gen::inRange<std::uint64_t>(1, 1'000'000'000));
        const bool wild = *rc::gen::inRange(0, 3) == 0;
        const auto change = wild ? any_change(chance, dot('a', 1)) : any_answers(chance);
        const auto quick = store::first_summary(change);
        if (!quick) return;
        ++short_ways;
        const std::vector<record::Change> all{change};
        const auto folded = store::summary_of(merge::fold(all));
        RC_ASSERT(facts(*quick) == facts(folded));
        RC_ASSERT(quick->place == folded.place);
    }));
    CHECK(short_ways > 10);
}

TEST_CASE("a record's outline gives the summary that all of it gives", "[store][laws]") {
    std::size_t conflicts = 0, dates = 0;
    CHECK(rc::check("outlines", [&] {
        Chance chance(*rc::gen::inRange<std::uint64_t>(1, 1'000'000'000));
        std::vector<record::Change> all;
        for (const char letter : {'a', 'b'}) {
            const std::uint64_t count = 1 + chance.below(4);
            for (std::uint64_t number = 1; number <= count; ++number) {
                all.push_back(chance.one_in(2) ? any_change(chance, dot(letter, number))
                                               : any_answers(chance));
                all.back().dot = dot(letter, number);
            }
        }
        const auto outlined = store::summary_of(merge::outline(all));
        const auto folded = store::summary_of(merge::fold(all));
        RC_ASSERT(facts(outlined) == facts(folded));
        RC_ASSERT(outlined.place == folded.place);
        if (folded.in_conflict) ++conflicts;
        if (!folded.date.empty()) ++dates;
    }));
    CHECK(conflicts > 10);
    CHECK(dates > 10);
}
