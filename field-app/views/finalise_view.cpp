#include "model/shown.h"
#include "ui/icons.h"
#include "ui/widgets.h"
#include "views/record_rows.h"
#include "views/screens.h"

namespace adit::views {
namespace {

using ui::Face;
using ui::Tone;
namespace icon = ui::icon;

bool draw_fault(const model::AppState& state, ui::Frame& frame, const forms::Fault& fault) {
    const float inner = ui::width_left(frame) - ui::grid(12);
    const ImFont* body = ui::face(Face::Body);
    const float label_h = ui::face(Face::Strong)
                              ->CalcTextSizeA(body->FontSize, FLT_MAX, inner, fault.label.c_str())
                              .y;
    const std::string& message = fault.message.empty() ? state.say("form.required") : fault.message;
    const float message_h = body->CalcTextSizeA(body->FontSize, FLT_MAX, inner, message.c_str()).y;
    const auto row =
        ui::row(frame, fault.path.text, fault.label, label_h + message_h + ui::grid(3.5F));
    const ImVec2 after = ui::cursor();
    float bottom = 0;
    {
        const ui::Block block(frame, {row.from.x + ui::grid(2), row.from.y + ui::grid(1.5F)},
                              inner + ui::grid(8), bottom);
        ui::strong(frame, fault.label);
    }
    {
        const ui::Block block(frame,
                              {row.from.x + ui::grid(2), row.from.y + ui::grid(1.5F) + label_h},
                              inner + ui::grid(8), bottom);
        ui::state(frame, fault.missing ? icon::kCircle : icon::kAlert, message,
                  fault.missing ? Tone::Warn : Tone::Error);
    }
    ui::move_to(after);
    return row.used;
}

void draw_faults(const model::AppState& state, ui::Frame& frame, model::Commands& asked) {
    const auto& faults = state.open->faults;
    const std::string count = std::to_string(faults.size());
    ui::state(frame, icon::kAlert,
              faults.size() == 1 ? state.say("finalise.one_fault")
                                 : model::filled(state.say("finalise.faults"), {count}),
              Tone::Warn, Face::Title);
    ui::body(frame, state.say("finalise.faults_more"), Tone::Muted);
    ui::space(2);
    {
        const ui::Card card(frame, Tone::Plain, 2);
        for (const forms::Fault& fault : faults) {
            if (draw_fault(state, frame, fault)) asked.emplace_back(model::GoTo{fault.path});
        }
    }
    ui::space(3);
    if (ui::primary_button(frame, icon::kForward, state.say("finalise.first"))) {
        asked.emplace_back(model::GoTo{faults.front().path});
    }
    ui::same_line(2);
    if (ui::width_left(frame) < ui::grid(60)) ui::new_line();
    if (ui::button(frame, icon::kDraft, state.say("finalise.keep_draft"))) {
        asked.emplace_back(model::Show{model::Screen::Home});
    }
}

void draw_ready(const model::AppState& state, ui::Frame& frame, model::Commands& asked) {
    const model::OpenForm& form = *state.open;
    std::size_t answered = 0;
    for (const auto& path : form.questions) {
        const auto view = form.session->question(path);
        if (view.value != nullptr && !record::is_nothing(*view.value)) ++answered;
    }
    ui::banner(frame, icon::kDone, state.say("finalise.ready"), Tone::Ok,
               model::filled(state.say("finalise.answered"),
                             {std::to_string(answered), std::to_string(form.questions.size())}));
    ui::space(2);
    ui::body(frame, state.say("finalise.what_happens"));
    ui::space(3);
    if (form.save_error) {
        ui::banner(frame, icon::kWarning, model::advice(state, *form.save_error), Tone::Error,
                   state.say("save.kept_here"));
        ui::small(frame, form.save_error->what);
    }
    if (form.finalise_ticket && form.failed.empty()) {
        ui::state(frame, icon::kDraft, state.say("save.saving"), Tone::Accent);
        return;
    }
    if (ui::primary_button(frame, icon::kFinalise, state.say("finalise.now"))) {
        asked.emplace_back(model::Finalise{});
    }
    ui::same_line(2);
    if (ui::width_left(frame) < ui::grid(60)) ui::new_line();
    if (ui::button(frame, icon::kDraft, state.say("finalise.keep_draft"))) {
        asked.emplace_back(model::Show{model::Screen::Home});
    }
}

}  // namespace

void draw_finalise(const model::AppState& state, ui::Frame& frame, model::Commands& asked) {
    if (!state.open) return;
    const ui::Pane pane(frame, "finalise", {.padding = 6});
    const ui::Column column(frame, ui::grid(200));
    if (ui::quiet_button(frame, icon::kBack, state.say("finalise.back"))) {
        asked.emplace_back(model::Back{});
    }
    ui::big(frame, state.say("finalise.title"));
    ui::body(frame, state.open->session->definition().title.in(state.language, "en"), Tone::Muted);
    ui::space(3);
    if (state.open->faults.empty()) {
        draw_ready(state, frame, asked);
    } else {
        draw_faults(state, frame, asked);
    }
    ui::space(6);
}

}  // namespace adit::views
