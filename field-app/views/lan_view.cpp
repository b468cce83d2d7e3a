#include "views/lan_view.h"

#include "model/shown.h"
#include "ui/fields.h"
#include "ui/icons.h"
#include "ui/widgets.h"

namespace adit::views {
namespace {

using model::LanState;
using ui::Tone;
using Phase = LanState::Phase;
namespace icon = ui::icon;

void draw_stop(const model::AppState& state, ui::Frame& frame, model::Commands& asked) {
    if (state.lan.stopping) return ui::body(frame, state.say("sync.chip.stopping"), Tone::Muted);
    if (ui::button(frame, icon::kCross, state.say("lan.stop"))) {
        asked.emplace_back(model::LanStop{});
    }
}

/// An address typed by hand, for networks that hide laptops from one another.
void draw_address(const model::AppState& state, ui::Frame& frame, model::Commands& asked) {
    ui::small(frame, state.say("lan.or_address"));
    std::string& address = frame.notes["lan.address"];
    ui::text_field(frame,
                   {.key = "lan.address",
                    .words = state.say("lan.address"),
                    .stored = address,
                    .ghost = "192.168.1.23:48923"},
                   address);
    if (ui::button(frame, icon::kLaptop, state.say("lan.connect"))) {
        asked.emplace_back(model::LanJoin{address});
    }
}

void draw_begin(const model::AppState& state, ui::Frame& frame, model::Commands& asked) {
    ui::body(frame, state.say("lan.about"), Tone::Muted);
    ui::space(1);
    if (ui::button(frame, icon::kLaptop, state.say("lan.wait"))) {
        asked.emplace_back(model::LanWait{});
    }
    if (ui::button(frame, icon::kSearch, state.say("lan.look"))) {
        asked.emplace_back(model::LanLook{});
    }
}

void draw_waiting(const model::AppState& state, ui::Frame& frame, model::Commands& asked) {
    ui::state(frame, icon::kLaptop, state.say("lan.waiting"), Tone::Plain);
    ui::body(frame, state.say("lan.waiting_how"), Tone::Muted);
    for (const std::string& address : state.lan.addresses) ui::mono(frame, address);
    ui::space(1);
    draw_stop(state, frame, asked);
}

void draw_looking(const model::AppState& state, ui::Frame& frame, model::Commands& asked) {
    const bool none = state.lan.found.empty();
    ui::state(frame, icon::kSearch, state.say(none ? "lan.looking" : "lan.found"), Tone::Plain);
    for (const std::string& address : state.lan.found) {
        if (ui::button(frame, icon::kLaptop,
                       model::filled(state.say("lan.connect_to"), {address}))) {
            asked.emplace_back(model::LanJoin{address});
        }
    }
    ui::space(1);
    draw_address(state, frame, asked);
    ui::space(1);
    draw_stop(state, frame, asked);
}

void draw_other(const model::AppState& state, ui::Frame& frame) {
    const std::string& other = state.lan.other;
    ui::state(frame, icon::kPerson, other.empty() ? state.say("lan.unknown") : other, Tone::Plain);
}

void draw_comparing(const model::AppState& state, ui::Frame& frame, model::Commands& asked) {
    draw_other(state, frame);
    ui::body(frame, state.say("lan.compare"));
    ui::big(frame, state.lan.code);
    ui::space(1);
    if (ui::primary_button(frame, icon::kCheck, state.say("lan.same"))) {
        asked.emplace_back(model::LanAnswer{true});
    }
    if (ui::button(frame, icon::kCross, state.say("lan.differs"))) {
        asked.emplace_back(model::LanAnswer{false});
    }
}

void draw_moving(const model::AppState& state, ui::Frame& frame, model::Commands& asked) {
    const LanState& lan = state.lan;
    draw_other(state, frame);
    if (lan.phase == Phase::Answered) {
        ui::big(frame, lan.code);
        ui::body(frame, state.say("lan.other_looks"), Tone::Muted);
    } else {
        ui::body(frame, model::filled(state.say("lan.so_far"),
                                      {std::to_string(lan.handed), std::to_string(lan.received)}));
    }
    draw_stop(state, frame, asked);
}

void draw_result(const model::AppState& state, ui::Frame& frame, model::Commands& asked) {
    const LanState& lan = state.lan;
    if (lan.error) {
        ui::banner(frame, icon::kWarning, state.say("lan.failed"), Tone::Error,
                   state.say("lan.stands"));
        ui::small(frame, lan.error->what);
    } else {
        const bool nothing = lan.handed == 0 && lan.received == 0;
        const std::string counts =
            model::filled(state.say("lan.done"),
                          {lan.other, std::to_string(lan.handed), std::to_string(lan.received)});
        ui::state(frame, icon::kDone,
                  nothing ? model::filled(state.say("lan.nothing"), {lan.other}) : counts,
                  Tone::Ok);
        ui::small(frame, state.say("lan.not_sent"));
    }
    for (const model::Sentence& problem : lan.problems) {
        ui::state(frame, icon::kWarning, model::spoken(state, problem), Tone::Error);
    }
    if (ui::button(frame, icon::kBack, state.say("lan.close"))) {
        asked.emplace_back(model::LanClose{});
    }
}

}  // namespace

void draw_lan(const model::AppState& state, ui::Frame& frame, model::Commands& asked) {
    const ui::Card card(frame);
    ui::strong(frame, state.say("lan.title"));
    switch (state.lan.phase) {
        case Phase::Idle:
            return draw_begin(state, frame, asked);
        case Phase::Waiting:
            return draw_waiting(state, frame, asked);
        case Phase::Looking:
            return draw_looking(state, frame, asked);
        case Phase::Joining:
            ui::body(frame, state.say("lan.joining"));
            return draw_stop(state, frame, asked);
        case Phase::Comparing:
            return draw_comparing(state, frame, asked);
        case Phase::Answered:
        case Phase::Exchanging:
            return draw_moving(state, frame, asked);
        case Phase::Done:
        case Phase::Failed:
            return draw_result(state, frame, asked);
    }
}

}  // namespace adit::views
