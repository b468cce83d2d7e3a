#include "views/file_field.h"

#include "model/shown.h"
#include "ui/fields.h"
#include "ui/icons.h"

namespace adit::views {
namespace {

namespace icon = ui::icon;

/// What answers it now, and a way to take that away.
void draw_answer(const Asked& question, const record::AttachmentRef& file, ui::Frame& frame,
                 model::Commands& asked) {
    ui::state(frame, icon::kDone,
              file.name + "  ·  " + model::shown_bytes(file.size_bytes, question.state.language),
              ui::Tone::Ok);
    if (question.view.read_only) return;
    if (ui::quiet_button(frame, icon::kCross, question.state.say("attachment.take_away"))) {
        asked.emplace_back(model::GiveAnswer{question.view.path, record::Nothing{}});
    }
}

}  // namespace

void draw_file_field(const Asked& question, ui::Frame& frame, model::Commands& asked) {
    const model::AppState& state = question.state;
    const record::NodePath& path = question.view.path;
    const auto* file = question.view.value == nullptr
                           ? nullptr
                           : std::get_if<record::AttachmentRef>(question.view.value);
    if (file != nullptr) return draw_answer(question, *file, frame, asked);
    if (question.view.read_only) return;
    if (state.open->adding.contains(path)) {
        ui::state(frame, icon::kSync, state.say("attachment.adding"), ui::Tone::Accent);
        return;
    }
    std::string& typed = frame.notes["file:" + path.text];
    ui::text_field(frame,
                   {.key = path.text,
                    .words = question.label,
                    .stored = typed,
                    .trouble = question.trouble,
                    .ghost = state.say("attachment.ghost")},
                   typed);
    const auto refused = state.open->refused_files.find(path);
    if (refused != state.open->refused_files.end()) {
        ui::state(frame, icon::kWarning, refused->second.what, ui::Tone::Error);
    }
    if (ui::button(frame, icon::kReady, state.say("attachment.add"))) {
        asked.emplace_back(model::AddFile{path, typed});
    }
}

}  // namespace adit::views
