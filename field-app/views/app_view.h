// The root view: the bar at the top, the screen below it, banners and toasts. One call a frame,
// between platform::Window::begin_frame and end_frame.
#pragma once

#include "model/app_state.h"
#include "ui/frame.h"
#include "ui/look.h"

namespace adit::views {

void draw_app(const model::AppState& state, ui::Frame& frame, model::Commands& asked);

/// The look that the state asks for, on a screen of this density.
ui::Look look_of(const model::AppState& state, float density, std::filesystem::path fonts);

}  // namespace adit::views
