// The real window over a desk: what a person has in front of them, driven by the robot or by real
// keys, and photographed.
#pragma once

#include "base/places.h"
#include "platform/window.h"
#include "support/desk.h"
#include "ui/robot.h"
#include "views/app_view.h"

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>

namespace adit::test {

class WindowDesk {
public:
    WindowDesk(Desk& desk, std::unique_ptr<platform::Window> window)
        : desk_(desk), window_(std::move(window)) {
        frame.probe = &probe;
        const auto share = share_folder();
        if (share) fonts_ = *share / "fonts";
        const char* wanted = std::getenv("ADIT_PICTURES");
        pictures_ = wanted != nullptr ? std::filesystem::path(wanted)
                                      : std::filesystem::temp_directory_path() / "adit-pictures";
        std::filesystem::create_directories(pictures_);
    }

    ui::Frame frame;
    ui::Probe probe;
    int pictures_taken = 0;

    void draw() {
        if (ui::set_look(views::look_of(desk_.state, window_->scale(), fonts_))) {
            window_->renew_fonts();
        }
        window_->begin_frame();
        model::Commands commands;
        views::draw_app(desk_.state, frame, commands);
        window_->end_frame();
        for (const auto& command : commands) desk_.ask(command);
        desk_.pass(16);
    }

    std::string play(const std::string& script) {
        auto robot = ui::Robot::from(script);
        if (!robot) return robot.error().what;
        window_->hand_over_to_robot();
        while (!robot->done()) {
            window_->wait(1);
            const auto wish = robot->step(probe, desk_.world.now());
            if (wish.size) {
                window_->resize(static_cast<int>(wish.size->x), static_cast<int>(wish.size->y));
            }
            draw();
            if (wish.shot.empty()) continue;
            const auto taken = window_->screenshot(pictures_ / (wish.shot + ".png"));
            if (!taken) return taken.error().what;
            ++pictures_taken;
        }
        return robot->trouble();
    }

    platform::Window& window() { return *window_; }

private:
    Desk& desk_;
    std::unique_ptr<platform::Window> window_;
    std::filesystem::path fonts_;
    std::filesystem::path pictures_;
};

}  // namespace adit::test
