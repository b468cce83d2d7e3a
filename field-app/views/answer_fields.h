// The field that answers a question, by its type.
#pragma once

#include "model/app_state.h"
#include "ui/frame.h"

namespace adit::views {

struct Asked {
    const model::AppState& state;
    const forms::QuestionView& view;
    std::string label;
    bool trouble = false;
};

void draw_answer_field(const Asked& question, ui::Frame& frame, model::Commands& asked);

}  // namespace adit::views
