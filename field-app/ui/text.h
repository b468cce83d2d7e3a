// Words on the screen, by what they are. All wrap at the edge of their column.
#pragma once

#include "ui/layout.h"

#include <string>

namespace adit::ui {

void big(Frame& frame, const std::string& words);
void title(Frame& frame, const std::string& words);
void strong(Frame& frame, const std::string& words, Tone tone = Tone::Plain);
void body(Frame& frame, const std::string& words, Tone tone = Tone::Plain);
void small(Frame& frame, const std::string& words, Tone tone = Tone::Muted);
void mono(Frame& frame, const std::string& words);
/// One line that ends in "…" when there is no room; the whole is shown on hovering.
void line(Frame& frame, Face which, Tone tone, const std::string& words, float width);

/// A state: an icon and its word in the colour of its meaning.
void state(Frame& frame, const char* icon, const std::string& words, Tone tone,
           Face which = Face::Body);
/// The same on a soft ground, as a chip.
void chip(Frame& frame, const char* icon, const std::string& words, Tone tone);
float chip_width(const std::string& words);
/// Across the column: an icon, a sentence and perhaps what else it says.
void banner(Frame& frame, const char* icon, const std::string& words, Tone tone,
            const std::string& more = {});
/// How much of the whole is done, 0 to 1.
void progress(Frame& frame, float done);

}  // namespace adit::ui
