// The chip in the corner and the Sync screen tell the truth about what has been sent.
#include "model/shown.h"
#include "support/small_form.h"

#include <catch2/catch_all.hpp>

using namespace adit;
using model::spoken_sync;

namespace {

void load_counts(test::Desk& desk, std::size_t records, std::uint64_t changes) {
    model::event::HomeLoaded home;
    home.counts.unsent.records = records;
    home.counts.unsent.changes = changes;
    desk.hear(std::move(home));
}

}  // namespace

TEST_CASE("the chip says in words what is not sent, being sent, and sent", "[model][sync]") {
    test::SmallDesk desk;
    CHECK(spoken_sync(desk.state).words == "Nothing to send");
    load_counts(desk, 3, 12);
    CHECK(spoken_sync(desk.state).words == "Not sent: 3");
    desk.ask(model::SyncNow{});
    CHECK(spoken_sync(desk.state).words == "Sending 0 of 12");
    desk.hear(model::event::SyncProgress{.sent = 3, .to_send = 12, .received = 0});
    CHECK(spoken_sync(desk.state).words == "Sending 3 of 12");
    desk.hear(model::event::SyncDone{
        .sent = 12, .received = 30, .wall_ms = desk.world.now(), .problems = {}, .touched = {}});
    load_counts(desk, 0, 0);
    CHECK(spoken_sync(desk.state).words == "All sent · 08:15");
}

