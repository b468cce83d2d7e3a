// One function a screen: model in, Commands out. Each draws into the pane it is called in.
#pragma once

#include "model/app_state.h"
#include "ui/frame.h"

namespace adit::views {

void draw_welcome(const model::AppState& state, ui::Frame& frame, model::Commands& asked);
void draw_home(const model::AppState& state, ui::Frame& frame, model::Commands& asked);
void draw_sites(const model::AppState& state, ui::Frame& frame, model::Commands& asked);
void draw_site(const model::AppState& state, ui::Frame& frame, model::Commands& asked);
void draw_records(const model::AppState& state, ui::Frame& frame, model::Commands& asked);
void draw_form(const model::AppState& state, ui::Frame& frame, model::Commands& asked);
void draw_finalise(const model::AppState& state, ui::Frame& frame, model::Commands& asked);
void draw_review(const model::AppState& state, ui::Frame& frame, model::Commands& asked);
void draw_sync(const model::AppState& state, ui::Frame& frame, model::Commands& asked);

/// A card of the sync screen: sticks and e-mails.
void draw_bundles(const model::AppState& state, ui::Frame& frame, model::Commands& asked);

/// The form that a visit is recorded with and the one that registers a site; null when this laptop
/// has no such form.
const model::FormRow* visit_form(const model::AppState& state);
const model::FormRow* site_form(const model::AppState& state);

/// The window is narrow for its text: one column, short words.
bool is_narrow();
/// What this key does is asked once, also while a field has the cursor.
bool shortcut(ImGuiKey key, bool ctrl = false, bool shift = false);

}  // namespace adit::views
