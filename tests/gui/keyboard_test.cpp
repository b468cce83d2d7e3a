// A form is filled from the first field to the last without a mouse, and every key means the same
// everywhere. A person at a screen that is not there plays it.
#include "support/gui_robot.h"
#include "support/small_form.h"

#include <catch2/catch_all.hpp>

#include <algorithm>

using namespace adit;

namespace {

template <class Kind>
std::vector<Kind> all_asked(const test::GuiRobot& robot) {
    std::vector<Kind> found;
    for (const model::Command& command : robot.asked) {
        if (const auto* one = std::get_if<Kind>(&command)) found.push_back(*one);
    }
    return found;
}

}  // namespace

TEST_CASE("a visit is recorded by keyboard alone", "[gui][keyboard]") {
    test::SmallDesk desk;
    desk.start_visit();
    test::GuiRobot robot(desk);
    // The cursor stands at the first question without an answer. 1 is Yes; Enter goes on.
    CHECK(robot.play(R"(
        key 1
        key Enter
        key PageDown
        expect "People"
        type "70"
        key Enter
        type "Two pits, one flooded é"
        key Tab
        expect "Saved"
    )") == "");
    const auto value = [&](const char* path) {
        const auto* found = desk.state.open->session->record().find_value({path});
        return found == nullptr ? std::string("-") : record::text_of(*found);
    };
    CHECK(value("/visit/reached") == "yes");
    CHECK(value("/people/men") == "70");
    CHECK(value("/people/remarks") == "Two pits, one flooded é");
}

TEST_CASE("typed text is asked for once, when the field is left; each key before is kept",
          "[gui][keyboard]") {
    test::SmallDesk desk;
    desk.start_visit();
    desk.choose("/visit/reached", "yes");
    desk.ask(model::NextPage{});
    test::GuiRobot robot(desk);
    CHECK(robot.play("click \"Remarks\"\ntype \"Amina\"") == "");
    CHECK(all_asked<model::GiveTyped>(robot).empty());
    REQUIRE_FALSE(all_asked<model::Type>(robot).empty());
    CHECK(all_asked<model::Type>(robot).back().text == "Amina");
    CHECK(robot.play("pause 400\nexpect \"Typing, kept on disk\"") == "");
    CHECK(robot.play("key Tab") == "");
    REQUIRE(all_asked<model::GiveTyped>(robot).size() == 1);
    CHECK(all_asked<model::GiveTyped>(robot).front().text == "Amina");
}

TEST_CASE("a field that is left as it was asks for nothing", "[gui][keyboard]") {
    test::SmallDesk desk;
    desk.start_visit();
    desk.choose("/visit/reached", "yes");
    desk.ask(model::NextPage{});
    test::GuiRobot robot(desk);
    CHECK(robot.play("click \"Remarks\"\nkey Tab\nkey Tab") == "");
    CHECK(all_asked<model::GiveTyped>(robot).empty());
    CHECK(all_asked<model::GiveAnswer>(robot).empty());
}

TEST_CASE("Shift+Tab goes back, Tab goes on, over every question", "[gui][keyboard]") {
    test::SmallDesk desk;
    desk.start_visit();
    desk.choose("/visit/reached", "yes");
    desk.ask(model::GoTo{{"/people/men"}});
    test::GuiRobot robot(desk);
    CHECK(robot.frame.focused_key() == "/people/men");
    CHECK(robot.play("key Tab") == "");
    CHECK(robot.frame.focused_key() == "/people/remarks");
    CHECK(robot.play("key Shift+Tab") == "");
    CHECK(robot.frame.focused_key() == "/people/men");
}

TEST_CASE("a site is found in a long list by typing, accents or none", "[gui][keyboard]") {
    test::SmallDesk desk;
    desk.start_visit();
    desk.ask(model::GoTo{{"/visit/site"}});
    test::GuiRobot robot(desk);
    CHECK(robot.play(R"(
        type "kami"
        wait for "Kamituga"
        key Enter
        pause 100
    )") == "");
    const auto* site = desk.state.open->session->record().find_value({"/visit/site"});
    REQUIRE(site != nullptr);
    CHECK(record::text_of(*site) == "s2");
}

TEST_CASE("Up, Down and first letters move, Enter takes the choice", "[gui][keyboard]") {
    test::SmallDesk desk;
    desk.start_visit();
    desk.ask(model::GoTo{{"/visit/reached"}});
    test::GuiRobot robot(desk);
    const auto reached = [&] {
        const auto* found = desk.state.open->session->record().find_value({"/visit/reached"});
        return found == nullptr ? std::string("-") : record::text_of(*found);
    };
    CHECK(robot.play("key Down\nkey Down") == "");
    CHECK(reached() == "-");
    CHECK(robot.play("key Enter\npause 50") == "");
    CHECK(reached() == "no");
    desk.ask(model::GoTo{{"/visit/reached"}});
    robot.settle();
    CHECK(robot.play("type \"y\"\nkey Space\npause 50") == "");
    CHECK(reached() == "yes");
}

TEST_CASE("Ctrl+L changes the language, F1 helps with the field, F10 and F6 go on",
          "[gui][keyboard]") {
    test::SmallDesk desk;
    desk.start_visit();
    test::GuiRobot robot(desk);
    CHECK(robot.play("key Ctrl+L\nwait for \"Site atteint ? *\"\nkey Ctrl+L") == "");
    CHECK(robot.play("key F1\nwait for \"Help\"\nkey F1\nwait for no \"Help\"") == "");
    CHECK(robot.play("key 1\nkey F10\nwait for \"Men *\"") == "");
    CHECK(robot.play("key F6\ntype \"coun\"\nkey Enter\nwait for \"Country *\"") == "");
    CHECK(robot.frame.focused_key() == "/visit/country");
}

TEST_CASE("the way home, to sites and to the exchange is by keys too", "[gui][keyboard]") {
    test::SmallDesk desk;
    test::GuiRobot robot(desk);
    CHECK(robot.play("key Ctrl+N\nwait for \"Kamituga\"\ntype \"kami\"\nkey Enter\n"
                     "wait for \"New visit\"") == "");
    CHECK(robot.play("key Ctrl+N\nwait for \"Was the site reached? *\"") == "");
    CHECK(robot.play("key Ctrl+Shift+S\nwait for \"This laptop\"") == "");
    CHECK(robot.play("key Escape\nwait for \"Was the site reached? *\"") == "");
}

TEST_CASE("Escape in a field takes back what was typed there, and does not leave the form",
          "[gui][keyboard]") {
    test::SmallDesk desk;
    desk.start_visit();
    desk.choose("/visit/reached", "yes");
    desk.ask(model::GoTo{{"/people/remarks"}});
    test::GuiRobot robot(desk);
    CHECK(robot.play("type \"A slip\"\nkey Escape\npause 50") == "");
    CHECK(desk.state.screen == model::Screen::Form);
    CHECK(desk.state.open->drafts.empty());
    CHECK(desk.state.open->session->record().find_value({"/people/remarks"}) == nullptr);
}

TEST_CASE("what is wrong is listed, and a line leads to its question", "[gui][keyboard]") {
    test::SmallDesk desk;
    desk.start_visit();
    desk.choose("/visit/reached", "yes");
    test::GuiRobot robot(desk);
    CHECK(robot.play("click \"Check and finish\"\nwait for \"1 answer stands in the way\"\n"
                     "click \"Men\"\nwait for \"People\"") == "");
    CHECK(robot.frame.focused_key() == "/people/men");
}

TEST_CASE("the robot says what was on screen when it does not find a word", "[gui][robot]") {
    test::SmallDesk desk;
    test::GuiRobot robot(desk);
    const std::string trouble = robot.play("click \"Borehole\"");
    CHECK(trouble.starts_with("line 1: click \"Borehole\" is not on screen. On screen:"));
    CHECK(trouble.find("Visit a site") != std::string::npos);
}

TEST_CASE("a script with a word that is no action is refused by its line", "[gui][robot]") {
    CHECK(ui::Robot::from("click \"Sites\"\nprod \"Home\"").error().what ==
          "line 2 of the script: \"prod\" is no action");
    CHECK_FALSE(ui::Robot::from("key Ctrl+Nothing"));
    CHECK_FALSE(ui::Robot::from("click \"Sites"));
}
