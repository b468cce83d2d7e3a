// The real window on a real (or virtual) screen: it opens, draws every screen and takes pictures.
// The pictures are kept where ADIT_PICTURES says, for a person to look at.
#include "platform/window.h"
#include "support/gui_robot.h"
#include "support/pilot_desk.h"

#include <catch2/catch_all.hpp>

#include <cstdlib>

using namespace adit;

TEST_CASE("the window draws every screen", "[gui][window]") {
    if (std::getenv("DISPLAY") == nullptr) SKIP("no screen here: run under xvfb-run");
    if (!test::has_pilot_forms()) SKIP("the pilots' forms are not here");
    auto opened = platform::Window::open({.width = 1366, .height = 768});
    REQUIRE(opened);
    auto& window = **opened;
    test::PilotDesk desk;
    ui::Frame frame;
    ui::Probe probe;
    frame.probe = &probe;
    const auto share = share_folder();
    const auto fonts = share ? *share / "fonts" : std::filesystem::path();
    const char* wanted = std::getenv("ADIT_PICTURES");
    const std::filesystem::path folder =
        wanted != nullptr ? wanted : std::filesystem::temp_directory_path();
    std::filesystem::create_directories(folder);

    const auto draw = [&] {
        if (ui::set_look(views::look_of(desk.state, window.scale(), fonts))) window.renew_fonts();
        window.begin_frame();
        model::Commands commands;
        views::draw_app(desk.state, frame, commands);
        window.end_frame();
        for (const auto& command : commands) desk.ask(command);
        desk.pass(16);
    };
    const char* script_file = std::getenv("ADIT_SCRIPT");
    const std::string script =
        script_file != nullptr ? test::text_of_file(script_file) : test::kTour;
    auto robot = ui::Robot::from(script);
    REQUIRE(robot);
    window.hand_over_to_robot();
    int shots = 0;
    while (!robot->done()) {
        window.wait(1);
        const auto wish = robot->step(probe, desk.world.now());
        if (wish.size) {
            window.resize(static_cast<int>(wish.size->x), static_cast<int>(wish.size->y));
        }
        draw();
        if (wish.shot.empty()) continue;
        ++shots;
        CHECK(window.screenshot(folder / (wish.shot + ".png")));
    }
    CHECK(robot->trouble() == "");
    CHECK(shots > 0);
    INFO(window.drawing());
}