TEST_CASE("how long the rest takes is said once the line has shown its speed", "[model][sync]") {
    test::SmallDesk desk;
    load_counts(desk, 3, 100);
    desk.ask(model::SyncNow{});
    CHECK(model::shown_time_left(desk.state).empty());
    desk.hear(model::event::SyncProgress{.sent = 1, .to_send = 100, .left_ms = 125'000});
    CHECK(model::shown_time_left(desk.state) == "About 3 min left at this speed.");
    desk.hear(model::event::SyncProgress{.sent = 90, .to_send = 100, .left_ms = 9'000});
    CHECK(model::shown_time_left(desk.state) == "Less than a minute left at this speed.");
}

TEST_CASE("an answer that is saved is at once said to wait for sending", "[model][sync]") {
    test::SmallDesk desk;
    desk.hear(model::event::Saved{.ticket = 1, .wall_ms = 0, .unsent = {{1, 1}}});
    CHECK(spoken_sync(desk.state).words == "Not sent: 1");
}

TEST_CASE("without a connection nothing is lost, and the chip says what waits", "[model][sync]") {
    test::SmallDesk desk;
    load_counts(desk, 3, 12);
    desk.ask(model::SyncNow{});
    desk.hear(model::event::SyncFailed{{Code::Unavailable, "127.0.0.1:8443: nobody answered"}});
    CHECK(spoken_sync(desk.state).words == "No connection: 3 wait on this laptop");
    CHECK(spoken_sync(desk.state).mood == model::Mood::Waits);
    desk.given.clear();
    desk.ask(model::SyncNow{});
    CHECK(desk.all_given<model::effect::SyncNow>().size() == 1);
}

TEST_CASE("it is never all well when something was rejected", "[model][sync]") {
    test::SmallDesk desk;
    desk.ask(model::SyncNow{});
    desk.hear(model::event::SyncDone{.sent = 11,
                                     .received = 0,
                                     .wall_ms = desk.world.now(),
                                     .problems = {{.key = "problem.signature", .parts = {}}},
                                     .touched = {}});
    CHECK(spoken_sync(desk.state).mood == model::Mood::Trouble);
    CHECK(desk.state.toasts.back().key == "sync.done_with_problems");
}

TEST_CASE("a refused exchange needs the person", "[model][sync]") {
    test::SmallDesk desk;
    desk.ask(model::SyncNow{});
    desk.hear(model::event::SyncFailed{{Code::Refused, "this laptop was revoked"}});
    CHECK(spoken_sync(desk.state).words == "Sync failed: needs you");
}

TEST_CASE("a second press of Sync now does not start a second exchange", "[model][sync]") {
    test::SmallDesk desk;
    desk.ask(model::SyncNow{});
    desk.ask(model::SyncNow{});
    CHECK(desk.all_given<model::effect::SyncNow>().size() == 1);
    desk.ask(model::StopSync{});
    CHECK(desk.all_given<model::effect::StopSync>().size() == 1);
    desk.hear(model::event::SyncStopped{.sent = 4});
    CHECK(desk.state.sync.phase == model::SyncState::Phase::Idle);
}

TEST_CASE("what is being typed goes along with the exchange", "[model][sync]") {
    test::SmallDesk desk;
    desk.start_visit();
    desk.choose("/visit/reached", "yes");
    desk.ask(model::Type{{"/people/remarks"}, "Two pits"});
    desk.given.clear();
    desk.ask(model::SyncNow{});
    REQUIRE(desk.given.size() == 2);
    CHECK(std::holds_alternative<model::effect::Append>(desk.given[0]));
    CHECK(std::holds_alternative<model::effect::SyncNow>(desk.given[1]));
}

TEST_CASE("an exchange that touched the open record brings its new state", "[model][sync]") {
    test::SmallDesk desk;
    desk.start_visit();
    desk.choose("/visit/reached", "yes");
    const auto id = desk.state.open->session->record().id;
    desk.given.clear();
    desk.hear(model::event::SyncDone{
        .sent = 1, .received = 1, .wall_ms = desk.world.now(), .problems = {}, .touched = {id}});
    CHECK(desk.all_given<model::effect::RefreshRecord>().size() == 1);

    SECTION("but not over an answer that is still being saved") {
        desk.answers = false;
        desk.choose("/visit/reached", "no");
        record::Record brought = desk.state.open->session->record();
        brought.answers.clear();
        desk.hear(model::event::RecordRefreshed{brought});
        const auto view = desk.state.open->session->question({"/visit/reached"});
        CHECK(*view.value == record::Value{record::Choice{"no"}});
        desk.given.clear();
        desk.answer_all();
        CHECK(desk.all_given<model::effect::RefreshRecord>().size() == 1);
    }
}

TEST_CASE("a site is found by any part of its words, without accents", "[model][lists]") {
    test::SmallDesk desk;
    desk.ask(model::FilterSites{"eveche"});
    REQUIRE(desk.state.sites.visible.size() == 1);
    CHECK(desk.state.sites.rows[desk.state.sites.visible[0]].id == "s1");
    desk.ask(model::FilterSites{"KAMI ga"});
    CHECK(desk.state.sites.visible.size() == 1);
    desk.ask(model::FilterSites{"nowhere"});
    CHECK(desk.state.sites.visible.empty());
    desk.ask(model::FilterSites{""});
    CHECK(desk.state.sites.visible.size() == 2);
}

TEST_CASE("Back goes where one came from", "[model][lists]") {
    test::SmallDesk desk;
    desk.ask(model::Show{model::Screen::Sites});
    desk.ask(model::ShowSite{"s2"});
    desk.start_visit();
    desk.ask(model::CloseForm{});
    CHECK(desk.state.screen == model::Screen::Site);
    desk.ask(model::Back{});
    CHECK(desk.state.screen == model::Screen::Sites);
    desk.ask(model::Back{});
    CHECK(desk.state.screen == model::Screen::Home);
    desk.ask(model::Back{});
    CHECK(desk.state.screen == model::Screen::Home);
}

TEST_CASE("what was set last time holds again", "[model][settings]") {
    test::Desk desk;
    desk.hear(model::event::Started{
        {}, {{"language", "fr"}, {"theme", "sun"}, {"text_size", "150"}}, {}, {}});
    CHECK(desk.state.language == "fr");
    CHECK(desk.state.theme == model::Theme::Sun);
    CHECK(desk.state.text_size == 150);
}

TEST_CASE("what was not taken in is said in the person's language, and of whom", "[model][sync]") {
    test::SmallDesk desk;
    const model::Sentence known{.key = "problem.wrong_scope",
                                .parts = {},
                                .what = "Changes are of another country.",
                                .of = "Laptop 5"};
    const model::Sentence unknown{
        .key = "problem.of_a_later_release", .parts = {}, .what = "Something new: update."};
    CHECK(spoken(desk.state, known).starts_with("Laptop 5: Changes are of a country"));
    desk.state.language = "fr";
    CHECK(spoken(desk.state, known).starts_with("Laptop 5 : Des changements sont d’un pays"));
    CHECK(spoken(desk.state, unknown) == "Something new: update.");
}
