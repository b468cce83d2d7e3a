#include "model/shown.h"
#include "ui/fields.h"
#include "ui/icons.h"
#include "views/screens.h"

namespace adit::views {
namespace {

using ui::Tone;
namespace icon = ui::icon;

void draw_ticket(const model::AppState& state, ui::Frame& frame, model::Commands& asked) {
    const ui::Card card(frame, Tone::Plain, 5);
    ui::title(frame, state.say("welcome.enrol"));
    ui::body(frame, state.say("welcome.how"), Tone::Muted);
    ui::space(2);
    ui::strong(frame, state.say("welcome.ticket"));
    std::string& ticket = frame.notes["welcome.ticket"];
    const std::string& dropped = frame.notes["welcome.dropped"];
    if (dropped != state.ticket_path) {
        ticket = state.ticket_path;
        frame.notes["welcome.dropped"] = state.ticket_path;
    }
    ui::text_field(frame,
                   {.key = "welcome.ticket",
                    .words = state.say("welcome.ticket"),
                    .stored = ticket,
                    .ghost = state.say("welcome.ticket_ghost")},
                   ticket);
    ui::strong(frame, state.say("welcome.laptop"));
    std::string& laptop = frame.notes["welcome.laptop"];
    ui::text_field(frame,
                   {.key = "welcome.laptop",
                    .words = state.say("welcome.laptop"),
                    .stored = laptop,
                    .ghost = state.say("welcome.laptop_ghost")},
                   laptop);
    ui::space(2);
    if (state.enrol_error) {
        ui::banner(frame, icon::kWarning, state.say("welcome.failed"), Tone::Error,
                   state.enrol_error->what);
    }
    if (state.enrolling) {
        ui::state(frame, icon::kSync, state.say("welcome.busy"), Tone::Accent);
    } else if (ui::primary_button(frame, icon::kTicket, state.say("welcome.go"))) {
        asked.emplace_back(model::Enrol{ticket, laptop});
    }
}

}  // namespace

void draw_welcome(const model::AppState& state, ui::Frame& frame, model::Commands& asked) {
    const ui::Pane pane(frame, "welcome", {.padding = 6});
    const ui::Column column(frame, ui::grid(160));
    if (state.start_error) {
        ui::space(8);
        ui::banner(frame, icon::kWarning, state.say("start.failed"), Tone::Error,
                   model::advice(state, *state.start_error));
        ui::small(frame, state.start_error->what);
        return;
    }
    if (state.screen == model::Screen::Starting) {
        ui::space(8);
        ui::body(frame, state.say("loading"), Tone::Muted);
        return;
    }
    ui::space(6);
    ui::big(frame, state.say("welcome.title"));
    ui::body(frame, state.say("welcome.what"));
    ui::space(4);
    draw_ticket(state, frame, asked);
}

}  // namespace adit::views
