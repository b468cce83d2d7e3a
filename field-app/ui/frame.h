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

/// A long list of choices, folded once for finding in it.
struct Finder {
    const void* source = nullptr;
    std::size_t size = 0;
    std::uint64_t turn = 0;
    std::string sought;
    std::vector<std::string> keys;
    std::vector<std::uint32_t> hits;
    int at = -1;  // The highlighted hit.
};

struct Frame {
    Probe* probe = nullptr;
    void tell(Seen::Kind kind, std::string_view words, std::string_view value = {},
              bool cut = false);

    // --- half-typed text ------------------------------------------------------------------------
    /// The text in the field `key`. While nobody types in it, it follows `stored`.
    std::string& draft(const std::string& key, const std::string& stored);
    std::map<std::string, std::string, std::less<>> drafts;
    std::string active_field;   // Key of the field that has the cursor, or "".
    bool was_typing = false;    // When the frame began.
    bool active_drawn = false;  // It was drawn in this frame.

    // --- keyboard focus -------------------------------------------------------------------------
    ImGuiID focus = 0;           // Who has it.
    bool focus_shown = false;    // The ring is drawn after a key, not after a click.
    bool focus_moved = false;    // For one frame: it scrolls into view and takes the cursor.
    int advance = 0;             // A widget asks for the next (+1) or the one before (-1).
    std::vector<ImGuiID> turns;  // In the order drawn, of this frame.
    std::map<ImGuiID, std::string> names;       // The keys that views know them by: a node's path.
    std::map<ImGuiID, std::string> last_names;  // Of the last frame: known before this one.
    std::string wanted;                         // This key is to have the focus once it is drawn.
    bool popup_open = false;                    // A list takes the keys.
    void want(std::string_view key) { wanted = key; }
    /// The key of what has the focus, or "".
    std::string focused_key() const;
    /// Takes the turn of the item just drawn. True when it has the focus.
    bool take_turn(ImGuiID id, std::string_view key);
    void give_focus(ImGuiID id, bool shown);

    // --- small memory of widgets
    // ------------------------------------------------------------------
    std::map<std::string, std::string, std::less<>> notes;
    std::map<std::string, int, std::less<>> numbers;
    std::map<std::string, Finder, std::less<>> finders;
    std::uint64_t seen_focus_turn = 0;
    std::vector<float> right_edges;  // Of the columns around, innermost last: screen coordinates.
};

/// Opens the frame for widgets and closes it: focus takes its turn here. Once a frame, around all.
void begin(Frame& frame);
void end(Frame& frame);

}  // namespace adit::ui
