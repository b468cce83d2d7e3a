#include "model/shown.h"
#include "ui/icons.h"
#include "ui/widgets.h"
#include "views/lan_view.h"
#include "views/record_rows.h"
#include "views/screens.h"

#include <array>

namespace adit::views {
namespace {

using model::SyncState;
using ui::Tone;
namespace icon = ui::icon;

/// Photos, once the answers are through: by their bytes, which is what one waits for.
void draw_photos_running(const model::AppState& state, ui::Frame& frame) {
    const model::PhotosLeft& photos = *state.sync.photos;
    const auto given = static_cast<float>(photos.given_bytes);
    const float whole = given + static_cast<float>(photos.bytes);
    ui::progress(frame, whole > 0 ? given / whole : 1);
    ui::body(frame, model::filled(state.say("photos.so_far"),
                                  {std::to_string(photos.files),
                                   model::shown_bytes(photos.bytes, state.language)}));
}

void draw_answers_running(const model::AppState& state, ui::Frame& frame) {
    const SyncState& sync = state.sync;
    const float whole = static_cast<float>(sync.to_send);
    const float done = whole > 0 ? static_cast<float>(sync.sent) / whole : 0;
    ui::progress(frame, done);
    ui::body(frame, model::filled(state.say("sync.so_far"),
                                  {std::to_string(sync.sent), std::to_string(sync.to_send),
                                   std::to_string(sync.received)}));
}

void draw_running(const model::AppState& state, ui::Frame& frame, model::Commands& asked) {
    const SyncState& sync = state.sync;
    if (sync.photos) {
        draw_photos_running(state, frame);
    } else {
        draw_answers_running(state, frame);
    }
    if (const std::string left = model::shown_time_left(state); !left.empty()) {
        ui::body(frame, left, Tone::Muted);
    }
    const char* const stop = sync.photos ? "photos.pause" : "sync.stop";
    if (!sync.stopping && ui::button(frame, icon::kCross, state.say(stop))) {
        asked.emplace_back(model::StopSync{});
    }
}

void draw_result(const model::AppState& state, ui::Frame& frame) {
    const SyncState& sync = state.sync;
    if (sync.error) {
        const bool nobody = sync.phase == SyncState::Phase::NoConnection;
        ui::banner(frame, nobody ? icon::kOffline : icon::kWarning,
                   state.say(nobody ? "sync.no_connection" : "sync.failed"),
                   nobody ? Tone::Warn : Tone::Error, model::advice(state, *sync.error));
        ui::small(frame, sync.error->what);
    }
    for (const model::Sentence& problem : sync.problems) {
        ui::state(frame, icon::kWarning, model::spoken(state, problem), Tone::Error);
    }
    if (!sync.has_result) return;
    ui::body(frame, model::filled(state.say("sync.result"),
                                  {std::to_string(sync.sent), std::to_string(sync.received)}));
}

void draw_exchange(const model::AppState& state, ui::Frame& frame, model::Commands& asked) {
    const ui::Card card(frame);
    const model::Spoken spoken = model::spoken_sync(state);
    ui::state(frame, sync_icon(state), spoken.words, tone_of(spoken.mood), ui::Face::Title);
    const auto& last = state.sync.last_done_ms;
    ui::body(frame,
             last ? model::filled(state.say("sync.last"), {model::shown_when(state, *last)})
                  : state.say("sync.never"),
             Tone::Muted);
    ui::space(1);
    if (state.sync.phase == SyncState::Phase::Running) {
        draw_running(state, frame, asked);
        return;
    }
    draw_result(state, frame);
    if (ui::primary_button(frame, icon::kSync, state.say("sync.now"))) {
        asked.emplace_back(model::SyncNow{});
    }
}

void draw_choice(ui::Frame& frame, const std::string& label, const char* name,
                 std::span<const std::string> words, int chosen, int& used) {
    ui::small(frame, label);
    used = ui::segments(frame, name, words, chosen);
    ui::space(1);
}

void draw_waiting(const model::AppState& state, ui::Frame& frame, model::Commands& asked) {
    const ui::Card card(frame);
    ui::strong(frame, state.say("sync.waiting"));
    const model::Counts& counts = state.counts;
    ui::body(frame, model::filled(state.say("sync.waiting_counts"),
                                  {std::to_string(counts.unsent.records),
                                   std::to_string(counts.unsent.changes)}));
    if (counts.unsent.photos > 0) {
        ui::body(frame,
                 model::filled(state.say("photos.waiting"),
                               {std::to_string(counts.unsent.photos),
                                model::shown_bytes(counts.unsent.photo_bytes, state.language)}));
    }
    ui::body(frame, model::filled(state.say("sync.sent_counts"), {std::to_string(counts.sent)}));
    ui::small(frame, state.say("sync.drafts_too"));
    if (ui::quiet_button(frame, icon::kReady, state.say("sync.show_ready"))) {
        asked.emplace_back(model::ShowRecords{model::RecordList::Ready});
    }
    ui::space(1);
    const std::array<std::string, 2> words{state.say("photos.go"), state.say("photos.wait")};
    int used = -1;
    draw_choice(frame, state.say("photos.title"), "photos", words, state.photos_wait ? 1 : 0, used);
    if (used >= 0) asked.emplace_back(model::PhotosWait{used == 1});
}

void draw_laptop(const model::AppState& state, ui::Frame& frame, model::Commands& asked) {
    const ui::Card card(frame);
    ui::strong(frame, state.say("laptop.title"));
    if (state.who) {
        ui::state(frame, icon::kPerson,
                  state.who->person_name + "  ·  " + state.say("role." + state.who->role),
                  Tone::Plain);
        ui::state(frame, icon::kLaptop, state.who->laptop, Tone::Plain);
        ui::small(frame, state.who->server);
        ui::mono(frame, state.who->device);
    }
    ui::rule(frame);
    int used = -1;
    const std::array<std::string, 3> themes{state.say("theme.paper"), state.say("theme.night"),
                                            state.say("theme.sun")};
    draw_choice(frame, state.say("theme.title"), "themes", themes, static_cast<int>(state.theme),
                used);
    if (used >= 0) asked.emplace_back(model::SetTheme{static_cast<model::Theme>(used)});
    const std::array<std::string, 4> sizes{"100 %", "125 %", "150 %", "200 %"};
    constexpr std::array kPercent{100, 125, 150, 200};
    int chosen = 0;
    for (int i = 0; i < 4; ++i) {
        if (kPercent[static_cast<std::size_t>(i)] <= state.text_size) chosen = i;
    }
    draw_choice(frame, state.say("text_size.title"), "sizes", sizes, chosen, used);
    if (used >= 0) {
        asked.emplace_back(model::SetTextSize{kPercent[static_cast<std::size_t>(used)]});
    }
    ui::small(frame, state.say("keys.title"));
    ui::small(frame, state.say("keys.all"));
}

}  // namespace

void draw_sync(const model::AppState& state, ui::Frame& frame, model::Commands& asked) {
    const ui::Pane pane(frame, "sync", {.padding = 6});
    const ui::Column column(frame, ui::grid(260));
    ui::big(frame, state.say("tab.sync"));
    ui::space(3);
    const ImVec2 at = ui::cursor();
    const float there = ui::width_left(frame);
    const bool side_by_side = there > ui::grid(190);
    const float gap = ui::grid(5);
    const float left = side_by_side ? std::floor((there - gap) * 0.56F) : there;
    float bottom = at.y;
    {
        const ui::Block block(frame, at, left, bottom);
        draw_exchange(state, frame, asked);
        ui::space(3);
        if (state.who) {
            draw_lan(state, frame, asked);
            ui::space(3);
        }
        draw_waiting(state, frame, asked);
        ui::space(3);
        draw_bundles(state, frame, asked);
    }
    const ImVec2 next =
        side_by_side ? ImVec2{at.x + left + gap, at.y} : ImVec2{at.x, bottom + ui::grid(4)};
    {
        const ui::Block block(frame, next, side_by_side ? there - gap - left : there, bottom);
        draw_laptop(state, frame, asked);
    }
    ui::move_to({at.x, bottom});
    ui::space(4);
}

}  // namespace adit::views
