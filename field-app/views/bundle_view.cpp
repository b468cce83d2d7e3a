// The card "Without a connection": records to and from a stick, and carried for others.
#include "model/shown.h"
#include "ui/fields.h"
#include "ui/icons.h"
#include "views/screens.h"

#include <algorithm>
#include <array>

namespace adit::views {
namespace {

using model::BundleState;
using ui::Tone;
namespace icon = ui::icon;

std::string country_name(const model::AppState& state, const std::string& code) {
    if (!state.who) return code;
    const auto row = std::ranges::find_if(
        state.who->scopes, [&](const model::ScopeRow& scope) { return scope.id.code == code; });
    if (row == state.who->scopes.end()) return code;
    const std::string name(row->name.in(state.language, "en"));
    return name.empty() ? code : name;
}

/// The next button stands beside the last one where there is room for it.
void beside(ui::Frame& frame, const char* icon, const std::string& words) {
    ui::same_line();
    if (ui::width_left(frame) < ui::button_width(icon, words)) ui::new_line();
}

void draw_files(const model::AppState& state, ui::Frame& frame, const model::BundleView& view) {
    for (const model::BundleFileRow& row : view.files) {
        std::string words = model::filled(
            state.say("bundle.file"),
            {country_name(state, row.country), row.sender, model::shown_when(state, row.made_ms),
             model::shown_bytes(row.bytes, state.language)});
        if (row.parts > 1) {
            words += "  ·  " + model::filled(state.say("bundle.part"),
                                             {std::to_string(row.part), std::to_string(row.parts)});
        }
        ui::state(frame, icon::kForm, words, Tone::Plain);
        ui::small(frame, row.file);
        if (!row.whole)
            ui::state(frame, icon::kWarning, state.say("bundle.not_whole"), Tone::Error);
        if (!row.readable) ui::state(frame, icon::kInfo, state.say("bundle.not_ours"), Tone::Warn);
    }
}

void draw_notes(const model::AppState& state, ui::Frame& frame, const model::BundleView& view) {
    for (const model::Sentence& note : view.notes) {
        ui::state(frame, icon::kWarning, model::spoken(state, note), Tone::Warn);
    }
}

void draw_look(const model::AppState& state, ui::Frame& frame, model::Commands& asked) {
    const model::BundleView& view = *state.bundle.look;
    const ui::Card card(frame, Tone::Accent, 3);
    draw_files(state, frame, view);
    ui::space(1);
    if (view.can_take) {
        ui::strong(frame,
                   model::filled(state.say("bundle.would"), {std::to_string(view.records_new),
                                                             std::to_string(view.records_changed),
                                                             std::to_string(view.conflicts)}));
        for (const auto& from : view.from) {
            ui::body(frame, model::filled(state.say("bundle.from"),
                                          {from.laptop, std::to_string(from.changes),
                                           model::shown_when(state, from.latest_ms)}));
        }
    }
    draw_notes(state, frame, view);
    ui::space(1);
    if (view.can_take && ui::primary_button(frame, icon::kCheck, state.say("bundle.take"))) {
        asked.emplace_back(model::TakeBundle{});
    }
    if (view.can_carry) {
        if (view.can_take) beside(frame, icon::kReady, state.say("bundle.carry"));
        if (ui::button(frame, icon::kReady, state.say("bundle.carry"))) {
            asked.emplace_back(model::CarryBundle{});
        }
    }
    if (view.can_take || view.can_carry) beside(frame, icon::kCross, state.say("bundle.leave"));
    if (ui::quiet_button(frame, icon::kCross, state.say("bundle.leave"))) {
        asked.emplace_back(model::LeaveBundle{});
    }
}

void draw_written(const model::AppState& state, ui::Frame& frame) {
    const model::BundleWritten& written = *state.bundle.written;
    ui::state(frame, icon::kDone,
              model::filled(state.say("bundle.written"),
                            {std::to_string(written.changes),
                             model::shown_bytes(written.bytes, state.language)}),
              Tone::Ok);
    for (const std::string& file : written.files) ui::small(frame, file);
    ui::small(frame,
              state.say(written.changes == 0 ? "bundle.written_nothing" : "bundle.not_sent"));
}

void draw_end(const model::AppState& state, ui::Frame& frame) {
    const BundleState& bundle = state.bundle;
    if (bundle.error) {
        ui::banner(frame, icon::kWarning, state.say("bundle.failed"), Tone::Error,
                   model::advice(state, *bundle.error));
        ui::small(frame, bundle.error->what);
    }
    if (bundle.written) draw_written(state, frame);
    if (bundle.taken) {
        ui::state(frame, icon::kDone,
                  model::filled(state.say("bundle.taken"),
                                {std::to_string(bundle.taken->changes),
                                 std::to_string(bundle.taken->records_touched)}),
                  Tone::Ok);
        if (bundle.taken->waiting > 0) {
            ui::state(
                frame, icon::kHistory,
                model::filled(state.say("bundle.waiting"), {std::to_string(bundle.taken->waiting)}),
                Tone::Warn);
        }
        draw_notes(state, frame, *bundle.taken);
    }
    if (bundle.carried) {
        ui::state(frame, icon::kDone,
                  model::filled(state.say("bundle.carried"), {std::to_string(*bundle.carried)}),
                  Tone::Ok);
    }
}

void draw_ask(const model::AppState& state, ui::Frame& frame, model::Commands& asked) {
    std::string& path = frame.notes["bundle.path"];
    std::string& shown = frame.notes["bundle.shown"];
    if (shown != state.bundle.path) path = shown = state.bundle.path;  // Dropped on the window.
    ui::strong(frame, state.say("bundle.path"));
    ui::text_field(frame,
                   {.key = "bundle.path",
                    .words = state.say("bundle.path"),
                    .stored = path,
                    .ghost = state.say("bundle.path_ghost")},
                   path);
    const std::array<std::string, 2> words{state.say("bundle.lacking"),
                                           state.say("bundle.everything")};
    const int chosen = state.bundle.everything ? 1 : 0;
    const int used = ui::segments(frame, "bundle what", words, chosen);
    if (used >= 0 && used != chosen) asked.emplace_back(model::BundleEverything{used == 1});
    ui::space(1);
    if (ui::button(frame, icon::kForward, state.say("bundle.write"))) {
        asked.emplace_back(model::WriteBundle{path});
    }
    beside(frame, icon::kBack, state.say("bundle.read"));
    if (ui::button(frame, icon::kBack, state.say("bundle.read"))) {
        asked.emplace_back(model::LookAtBundle{path});
    }
}

const char* key_of(BundleState::Phase phase) {
    switch (phase) {
        case BundleState::Phase::Writing:
            return "bundle.writing";
        case BundleState::Phase::Looking:
            return "bundle.looking";
        case BundleState::Phase::Taking:
            return "bundle.taking";
        case BundleState::Phase::Carrying:
            return "bundle.carrying";
        case BundleState::Phase::Idle:
        case BundleState::Phase::Looked:
            break;
    }
    return "loading";
}

}  // namespace

void draw_bundles(const model::AppState& state, ui::Frame& frame, model::Commands& asked) {
    const ui::Card card(frame);
    ui::strong(frame, state.say("bundle.title"));
    ui::body(frame, state.say("bundle.about"), Tone::Muted);
    if (state.counts.carried > 0) {
        ui::state(
            frame, icon::kReady,
            model::filled(state.say("bundle.carries"), {std::to_string(state.counts.carried)}),
            Tone::Plain);
    }
    ui::space(1);
    if (state.sync.phase == model::SyncState::Phase::Running) {
        ui::state(frame, icon::kSync, state.say("bundle.after_sync"), Tone::Muted);
        return;
    }
    if (state.bundle.is_busy()) {
        ui::state(frame, icon::kSync, state.say(key_of(state.bundle.phase)), Tone::Accent);
        return;
    }
    if (state.bundle.look) {
        draw_look(state, frame, asked);
        return;
    }
    draw_end(state, frame);
    draw_ask(state, frame, asked);
}

}  // namespace adit::views
