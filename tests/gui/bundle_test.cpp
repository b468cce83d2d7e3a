// The card "Without a connection" as it is seen and used: at every size, in both languages, each
// state of it fits and is said in words, and its buttons do what they say.
#include "support/gui_robot.h"
#include "support/pilot_desk.h"

#include <catch2/catch_all.hpp>

using namespace adit;

namespace {

model::BundleView stick() {
    model::BundleView view;
    view.files = {{.file = "adit-COD-2025-11-23-9f3a-2of3.adit-bundle",
                   .country = "COD",
                   .sender = "Laptop 3, Kamituga",
                   .made_ms = test::kMorning,
                   .part = 2,
                   .parts = 3,
                   .bytes = 2'100'000,
                   .whole = false,
                   .readable = true},
                  {.file = "adit-GHA-2025-11-23-11aa.adit-bundle",
                   .country = "GHA",
                   .sender = "Laptop 9, Prestea",
                   .made_ms = test::kMorning,
                   .bytes = 430'000}};
    view.records_new = 14;
    view.records_changed = 3;
    view.conflicts = 1;
    view.from = {{"Laptop 3, Kamituga", 41, test::kMorning}};
    view.notes = {
        {"bundle.cut", {"adit-COD-2025-11-23-9f3a-2of3.adit-bundle"}},
        {"bundle.missing_before", {"Laptop 3, Kamituga", "1", "12", "Laptop 3, Kamituga"}},
        {"bundle.missing_part", {"Laptop 5", "3", "9", "Laptop 3, Kamituga"}}};
    view.can_take = view.can_carry = true;
    return view;
}

bool shows(const test::GuiRobot& robot, const std::string& words) {
    for (const ui::Seen& thing : robot.probe.seen) {
        if (thing.words.find(words) != std::string::npos) return true;
    }
    return false;
}

void check_fits(const test::GuiRobot& robot) {
    const ImVec2 size = ImGui::GetIO().DisplaySize;
    for (const ui::Seen& thing : robot.probe.seen) {
        INFO(thing.words);
        CHECK_FALSE(thing.cut);
        CHECK(thing.from.x >= -0.5F);
        CHECK(thing.to.x <= size.x + 0.5F);
        CHECK(thing.to.x <= thing.clip_to.x + 1.5F);
    }
}

}  // namespace

TEST_CASE("the card of sticks fits in each of its states", "[gui][bundle]") {
    const int percent = GENERATE(100, 200);
    const std::string language = GENERATE("en", "fr");
    CAPTURE(percent, language);
    test::PilotDesk desk;
    desk.ask(model::SetTextSize{percent});
    desk.ask(model::SetLanguage{language});
    test::GuiRobot robot(desk);
    desk.ask(model::Show{model::Screen::Sync});
    robot.settle();
    check_fits(robot);

    desk.ask(model::LookAtBundle{"/media/stick"});
    robot.settle();
    check_fits(robot);
    CHECK(shows(robot, desk.state.say("bundle.looking")));
    desk.hear(model::event::BundleLooked{stick()});
    robot.settle();
    check_fits(robot);
    CHECK(shows(robot, "Laptop 3, Kamituga"));
    CHECK(shows(robot, "14"));
    CHECK(shows(robot, language == "fr" ? "2,1 Mo" : "2.1 MB"));
    CHECK(shows(robot, desk.state.say("bundle.not_ours")));

    desk.ask(model::TakeBundle{});
    model::BundleView taken = stick();
    taken.waiting = 1;
    desk.hear(model::event::BundleTaken{taken, {}});
    robot.settle();
    check_fits(robot);

    desk.ask(model::WriteBundle{"/media/stick"});
    desk.hear(model::event::BundleWritten{{{"/media/stick/adit-COD.adit-bundle"}, 23, 41'000}});
    robot.settle();
    check_fits(robot);
    CHECK(shows(robot, desk.state.say("bundle.not_sent")));

    desk.ask(model::WriteBundle{"/media/stick"});
    desk.hear(model::event::BundleFailed{{Code::Full, "there is no room left on the stick"}});
    robot.settle();
    check_fits(robot);
    CHECK(shows(robot, "there is no room left on the stick"));
}
