// What a coordinator may rely on about sites that several officers visit: who counted apart is
// asked about, who had met is not; and a site registered twice is found, linked and parted again.
#include "work/site_questions.h"

#include "support/laptop.h"
#include "work/listing.h"

#include <algorithm>

using namespace adit;

namespace {

constexpr std::int64_t kHour = 3'600'000;

/// Brings each what the other has, and computes its sites anew, as an exchange does.
void meet(test::Laptop& one, test::Laptop& other) {
    for (auto [from, to] : {std::pair{&one, &other}, std::pair{&other, &one}}) {
        std::vector<record::RecordId> touched;
        for (const store::Head& head : test::must((*from)->store().heads({}))) {
            std::uint64_t held = 0;
            for (const store::Head& each : test::must((*to)->store().heads({}))) {
                if (each.feed == head.feed) held = each.number;
            }
            if (held >= head.number) continue;
            const auto run = test::must((*from)->store().run_after(head.feed, held, 1u << 20));
            for (auto& id : test::must((*to)->store().take(run, to->world.now()))) {
                touched.push_back(id);
            }
        }
        test::must(work::renew_entities(**to, touched));
    }
}

record::RecordId register_site(test::Laptop& laptop, const std::string& name,
                               const std::string& place) {
    return laptop.record(
        "site_profile",
        {{"loc/country", "COD"}, {"site_name", name}, {"location", place}, {"formal_step", "1"}},
        true);
}

record::RecordId visit(test::Laptop& laptop, const std::string& site, const std::string& step) {
    return laptop.record("site_visit",
                         {{"country", "COD"},
                          {"site", site},
                          {"reached", "on_site"},
                          {"confidence", "high"},
                          {"formal_step", step}},
                         true);
}

store::Entity only_site(test::Laptop& laptop) {
    const auto sites = test::must(laptop->store().entities("sites", std::nullopt));
    REQUIRE(sites.size() == 1);
    return sites.front();
}

std::string base_of(test::Laptop& laptop, const record::RecordId& id) {
    const record::Record record = test::must(work::record_at(*laptop, id));
    const record::Value* base = record.find_value({"/meta/entity/@base"});
    return base == nullptr ? "" : text_of(*base);
}

struct Two {
    test::Laptop asha{1}, badu{2};
    record::RecordId registered = register_site(asha, "Kamituga", "-3.06 28.18 0 5");
    std::string site = only_site(asha).id;
    Two() {
        meet(asha, badu);
        pass();
    }
    void pass() {
        asha.world.pass(kHour);
        badu.world.pass(kHour);
    }
};

}  // namespace

TEST_CASE("two officers who visit a site without having met are both told, on both laptops",
          "[work][entities]") {
    Two two;
    const auto of_asha = visit(two.asha, two.site, "2");
    const auto of_badu = visit(two.badu, two.site, "3");
    CHECK(base_of(two.asha, of_asha) == "own");
    CHECK(base_of(two.badu, of_badu) == two.registered.text());
    CHECK(base_of(two.asha, two.registered) == "");  // It registers: there is nothing to know.
    two.pass();
    meet(two.asha, two.badu);
    for (test::Laptop* laptop : {&two.asha, &two.badu}) {
        const auto rows = test::must(work::sites(**laptop));
        REQUIRE(rows.size() == 1);
        CHECK(rows[0].in_conflict);
        CHECK(rows[0].visits == 2);
        const auto page = test::must(work::site_page(**laptop, two.site));
        const auto conflict = std::ranges::find_if(page.conflicts, [](const auto& each) {
            return each.label.in("en", "en") == "Formalisation step";
        });
        REQUIRE(conflict != page.conflicts.end());
        REQUIRE(conflict->sayings.size() == 2);
        CHECK(conflict->sayings[0].author == "k.mensah");
        CHECK(conflict->sayings[0].laptop != conflict->sayings[1].laptop);
        CHECK(conflict->sayings[0].text != conflict->sayings[1].text);
        CHECK(conflict->sayings[0].text.in("fr", "en") != "");
    }
    CHECK(only_site(two.asha).conflicts == only_site(two.badu).conflicts);

    SECTION("the next visit by somebody who has both settles it") {
        two.pass();
        visit(two.badu, two.site, "4");
        meet(two.asha, two.badu);
        CHECK(only_site(two.asha).conflicts.empty());
        CHECK(only_site(two.badu).conflicts.empty());
    }
    SECTION("a deleted visit says nothing any more") {
        const record::Record record = test::must(work::record_at(*two.asha, of_badu));
        test::must(work::append(*two.asha, record, {record::Delete{"twice", record.seen}}));
        meet(two.asha, two.badu);
        CHECK(only_site(two.asha).conflicts.empty());
        CHECK(only_site(two.badu).conflicts.empty());
    }
}

