// Frame: what outlives one frame and is no business of the model (half-typed text, keyboard focus,
// open lists), and the Probe, which writes down what a frame put on the screen.
//
// Keyboard focus is ours, not ImGui's: each widget that can be used takes its turn in the order it
// is drawn; Tab and Shift+Tab go round; Enter or Space uses it; the ring shows where one is.
#pragma once

#include <imgui.h>

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace adit::ui {

/// What one frame put on the screen, in the order of drawing.
struct Seen {
    enum class Kind { Text, Button, Field, Choice, Row, State };
    std::string words;
    Kind kind = Kind::Text;
    ImVec2 from, to;            // Its place.
    ImVec2 clip_from, clip_to;  // The part of the screen it may draw on.
    bool cut = false;           // Not all of its words fit.
    std::string value;          // Of a field: its text. Of a choice: "chosen" or "".
};
struct Probe {
    std::vector<Seen> seen;
};

struct Frame {
    Probe* probe = nullptr;

    // --- half-typed text ------------------------------------------------------------------------
    /// The text in the field `key`. While nobody types in it, it follows `stored`.
    std::string& draft(const std::string& key, const std::string& stored);
    std::map<std::string, std::string, std::less<>> drafts;
    std::string active_field;  // Key of the field that has the cursor, or "".

    // --- keyboard focus -------------------------------------------------------------------------
    ImGuiID focus = 0;                // Who has it.
    bool focus_shown = false;         // The ring is drawn after a key, not after a click.
    bool focus_moved = false;         // In this frame: it scrolls into view.
    std::vector<ImGuiID> turns;       // In the order drawn, of this frame
    std::vector<ImGuiID> last_turns;  // and of the last one.
    std::map<std::string, ImGuiID, std::less<>>
        named;                             // By the key that views know: a node's path.
    std::map<ImGuiID, std::string> names;  // And back.
    std::string wanted;                    // The key that is to have the focus once it is drawn.
    void want(std::string_view key) { wanted = key; }
    /// The key of what has the focus, or "".
    std::string focused_key() const;

    // --- small memory of widgets (open lists, scroll places, texts of search boxes)
    // ----------------
    std::map<std::string, std::string, std::less<>> notes;
    std::map<std::string, int, std::less<>> numbers;
    std::uint64_t seen_focus_turn = 0;

    bool animating = false;  // Another frame is wanted soon.
};

/// Opens the frame for widgets and closes it: focus takes its turn here. Once a frame, around all.
void begin(Frame& frame);
void end(Frame& frame);

}  // namespace adit::ui
