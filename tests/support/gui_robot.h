// GuiRobot: a person at a screen that is not there. A bare ImGui context, the real views, and the
// robot that finds things by their words and presses them.
#pragma once

#include "base/places.h"
#include "support/desk.h"
#include "ui/robot.h"
#include "views/app_view.h"

#include <imgui.h>

#include <string>

namespace adit::test {

class GuiRobot {
public:
    explicit GuiRobot(Desk& desk, float width = 1366, float height = 768) : desk_(desk) {
        ImGui::CreateContext();
        ImGuiIO& io = ImGui::GetIO();
        io.IniFilename = nullptr;
        io.DisplaySize = {width, height};
        frame.probe = &probe;
        const auto share = share_folder();
        if (share) fonts_ = *share / "fonts";
        settle();
    }
    ~GuiRobot() { ImGui::DestroyContext(); }
    GuiRobot(const GuiRobot&) = delete;
    GuiRobot& operator=(const GuiRobot&) = delete;

    ui::Frame frame;
    ui::Probe probe;
    model::Commands asked;  // Everything since the start.

    void draw() {
        ui::set_look(views::look_of(desk_.state, 1.0F, fonts_));
        ImGuiIO& io = ImGui::GetIO();
        io.DeltaTime = 1.0F / 60.0F;
        if (!io.Fonts->IsBuilt()) io.Fonts->Build();
        io.Fonts->SetTexID(this);
        ImGui::NewFrame();
        model::Commands commands;
        views::draw_app(desk_.state, frame, commands);
        ImGui::Render();
        for (const model::Command& command : commands) {
            asked.push_back(command);
            desk_.ask(command);
        }
        desk_.pass(16);
    }
    void settle() {
        for (int i = 0; i < 4; ++i) draw();
    }

    /// Plays the script to its end; what went wrong, or "".
    std::string play(const std::string& script) {
        auto robot = ui::Robot::from(script);
        if (!robot) return robot.error().what;
        while (!robot->done()) {
            robot->step(probe, desk_.world.now());
            draw();
        }
        settle();
        return robot->trouble();
    }

    bool sees(std::string_view words) const {
        for (const ui::Seen& thing : probe.seen) {
            if (thing.words == words) return true;
        }
        return false;
    }

private:
    Desk& desk_;
    std::filesystem::path fonts_;
};

}  // namespace adit::test