TEST_CASE(
    "two visits weeks apart by officers who had met are no conflict, and a late correction of "
    "the old one makes none",
    "[work][entities]") {
    Two two;
    const auto old = visit(two.asha, two.site, "2");
    meet(two.asha, two.badu);
    two.asha.world.pass(14 * 24 * kHour);
    two.badu.world.pass(14 * 24 * kHour);
    visit(two.badu, two.site, "3");
    meet(two.asha, two.badu);
    CHECK(only_site(two.asha).conflicts.empty());

    two.pass();
    const auto session = test::must(work::session_of(*two.asha, old, "en"));
    const auto tables = test::must(two.asha->forms().tables(session->definition(), std::nullopt));
    const auto before = session->record();
    auto operations = test::must(work::answer_typed(*session, tables, {{"formal_step", "1"}}));
    for (auto& operation : work::computed_again(*session, two.asha.world.now())) {
        operations.push_back(std::move(operation));
    }
    test::must(work::append(*two.asha, before, std::move(operations)));
    meet(two.asha, two.badu);
    for (test::Laptop* laptop : {&two.asha, &two.badu}) {
        const store::Entity site = only_site(*laptop);
        CHECK(site.conflicts.empty());
        CHECK(work::property_of(site, "formal_step") == "3");
    }
}

TEST_CASE("a site registered twice is asked about, linked, and parted again exactly",
          "[work][entities]") {
    Two two;
    register_site(two.badu, "Kamitunga", "-3.061 28.18 0 5");
    meet(two.asha, two.badu);
    const auto entities = [&] {
        return test::must(two.asha->store().entities("sites", std::nullopt));
    };
    const auto before = entities();
    REQUIRE(before.size() == 2);
    const auto& twin = before[0].id == two.site ? before[1] : before[0];
    const auto& site = before[0].id == two.site ? before[0] : before[1];
    visit(two.badu, twin.id, "2");
    meet(two.asha, two.badu);

    const auto page = test::must(work::site_page(*two.asha, two.site));
    REQUIRE(page.twins.size() == 1);
    CHECK(page.twins[0].id == twin.id);
    CHECK(*page.twins[0].distance_m > 100);
    CHECK(page.site.maybe_twice);
    CHECK(page.site.visits == 0);

    test::must(work::link(*two.asha, twin, site));
    meet(two.asha, two.badu);
    for (test::Laptop* laptop : {&two.asha, &two.badu}) {
        const auto linked = test::must(work::site_page(**laptop, two.site));
        CHECK(linked.site.visits == 1);
        CHECK(linked.twins.empty());
        CHECK(test::must(work::site_page(**laptop, twin.id)).linked_to == site.label);
    }
    const auto now = test::must(work::entity_at(*two.asha, "sites", twin.id));
    CHECK_FALSE(work::link(*two.asha, now, site));
    CHECK_FALSE(work::link(*two.asha, site, site));

    test::must(work::unlink(*two.badu, test::must(work::entity_at(*two.badu, "sites", twin.id))));
    meet(two.asha, two.badu);
    const auto parted = test::must(work::site_page(*two.asha, two.site));
    CHECK(parted.site.visits == 0);
    CHECK(parted.twins == page.twins);
    const auto again = test::must(work::entity_at(*two.badu, "sites", twin.id));
    CHECK(again.duplicate_of.empty());
    const auto refused = work::unlink(*two.badu, again);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().what.find("linked to nothing") != std::string::npos);
    CHECK_FALSE(work::entity_at(*two.badu, "sites", "nowhere"));
}

TEST_CASE("a decision between two answers can be looked at again and decided otherwise",
          "[work][resolutions]") {
    Two two;
    const auto id = visit(two.asha, two.site, "2");
    meet(two.asha, two.badu);
    const record::NodePath path{"/formal/formal_step"};
    const auto answer = [&](test::Laptop& laptop, const std::string& step) {
        const auto session = test::must(work::session_of(*laptop, id, "en"));
        test::must(
            work::append(*laptop, session->record(), session->answer(path, record::Choice{step})));
    };
    answer(two.asha, "3");
    answer(two.badu, "4");
    meet(two.asha, two.badu);
    auto record = test::must(work::record_at(*two.asha, id));
    REQUIRE(record.answers.at(path).in_conflict());
    CHECK(test::must(work::decided_in(*two.asha, id)).empty());

    test::must(work::append(
        *two.asha, record,
        {record::Resolve{path, record::Choice{"3"}, record.answers.at(path).written_by}}));
    meet(two.asha, two.badu);
    const auto decided = test::must(work::decided_in(*two.badu, id));
    REQUIRE(decided.size() == 1);
    CHECK(decided[0].decision.value == record::Value{record::Choice{"3"}});
    REQUIRE(decided[0].set_aside.size() == 1);
    CHECK(decided[0].set_aside[0].value == record::Value{record::Choice{"4"}});
}
