// What an officer and a coordinator see in the window of what was written apart: sites with two
// values, sites that may be one, records that merging broke, what is no longer asked, decisions.
#include "support/pilot_desk.h"
#include "support/screen.h"
#include "support/small_form.h"
#include "support/window_desk.h"

#include <catch2/catch_all.hpp>

using namespace adit;

#define SKIP_WITHOUT_SCREEN() \
    if (!test::Screen::is_there()) SKIP("no screen here, and Xvfb is not installed")

TEST_CASE("a site that visits made apart describe differently says so in words, and by whom",
          "[gui][window][merge]") {
    SKIP_WITHOUT_SCREEN();
    auto window = platform::Window::open({.width = 1366, .height = 768});
    REQUIRE(window);
    test::PilotDesk desk;
    std::vector<model::SiteRow> rows = desk.state.sites.rows;
    rows[0].in_conflict = true;
    rows[1].maybe_twice = true;
    desk.hear(model::event::SitesLoaded{rows});
    test::WindowDesk screen(desk, *std::move(window));
    desk.ask(model::Show{model::Screen::Sites});
    CHECK(screen.play("wait for \"Two values\"\nwait for \"Registered twice?\"\n"
                      "shot sites_in_conflict") == "");

    desk.ask(model::ShowSite{rows[0].id});
    model::SitePage page{.site = rows[0], .facts = {}, .visits = {}};
    const forms::Words label{{{"en", "Formalisation step"}, {"fr", "Étape de formalisation"}}};
    record::RecordId one, other;
    one.uuid.bytes[15] = 1;
    other.uuid.bytes[15] = 2;
    page.conflicts = {
        {label,
         {{{{{"en", "Step 3"}}}, "k.mensah", std::string(32, 'b'), test::kMorning, one},
          {{{{"en", "Step 2"}}}, "a.kamau", std::string(32, 'a'), test::kMorning, other}}}};
    page.twins = {{rows[1].id, rows[1].label, 111.4}, {rows[2].id, rows[2].label, std::nullopt}};
    page.linked_to = rows[3].label;
    desk.hear(model::event::SiteLoaded{page});
    CHECK(screen.play("wait for \"Visits made apart disagree\"\nwait for \"Step 3\"\n"
                      "wait for \"Kwame Mensah\"\nwait for \"Step 2\"\n"
                      "wait for \"Carrière n° 0002 d’Évêché, 111 m\"\nwait for \"Carrière n° 0003 "
                      "d’Évêché, the same\"\n"
                      "wait for \"Linked: the same site as\"\nshot site_in_conflict") == "");
    desk.ask(model::SetLanguage{"fr"});
    CHECK(screen.play("wait for \"Des visites faites\"\nshot site_in_conflict_fr") == "");
}

TEST_CASE("a record that was merged says what it breaks, what is retired and what was decided",
          "[gui][window][merge]") {
    SKIP_WITHOUT_SCREEN();
    auto window = platform::Window::open({.width = 1366, .height = 768});
    REQUIRE(window);
    test::PilotDesk desk;
    test::WindowDesk screen(desk, *std::move(window));
    record::Record record = test::conflicting_record(desk);
    record.edited_apart = true;
    record::Answer& men = record.answers[{"/workforce/men"}];
    const record::Sibling aside = men.siblings.back();
    men.siblings.pop_back();
    record.answers[{"/visit/weather"}] = men;
    record.answers[{"/visit/weather"}].siblings.front().value = std::string("rain");
    desk.kept[record.id] = record;
    desk.ask(model::OpenRecord{record.id});
    desk.hear(model::event::RecordRefreshed{record,
                                            {{{"/workforce/men"}, men.siblings.front(), {aside}}}});
    CHECK(screen.play("wait for \"Invalid after merge\"\nshot record_invalid\n"
                      "scroll to \"Decided by Asha Kamau\"\nwait for \"Keep this one instead\"\n"
                      "shot record_decided\nscroll to \"No longer asked\"\nwait for \"rain\"\n"
                      "shot record_retired") == "");
    desk.given.clear();
    CHECK(screen.play("scroll to \"Keep this one instead\"\nclick \"Keep this one instead\"") ==
          "");
    const auto appended = desk.all_given<model::effect::Append>();
    REQUIRE(appended.size() == 1);
    const auto* decided = std::get_if<record::Resolve>(&appended[0].operations.front());
    REQUIRE(decided != nullptr);
    CHECK(decided->chosen == record::Value{std::int64_t{60}});
}

TEST_CASE("a form that asks for more than a laptop can says so, and that nothing is lost",
          "[gui][window]") {
    SKIP_WITHOUT_SCREEN();
    auto window = platform::Window::open({.width = 1366, .height = 768});
    REQUIRE(window);
    test::Folder folder;
    test::write_file(folder / "many" / "survey.csv",
                     "type,name,label::English (en),label::French (fr),repeat_count\n"
                     "integer,n,How many?,Combien ?,\nbegin_repeat,r,Shaft,Puits,${n}\n"
                     "text,a,Name,Nom,\nend_repeat,,,,\n");
    test::write_file(folder / "many" / "settings.csv",
                     "form_title,form_id,version,default_language\nShafts,many,1,English (en)\n");
    test::PilotDesk desk;
    desk.add_form(folder / "many");
    desk.ask(model::StartRecord{.form = "many", .site = "", .scope = {}, .training = false});
    REQUIRE(desk.state.open);
    CHECK(desk.state.open->session->too_much().empty());
    desk.state.open->session->answer({"/n"}, std::int64_t{2000});
    test::WindowDesk screen(desk, *std::move(window));
    CHECK(screen.play("wait for \"This form asks for more than 1,000 repeated groups: 1,000 are "
                      "here.\"\nwait for \"Your answers are safe.\"\nshot form_too_much") == "");
    desk.ask(model::SetLanguage{"fr"});
    CHECK(screen.play("wait for \"Vos réponses sont en sécurité.\"\nshot form_too_much_fr") == "");
    desk.ask(model::SetTheme{model::Theme::Sun});
    desk.ask(model::SetTextSize{200});
    CHECK(screen.play("wait for \"Vos réponses sont en sécurité.\"\nshot form_too_much_200") == "");
}
