// What an officer sees of a record that was brought together from several laptops: which rule it
// breaks now, what is no longer asked, and decisions that can be taken again.
#include "support/small_form.h"

#include <catch2/catch_all.hpp>

using namespace adit;
using model::effect::Append;

namespace {

const record::NodePath kMen{"/people/men"};

record::Answer said(record::Value value, const char* author = "a.kamau") {
    record::Sibling sibling{std::move(value), {}, {}, author, 0};
    sibling.dot.number = 1;
    return {{sibling}, {sibling.dot}, false};
}

record::Record finalised(const test::SmallDesk& desk) {
    record::Record record;
    record.id.uuid.bytes[0] = 7;
    record.scope = {"COD"};
    record.form = desk.forms.at("site_visit")->form;
    record.stage = record::Stage::Finalised;
    record.answers[{"/visit/country"}] = said(record::Choice{"COD"});
    record.answers[{"/visit/site"}] = said(record::Choice{"s1"});
    record.answers[{"/visit/reached"}] = said(record::Choice{"yes"});
    record.answers[kMen] = said(std::int64_t{12});
    return record;
}

}  // namespace

TEST_CASE("a record that edits made apart have broken says which rule, in the person's language",
          "[model][merge]") {
    test::SmallDesk desk;
    record::Record record = finalised(desk);
    record.answers[kMen] = said(std::int64_t{3000}, "k.mensah");
    desk.kept[record.id] = record;

    SECTION("not when whoever finalised it had seen it all") {
        desk.ask(model::OpenRecord{record.id});
        CHECK(desk.state.open->broken_by_merge.empty());
    }
    SECTION("but when nobody had") {
        desk.kept[record.id].edited_apart = true;
        desk.ask(model::OpenRecord{record.id});
        CHECK(desk.state.screen == model::Screen::Review);
        REQUIRE(desk.state.open->broken_by_merge.size() == 1);
        CHECK(desk.state.open->broken_by_merge[0].path == kMen);
        CHECK(desk.state.open->broken_by_merge[0].message == "At most 2000.");
        desk.ask(model::SetLanguage{"fr"});
        CHECK(desk.state.open->broken_by_merge[0].message == "Au plus 2000.");

        record.edited_apart = true;
        record.answers[kMen] = said(std::int64_t{20}, "k.mensah");
        desk.hear(model::event::RecordRefreshed{record});
        CHECK(desk.state.open->broken_by_merge.empty());
    }
}

TEST_CASE("an answer that this version of the form does not ask is kept and told",
          "[model][merge]") {
    test::SmallDesk desk;
    record::Record record = finalised(desk);
    record.answers[{"/visit/weather"}] = said(std::string("rain"));
    record.answers[{"/meta/instanceName"}] = said(std::string("x"));
    record.answers[{"/visit/taken_away"}] = said(record::Nothing{});
    desk.kept[record.id] = record;
    desk.ask(model::OpenRecord{record.id});
    CHECK(desk.state.open->retired == std::vector<record::NodePath>{{"/visit/weather"}});
}

TEST_CASE("a decision that stands can be taken again, and nothing else can", "[model][merge]") {
    test::SmallDesk desk;
    const record::Record record = finalised(desk);
    desk.kept[record.id] = record;
    desk.ask(model::OpenRecord{record.id});
    desk.given.clear();
    desk.ask(model::Decide{kMen, std::int64_t{15}});
    CHECK(desk.all_given<Append>().empty());

    record::Sibling other{std::int64_t{15}, {}, {}, "k.mensah", 0};
    desk.hear(model::event::RecordRefreshed{
        record, {{kMen, record.answers.at(kMen).siblings.front(), {other}}}});
    desk.ask(model::Decide{kMen, std::int64_t{15}});
    const auto appended = desk.all_given<Append>();
    REQUIRE(appended.size() == 1);
    const auto* resolve = std::get_if<record::Resolve>(&appended[0].operations.front());
    REQUIRE(resolve != nullptr);
    CHECK(resolve->chosen == record::Value{std::int64_t{15}});
    CHECK(resolve->replaces == record.answers.at(kMen).written_by);
}
