// update: the whole behaviour of the field app, without a screen, a file or a clock.
//
// A frame is: the Tick, the Events of work/, then the Commands that the views gave; each through
// update(). The Effects go to work/ in the order given. One thread.
#pragma once

#include "model/app_state.h"
#include "model/command.h"
#include "model/effect.h"
#include "model/event.h"

#include <cstdint>
#include <optional>

namespace adit::model {

Effects update(AppState& state, const Command& command);
Effects update(AppState& state, Event event);

/// When the model wants the next Tick (a pause of the keys to keep, a toast to fade), in Unix
/// milliseconds; nothing: not before something happens. The window may sleep until then.
std::optional<std::int64_t> next_tick_ms(const AppState& state);

/// Half-typed text is kept after a pause of this length.
constexpr std::int64_t kTypingPauseMs = 250;

}  // namespace adit::model
