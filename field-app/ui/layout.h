// Where things stand: panes that scroll, columns of readable width, cards, rows, spaces.
//
// Each opens in its constructor and closes in its destructor. Widgets fill the width of the column
// they stand in; nothing here knows what is shown.
#pragma once

#include "ui/frame.h"
#include "ui/look.h"

#include <imgui_internal.h>

#include <cstddef>
#include <functional>
#include <string>

namespace adit::ui {

/// Keeps like-named widgets apart for as long as it lives.
class Scope {
public:
    explicit Scope(const std::string& name) { ImGui::PushID(name.c_str()); }
    explicit Scope(int place) { ImGui::PushID(place); }
    ~Scope() { ImGui::PopID(); }
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;
};

/// A part of the window. A size of 0 takes what is left.
class Pane {
public:
    struct Style {
        ImVec2 size{0, 0};
        float padding = 0;  // Grid units.
        ImU32 ground = 0;   // 0: what lies below.
        bool scrolls = true;
        bool line_right = false;
        bool line_below = false;
    };
    Pane(Frame& frame, const char* name, const Style& style);
    ~Pane();
    Pane(const Pane&) = delete;
    Pane& operator=(const Pane&) = delete;

private:
    Frame& frame_;
    Style style_;
};

/// At most so wide (pixels), in the middle or at the left of the space there is.
class Column {
public:
    Column(Frame& frame, float width_max, bool centred = true);
    ~Column();
    Column(const Column&) = delete;
    Column& operator=(const Column&) = delete;

private:
    Frame& frame_;
    float indent_;
};

/// A surface with a hairline around it, as high as what stands in it. `tone` tints its ground.
class Card {
public:
    explicit Card(Frame& frame, Tone tone = Tone::Plain, float padding = 4);
    ~Card();
    Card(const Card&) = delete;
    Card& operator=(const Card&) = delete;

private:
    Frame& frame_;
    Tone tone_;
    float padding_;
    ImVec2 from_;
    float right_;
    ImDrawListSplitter layers_;
};

/// A column of a page that has several: begins at `at`, and lowers `bottom` to where it ends.
class Block {
public:
    Block(Frame& frame, ImVec2 at, float width, float& bottom);
    ~Block();
    Block(const Block&) = delete;
    Block& operator=(const Block&) = delete;

private:
    Frame& frame_;
    float& bottom_;
};

/// Lies over all else, with its lower right corner there.
class Overlay {
public:
    Overlay(Frame& frame, const char* name, ImVec2 lower_right, float width);
    ~Overlay();
    Overlay(const Overlay&) = delete;
    Overlay& operator=(const Overlay&) = delete;

private:
    Frame& frame_;
};

/// Brings this row of the pane's draw_rows into view.
void scroll_to_row(std::size_t row, float height);
void new_line();
ImVec2 cursor();
void move_to(ImVec2 at);
/// Pixels from the cursor to the right edge of the column.
float width_left(const Frame& frame);
void space(float units);
void same_line(float units = 2);
/// What follows stands so far from the right edge of the column, on the same line.
void from_right(Frame& frame, float width);
void rule(Frame& frame);
/// Rows of one height, of which only those in view are drawn.
void draw_rows(std::size_t count, float height, const std::function<void(std::size_t)>& draw);
float text_width(Face which, const std::string& words);

}  // namespace adit::ui
