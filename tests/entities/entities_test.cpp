// What a coordinator may rely on when several visits speak of one site.
#include "entities/entities.h"

#include "xlsform/workbook.h"

#include <catch2/catch_all.hpp>

#include <fstream>
#include <iterator>

using namespace adit;

namespace {

forms::Definition visit_form() {
    std::ifstream file(std::string(ADIT_SOURCES) + "/assets/forms/site_visit.xlsx",
                       std::ios::binary);
    const std::string workbook{std::istreambuf_iterator<char>(file), {}};
    auto reading = xlsform::read_workbook(view_of(workbook), "site_visit.xlsx");
    REQUIRE(reading.definition);
    return *std::move(reading.definition);
}

record::Answer said(record::Value value) {
    return {{{std::move(value), {}, {}, "", 0}}, {}, false};
}

record::Record visit(std::uint64_t begun, std::uint64_t changed) {
    record::Record record;
    record.form = {"site_visit", "1"};
    record.stage = record::Stage::Finalised;
    record.created = {begun};
    record.changed = {changed};
    record.answers[{"/meta/entity/@dataset"}] = said(std::string("sites"));
    record.answers[{"/meta/entity/@id"}] = said(std::string("kamituga"));
    record.answers[{"/meta/entity/@update"}] = said(std::string("1"));
    record.answers[{"/visit/reached"}] = said(record::Choice{"on_site"});
    record.answers[{"/formal/formal_step"}] = said(record::Choice{"2"});
    return record;
}

}  // namespace

TEST_CASE("a visit speaks of its site from when it was begun, however late it is corrected",
          "[entities]") {
    const auto effects = entities::effects_of(visit_form(), visit(10, 99));

    REQUIRE(effects.size() == 1);
    CHECK(effects[0].entity == "kamituga");
    CHECK(effects[0].clock == record::Clock{10});
    REQUIRE(effects[0].properties.size() == 1);
    CHECK(effects[0].properties[0].first == "formal_step");
}

TEST_CASE("a visit that may not update its site names it and changes nothing", "[entities]") {
    record::Record unreached = visit(10, 10);
    unreached.answers.erase({"/meta/entity/@update"});

    CHECK(entities::effects_of(visit_form(), unreached).empty());
}

TEST_CASE("a draft and a deleted record say nothing of a site", "[entities]") {
    record::Record draft = visit(10, 10);
    draft.stage = record::Stage::Draft;
    record::Record deleted = visit(10, 10);
    deleted.deleted = true;

    for (const record::Record& silent : {draft, deleted}) {
        for (const store::EntityEffect& effect : entities::effects_of(visit_form(), silent)) {
            CHECK_FALSE(effect.counts);
            CHECK(effect.properties.empty());
            CHECK(effect.label.empty());
        }
    }
}

TEST_CASE("a form sees a list of sites as a table: name, label, version, properties",
          "[entities]") {
    std::vector<store::Entity> sites(2);
    sites[0].id = "a";
    sites[0].label = "Kamituga";
    sites[0].version = 2;
    sites[0].properties = {{"workers_last", std::int64_t{60}}};
    sites[1].id = "b";
    sites[1].label = "Bogoso";
    sites[1].version = 1;
    sites[1].properties = {{"country", record::Choice{"GHA"}}};

    const forms::Table table = entities::table_of(sites);

    CHECK(table.columns ==
          std::vector<std::string>{"name", "label", "__version", "workers_last", "country"});
    CHECK(table.rows[0] == std::vector<std::string>{"a", "Kamituga", "2", "60", ""});
    CHECK(table.rows[1] == std::vector<std::string>{"b", "Bogoso", "1", "", "GHA"});
}
