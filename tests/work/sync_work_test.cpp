// What the progress of an exchange says of the time that is left.
#include "work/sync_work.h"

#include "support/desk.h"
#include "sync/intake.h"
#include "work/listing.h"

#include <catch2/catch_all.hpp>

using namespace adit;

TEST_CASE("the time left is what the rest takes at the speed so far", "[work][sync]") {
    CHECK(work::time_left_ms(10'000, 100, 300) == 30'000);
    CHECK(work::time_left_ms(60'000, 1, 2) == 120'000);
    CHECK_FALSE(work::time_left_ms(1'000, 100, 300));  // Too soon to tell.
    CHECK_FALSE(work::time_left_ms(10'000, 0, 300));   // Nothing went yet.
    CHECK_FALSE(work::time_left_ms(10'000, 300, 0));   // Nothing is left.
}

TEST_CASE("whatever stands against a pack has words in both languages", "[work][sync]") {
    const auto words = test::shipped_words();
    std::vector<std::string> rules = {"damaged", "sums"};
    for (int rule = 1; rule <= static_cast<int>(sync::Rule::Branch); ++rule) {
        rules.emplace_back(sync::word_for(static_cast<sync::Rule>(rule)));
    }
    for (const std::string& rule : rules) {
        const model::Sentence sentence = work::sentence_for(rule, "in English");
        INFO(sentence.key);
        CHECK(words->english().contains(sentence.key));
        CHECK(words->french().contains(sentence.key));
    }
}
