// The look: colours by meaning, faces by use, and one grid. Only ui/ styles ImGui; views say what a
// thing is (a title, a warning, a primary action), never which colour it has.
//
// Three themes: Paper (light), Night (dark), Sun (white, black, heavy lines, for outdoors). Sizes
// are in grid units of 4 px at 100 %, so all grows with the text, from 100 to 200 %.
#pragma once

#include <imgui.h>

#include <filesystem>

namespace adit::ui {

enum class Theme { Paper, Night, Sun };

struct Look {
    Theme theme = Theme::Paper;
    float size = 1.0F;            // Text size times the density of the screen: 1.0 to 4.0.
    std::filesystem::path fonts;  // share/adit/fonts; without it ImGui's own face is used.
    bool operator==(const Look&) const = default;
};

/// Takes this look from the next frame on. True when the font atlas was built anew: the window has
/// to renew its texture. Cheap when nothing changed. Needs an ImGui context.
bool set_look(const Look& look);

enum class Tone { Plain, Muted, Accent, Ok, Warn, Error, Conflict, OnAccent };
enum class Face { Small, Body, Strong, Title, Big, Mono };

struct Colours {
    ImU32 ground, surface, raised, line, text, muted, accent, accent_soft, on_accent, ok, ok_soft,
        warn, warn_soft, error, error_soft, conflict, conflict_soft, hover;
};

const Colours& colours();
ImU32 colour_of(Tone tone);
ImU32 soft_of(Tone tone);  // The same meaning as a ground for text.
ImFont* face(Face which);
float grid(float units);  // 4 px each at 100 %.
float line_px();          // Hairline; heavier in Sun.

}  // namespace adit::ui
