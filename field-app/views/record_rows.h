// One record as a line of a list, the same everywhere: title, state in words, marks, who and when.
#pragma once

#include "model/shown.h"
#include "ui/widgets.h"

#include <vector>

namespace adit::views {

/// The tone and the icon that a mood has on screen. Its words say the same.
ui::Tone tone_of(model::Mood mood);
const char* sync_icon(const model::AppState& state);
const char* stage_icon(const model::RecordRow& row);

float record_row_height();
/// True when it is opened.
bool draw_record_row(const model::AppState& state, ui::Frame& frame, const model::RecordRow& row);
/// "Training", "Sample" … in words, as chips on the present line.
void draw_marks(const model::AppState& state, ui::Frame& frame,
                const std::vector<std::string>& marks);

}  // namespace adit::views
