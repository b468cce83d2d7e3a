// When the disk, the network or a file fails: what was typed stays, and the screen says what to do.
#include "model/shown.h"
#include "support/small_form.h"

#include <catch2/catch_all.hpp>

#include <algorithm>

using namespace adit;
using model::effect::Append;

TEST_CASE("a full disk is said, and what was typed stays on the screen", "[model][failure]") {
    test::SmallDesk desk;
    desk.start_visit();
    desk.disk_full = true;
    desk.choose("/visit/reached", "yes");
    CHECK(model::spoken_saving(desk.state).words == "Not saved");
    REQUIRE(desk.state.open->save_error);
    CHECK(model::advice(desk.state, *desk.state.open->save_error).starts_with("The disk is full"));
    const auto view = desk.state.open->session->question({"/visit/reached"});
    CHECK(*view.value == record::Value{record::Choice{"yes"}});

    SECTION("once there is room, everything is saved, in order") {
        desk.disk_full = false;
        desk.given.clear();
        desk.ask(model::SaveAgain{});
        REQUIRE(desk.all_given<Append>().size() == 1);
        CHECK(desk.last_puts().find("/visit/reached=yes") != std::string::npos);
        CHECK(model::spoken_saving(desk.state).mood == model::Mood::Good);
    }
    SECTION("it is tried again by itself") {
        desk.disk_full = false;
        desk.pass(10'000);
        CHECK(model::spoken_saving(desk.state).mood == model::Mood::Good);
    }
    SECTION("a later answer is never overtaken by an older one that failed") {
        desk.choose("/visit/reached", "no");
        desk.disk_full = false;
        desk.given.clear();
        desk.ask(model::SaveAgain{});
        for (const Append& append : desk.all_given<Append>()) {
            for (const auto& operation : append.operations) {
                const auto* put = std::get_if<record::Put>(&operation);
                if (put == nullptr || put->path.text != "/visit/reached") continue;
                CHECK(put->value == record::Value{record::Choice{"no"}});
            }
        }
    }
    SECTION("no other record can be opened over it") {
        desk.given.clear();
        desk.start_visit();
        CHECK(desk.all_given<model::effect::NewRecord>().empty());
        CHECK(desk.state.toasts.back().key == "form.not_saved_stay");
    }
    SECTION("closing asks once, and closes when told twice") {
        desk.given.clear();
        desk.ask(model::Quit{});
        CHECK(desk.all_given<model::effect::Quit>().empty());
        desk.ask(model::Quit{});
        CHECK(desk.all_given<model::effect::Quit>().size() == 1);
    }
}

TEST_CASE("closing waits for what is being saved", "[model][failure]") {
    test::SmallDesk desk;
    desk.start_visit();
    desk.answers = false;
    desk.choose("/visit/reached", "yes");
    desk.ask(model::Quit{});
    CHECK(desk.all_given<model::effect::Quit>().empty());
    desk.answer_all();
    CHECK(desk.all_given<model::effect::Quit>().size() == 1);
}

TEST_CASE("half-typed text that cannot be kept is said", "[model][failure]") {
    test::SmallDesk desk;
    desk.start_visit();
    desk.choose("/visit/reached", "yes");
    desk.disk_full = true;
    desk.ask(model::Type{{"/people/remarks"}, "Two pits"});
    desk.pass(300);
    CHECK(model::spoken_saving(desk.state).mood == model::Mood::Trouble);
    CHECK(desk.state.open->drafts.at({"/people/remarks"}).text == "Two pits");
}

TEST_CASE("a record that cannot be finalised on a full disk is finalised later",
          "[model][failure]") {
    test::SmallDesk desk;
    desk.start_visit();
    desk.choose("/visit/reached", "no");
    desk.disk_full = true;
    desk.ask(model::Finalise{});
    REQUIRE(desk.state.open);
    CHECK(desk.state.open->save_error);
    desk.disk_full = false;
    desk.ask(model::Finalise{});
    CHECK_FALSE(desk.state.open);
}

TEST_CASE("a workspace that cannot be opened says what to do", "[model][failure]") {
    test::Desk desk;
    desk.hear(model::event::StartFailed{{Code::Corrupt, "laptop.adit: bad hash at change 12"}});
    REQUIRE(desk.state.start_error);
    CHECK(model::advice(desk.state, *desk.state.start_error).find("coordinator") !=
          std::string::npos);
}

TEST_CASE("a ticket that is refused can be tried again", "[model][failure]") {
    test::Desk desk;
    desk.hear(model::event::Started{});
    CHECK(desk.state.screen == model::Screen::Welcome);
    desk.hear(model::event::FileDropped{"/media/stick/asha.ticket"});
    CHECK(desk.state.ticket_path == "/media/stick/asha.ticket");
    desk.ask(model::Enrol{desk.state.ticket_path, "Bukavu 3"});
    CHECK(desk.state.enrolling);
    desk.hear(
        model::event::EnrolFailed{{Code::Refused, "the code has expired: ask for a new one"}});
    CHECK_FALSE(desk.state.enrolling);
    CHECK(desk.state.enrol_error->what == "the code has expired: ask for a new one");
    desk.ask(model::Enrol{desk.state.ticket_path, "Bukavu 3"});
    CHECK(desk.all_given<model::effect::Enrol>().size() == 2);
}

TEST_CASE("a record that cannot be opened leaves the person where they were", "[model][failure]") {
    test::SmallDesk desk;
    desk.answers = false;
    desk.ask(model::OpenRecord{record::RecordId{}});
    desk.hear(model::event::OpenFailed{{Code::NotFound, "no such record here"}});
    CHECK(desk.state.screen == model::Screen::Home);
    CHECK(desk.state.toasts.back().trouble);
    CHECK_FALSE(desk.state.opening);
}
