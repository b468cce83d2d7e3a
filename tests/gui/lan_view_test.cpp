// The card for a laptop near here: every step fits and can be used, in both languages.
#include "support/gui_robot.h"
#include "support/pilot_desk.h"
#include "support/screen.h"
#include "support/window_desk.h"

#include <catch2/catch_all.hpp>

using namespace adit;

namespace {

void check_fits(const test::GuiRobot& robot) {
    const ImVec2 size = ImGui::GetIO().DisplaySize;
    for (const ui::Seen& thing : robot.probe.seen) {
        INFO(thing.words);
        const bool elided = thing.kind == ui::Seen::Kind::Text;
        CHECK((!thing.cut || elided));
        CHECK(thing.from.x >= -0.5F);
        CHECK(thing.to.x <= size.x + 0.5F);
        CHECK(thing.to.x <= thing.clip_to.x + 1.5F);
    }
}

/// Each step of a meeting in turn, with a picture of each.
const std::vector<std::pair<std::string, std::function<void(test::Desk&)>>>& steps() {
    static const std::vector<std::pair<std::string, std::function<void(test::Desk&)>>> all = {
        {"begin", [](test::Desk&) {}},
        {"waiting",
         [](test::Desk& desk) {
             desk.ask(model::LanWait{});
             desk.hear(model::event::LanWaiting{{"192.168.1.23:48923", "10.42.0.1:48923"}});
         }},
        {"stopped",
         [](test::Desk& desk) {
             desk.ask(model::LanStop{});
             desk.hear(model::event::LanFailed{{Code::Refused, "stopped"}, true});
         }},
        {"looking", [](test::Desk& desk) { desk.ask(model::LanLook{}); }},
        {"found",
         [](test::Desk& desk) {
             desk.hear(model::event::LanFound{{"192.168.1.23:48923", "192.168.1.40:48923"}});
         }},
        {"joining", [](test::Desk& desk) { desk.ask(model::LanJoin{"192.168.1.23:48923"}); }},
        {"comparing",
         [](test::Desk& desk) {
             desk.hear(model::event::LanCode{"482 913", "Laptop 5, Bukavu (Kofi Mensah)"});
         }},
        {"answered", [](test::Desk& desk) { desk.ask(model::LanAnswer{true}); }},
        {"moving",
         [](test::Desk& desk) {
             desk.hear(model::event::LanAgreed{});
             desk.hear(model::event::LanProgress{.handed = 120, .to_hand = 300, .received = 44});
         }},
        {"done",
         [](test::Desk& desk) {
             model::event::LanDone done;
             done.other = "Laptop 5, Bukavu (Kofi Mensah)";
             done.handed = 300;
             done.received = 44;
             desk.hear(std::move(done));
         }},
        {"failed",
         [](test::Desk& desk) {
             desk.ask(model::LanClose{});
             desk.ask(model::LanWait{});
             desk.hear(model::event::LanFailed{
                 {Code::Refused, "the person at the other laptop said no: nothing was exchanged"},
                 false});
         }},
    };
    return all;
}

}  // namespace

TEST_CASE("each step of a meeting of two laptops fits, in either language", "[gui][lan]") {
    const int percent = GENERATE(100, 200);
    const std::string language = GENERATE("en", "fr");
    CAPTURE(percent, language);
    test::PilotDesk desk;
    desk.ask(model::SetTextSize{percent});
    desk.ask(model::SetLanguage{language});
    desk.ask(model::Show{model::Screen::Sync});
    test::GuiRobot robot(desk);
    for (const auto& [name, step] : steps()) {
        CAPTURE(name);
        step(desk);
        robot.settle();
        check_fits(robot);
    }
}

TEST_CASE("a person finds a laptop, compares the code and says yes", "[gui][lan]") {
    test::PilotDesk desk;
    desk.ask(model::Show{model::Screen::Sync});
    test::GuiRobot robot(desk);
    CHECK(robot.play("scroll to \"Find a laptop\"\nclick \"Find a laptop\"") == "");
    desk.hear(model::event::LanFound{{"192.168.1.23:48923"}});
    CHECK(robot.play("scroll to \"Connect to 192.168.1.23:48923\"\n"
                     "click \"Connect to 192.168.1.23:48923\"") == "");
    REQUIRE(desk.all_given<model::effect::LanJoin>().size() == 1);
    CHECK(desk.all_given<model::effect::LanJoin>().front().address == "192.168.1.23:48923");
    desk.hear(model::event::LanCode{"482 913", "Laptop 5 (Kofi Mensah)"});
    CHECK(robot.play("wait for \"482 913\"\nscroll to \"Yes, the same\"\n"
                     "click \"Yes, the same\"") == "");
    CHECK(desk.all_given<model::effect::LanAnswer>().front().yes);
}

TEST_CASE("an address can be typed where the network hides the other laptop", "[gui][lan]") {
    test::PilotDesk desk;
    desk.ask(model::Show{model::Screen::Sync});
    desk.ask(model::LanLook{});
    test::GuiRobot robot(desk);
    CHECK(robot.play("scroll to \"Address of the other laptop\"\n"
                     "fill \"Address of the other laptop\" \"10.42.0.1:48923\"\n"
                     "scroll to \"Connect\"\nclick \"Connect\"") == "");
    REQUIRE(desk.all_given<model::effect::LanJoin>().size() == 1);
    CHECK(desk.all_given<model::effect::LanJoin>().front().address == "10.42.0.1:48923");
}

TEST_CASE("the window draws a meeting of two laptops", "[gui][window][lan]") {
    if (!test::Screen::is_there()) SKIP("no screen here, and Xvfb is not installed");
    auto window = platform::Window::open({.width = 1366, .height = 768});
    REQUIRE(window);
    test::PilotDesk desk;
    desk.ask(model::Show{model::Screen::Sync});
    test::WindowDesk screen(desk, *std::move(window));
    int pictures = 0;
    for (const auto& [name, step] : steps()) {
        step(desk);
        CHECK(screen.play("scroll to \"Laptop near here\"\npause 20\nshot lan_" + name) == "");
        CHECK(screen.pictures_taken == ++pictures);
    }
}
