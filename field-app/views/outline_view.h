// The outline at the left of a form: its pages with their state in words.
#pragma once

#include "model/app_state.h"
#include "ui/text.h"

namespace adit::views {

void draw_outline(const model::AppState& state, ui::Frame& frame, model::Commands& asked);

/// The state of a part of the form: "Done", "2 to fill", "1 to mend", "Not started".
struct PartState {
    std::string words;
    const char* icon;
    ui::Tone tone;
};
PartState part_state(const model::AppState& state, const forms::OutlineItem& item);

}  // namespace adit::views
