// The card of the Sync screen for an exchange with a laptop near here, without a server: let one
// connect or look for one, compare the code, see what went over.
#pragma once

#include "model/app_state.h"
#include "ui/frame.h"

namespace adit::views {

void draw_lan(const model::AppState& state, ui::Frame& frame, model::Commands& asked);

}  // namespace adit::views
