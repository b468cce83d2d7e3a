// Every screen fits: at 100 and 200 percent, in both languages, nothing runs off the side and no
// button, question or state is cut. State is never said by colour alone.
#include "support/gui_robot.h"
#include "support/pilot_desk.h"

#include <catch2/catch_all.hpp>

using namespace adit;

namespace {

void check_fits(const test::GuiRobot& robot) {
    const ImVec2 size = ImGui::GetIO().DisplaySize;
    CHECK(robot.probe.seen.size() > 3);
    for (const ui::Seen& thing : robot.probe.seen) {
        INFO(thing.words);
        const bool elided = thing.kind == ui::Seen::Kind::Text;  // Long names in lists may be.
        CHECK((!thing.cut || elided));
        CHECK(thing.from.x >= -0.5F);
        CHECK(thing.to.x <= size.x + 0.5F);
        CHECK(thing.to.x <= thing.clip_to.x + 1.5F);
    }
}

}  // namespace

TEST_CASE("nothing is cut at any text size, in either language", "[gui][fits]") {
    const int percent = GENERATE(100, 150, 200);
    const std::string language = GENERATE("en", "fr");
    CAPTURE(percent, language);
    test::PilotDesk desk;
    desk.ask(model::SetTextSize{percent});
    desk.ask(model::SetLanguage{language});
    test::GuiRobot robot(desk);

    for (const auto screen :
         {model::Screen::Home, model::Screen::Sites, model::Screen::Records, model::Screen::Sync}) {
        desk.ask(model::Show{screen});
        robot.settle();
        CAPTURE(static_cast<int>(screen));
        check_fits(robot);
    }
    desk.ask(model::ShowSite{"site-42"});
    robot.settle();
    check_fits(robot);
    desk.ask(
        model::StartRecord{.form = "site_visit", .site = "site-42", .scope = {}, .training = true});
    desk.ask(model::GiveAnswer{{"/visit/reached"}, record::Choice{"on_site"}});
    for (std::size_t page = 0; page < desk.state.open->pages.size(); ++page) {
        robot.settle();
        CAPTURE(desk.state.open->page.text);
        check_fits(robot);
        desk.ask(model::NextPage{});
    }
    desk.ask(model::Check{});
    robot.settle();
    check_fits(robot);
}

TEST_CASE("a laptop that is not enrolled shows how to enrol it", "[gui][fits]") {
    const int percent = GENERATE(100, 200);
    test::Desk desk;
    desk.hear(model::event::Started{});
    desk.ask(model::SetTextSize{percent});
    test::GuiRobot robot(desk);
    check_fits(robot);
    CHECK(robot.play("fill \"Ticket file\" \"/media/stick/asha.ticket\"\n"
                     "fill \"Name of this laptop\" \"Bukavu 3\"\nclick \"Enrol\"") == "");
    REQUIRE(desk.all_given<model::effect::Enrol>().size() == 1);
    CHECK(desk.all_given<model::effect::Enrol>().front().ticket_path == "/media/stick/asha.ticket");
    CHECK(desk.all_given<model::effect::Enrol>().front().laptop == "Bukavu 3");
}

TEST_CASE("every state of a record is said in a word", "[gui][fits]") {
    test::PilotDesk desk;
    test::GuiRobot robot(desk);
    for (const char* word :
         {"Draft", "Ready to send", "Sent", "Conflict", "Training", "Sample data", "Not sent: 5"}) {
        CAPTURE(word);
        CHECK(robot.sees(word));
    }
}

TEST_CASE("training is said on every screen while it is on", "[gui][fits]") {
    test::PilotDesk desk;
    test::GuiRobot robot(desk);
    const std::string words = "Training: what is recorded now is marked as training for good.";
    CHECK_FALSE(robot.sees(words));
    CHECK(robot.play("click \"This is training\"\nwait for \"Training:\"") == "");
    CHECK(robot.play("click \"Sites\"\nwait for \"Training:\"\nclick \"Sync\"\n"
                     "wait for \"Training:\"") == "");
}

TEST_CASE("a list of 3,409 sites draws only the rows in view", "[gui][fits]") {
    test::PilotDesk desk;
    test::GuiRobot robot(desk);
    desk.ask(model::Show{model::Screen::Sites});
    robot.settle();
    const auto rows = std::ranges::count(robot.probe.seen, ui::Seen::Kind::Row, &ui::Seen::kind);
    CHECK(rows > 5);
    CHECK(rows < 40);
}

TEST_CASE("both values of a conflict are shown with who and when, and one can be kept",
          "[gui][conflict]") {
    test::PilotDesk desk;
    test::GuiRobot robot(desk);
    const record::Record record = test::conflicting_record(desk);
    desk.kept[record.id] = record;
    desk.ask(model::OpenRecord{record.id});
    robot.settle();
    CHECK(robot.sees("Two people answered this apart"));
    CHECK(robot.sees("60"));
    CHECK(robot.play("click \"Keep this one\" after \"60\"") == "");
    const auto appends = desk.all_given<model::effect::Append>();
    REQUIRE(appends.size() == 1);
    const auto* decision = std::get_if<record::Resolve>(&appends.front().operations.front());
    REQUIRE(decision != nullptr);
    CHECK(decision->chosen == record::Value{std::int64_t{60}});
    CHECK(decision->replaces.size() == 2);
}
