// The field of a question for a photo or another file.
#pragma once

#include "views/answer_fields.h"

namespace adit::views {

void draw_file_field(const Asked& question, ui::Frame& frame, model::Commands& asked);

}  // namespace adit::views
