// Robot: plays a person's actions into real input events, finding things by the words on screen.
//
// A script has one action a line; '#' begins a remark:
//     click "Sites"                        click "Remove" after "Payment 2"
//     choose "Yes" after "Was the site reached?"
//     type "Abc é"                         key Enter | key Ctrl+Shift+S | key Down
//     scroll to "Remarks"                  wait for "Saved"           wait for no "Sending"
//     fill "Men (18 and over)" "12"        expect "All sent"          expect no "Error"
//     shot name                            pause 300                  size 1366 768
//     quit
// Words match exactly or, in the absence of that, as the one beginning; case counts. What is not
// found within kWaitMaxMs ends the play: `trouble` lists what was on screen instead.
#pragma once

#include "base/result.h"
#include "ui/frame.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace adit::ui {

class Robot {
public:
    /// BadInput names the line that is no action.
    static Result<Robot> from(std::string_view script);

    /// What the robot wants of the loop after this step.
    struct Wish {
        std::string shot;            // Take a picture of the frame just drawn, by this name; or "".
        std::optional<ImVec2> size;  // Of the window.
        bool quit = false;
    };
    /// Before each frame: looks at what the last one showed and feeds ImGui's input.
    Wish step(const Probe& last, std::int64_t now_ms);

    bool done() const { return next_ >= steps_.size() || !trouble_.empty(); }
    /// What went wrong, with the words that were on screen; "" : nothing.
    const std::string& trouble() const { return trouble_; }

    static constexpr std::int64_t kWaitMaxMs = 15'000;

private:
    struct Step {
        int line = 0;
        std::string verb;
        std::string words;
        std::string after;
        bool absent = false;
        std::string text;
        ImVec2 size{};
    };
    static Result<Step> step_from(std::string_view line, int number);
    const Seen* find(const Probe& last, const Step& step) const;
    bool act(const Step& step, const Probe& last, std::int64_t now_ms, Wish& wish);
    bool click(const Probe& last, const Step& step);
    bool bring_into_view(const Seen& thing);
    void fail(const Step& step, const Probe& last, const std::string& why);

    std::vector<Step> steps_;
    std::size_t next_ = 0;
    int phase_ = 0;
    std::int64_t began_ms_ = 0;
    ImVec2 at_{};
    std::string trouble_;
};

}  // namespace adit::ui
