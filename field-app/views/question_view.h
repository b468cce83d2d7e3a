// One question of the open form: its words, the field to answer it, what is wrong with the answer.
//
// The answer goes to the model when the field is left; every key before goes as Type, so that half
// a sentence survives the battery. A value that breaks its rule stays as typed: it is said, never
// refused.
#pragma once

#include "model/app_state.h"
#include "ui/frame.h"

namespace adit::views {

/// A question, a group with what is in it, or a repeat with its instances as cards. Nothing when it
/// is not relevant.
void draw_node(const model::AppState& state, ui::Frame& frame, const record::NodePath& path,
               model::Commands& asked, int depth = 0);

/// All values of a field that two people wrote apart, with who and when, and a button to decide.
void draw_siblings(const model::AppState& state, ui::Frame& frame, const record::NodePath& path,
                   model::Commands& asked);
/// A decision that stands at this node: who decided, and what else was answered, to keep instead.
void draw_decided(const model::AppState& state, ui::Frame& frame, const record::NodePath& path,
                  model::Commands& asked);

}  // namespace adit::views
