// The app's own vocabulary of things to press. Views are written in these; only ui/ styles ImGui.
//
// Each takes its turn of the keyboard focus and tells the Probe its words and place. Each returns
// true in the frame in which it is used, by mouse, Enter or Space.
#pragma once

#include "ui/text.h"

#include <cstddef>
#include <span>
#include <string>

namespace adit::ui {

/// What became of an area that can be used.
struct Use {
    bool used = false;
    bool hovered = false;
    bool held = false;
    bool focused = false;
    ImVec2 from, to;
};
/// The ground of every widget here: an area that is pressed or has the focus. `key`: the name that
/// views know it by.
Use use_area(Frame& frame, const std::string& name, ImVec2 size, std::string_view key = {});
void draw_focus_ring(const Frame& frame, const Use& use, float rounding);

bool primary_button(Frame& frame, const char* icon, const std::string& words);
bool button(Frame& frame, const char* icon, const std::string& words);
/// No border: for what is rarely wanted.
bool quiet_button(Frame& frame, const char* icon, const std::string& words,
                  Tone tone = Tone::Accent);
float button_width(const char* icon, const std::string& words);

/// A big action with a sentence under it.
bool action_tile(Frame& frame, const char* icon, const std::string& words, const std::string& more,
                 float width, bool primary);
/// A number with its icon and word.
bool count_tile(Frame& frame, const char* icon, const std::string& words, std::size_t count,
                Tone tone, float width);

/// One of the screens in the bar at the top.
bool tab(Frame& frame, const char* icon, const std::string& words, bool here, float height);

/// Words side by side of which one holds. The place of the one used, or -1.
int segments(Frame& frame, const std::string& name, std::span<const std::string> words, int chosen);
/// On or off, with its words beside it.
bool toggle(Frame& frame, const std::string& words, bool on);

/// A line of a list, as wide as the column. What stands in it is drawn over it by the caller.
struct Row {
    bool used = false;
    ImVec2 from, to;
};
Row row(Frame& frame, const std::string& name, const std::string& words, float height,
        bool selected = false);

}  // namespace adit::ui
