#include "model/shown.h"
#include "ui/icons.h"
#include "ui/widgets.h"
#include "views/record_rows.h"
#include "views/screens.h"

#include <algorithm>
#include <array>

namespace adit::views {
namespace {

using model::RecordList;
using model::Screen;
using ui::Tone;
namespace icon = ui::icon;

std::string who_words(const model::AppState& state) {
    if (!state.who) return {};
    std::string words = state.who->person_name + "  ·  " + state.say("role." + state.who->role);
    for (const model::ScopeRow& scope : state.who->scopes) {
        const std::string& name = scope.name.in(state.language, "en");
        words += "  ·  " + (name.empty() ? scope.id.code : name);
    }
    return words;
}

void draw_actions(const model::AppState& state, ui::Frame& frame, model::Commands& asked) {
    const float width = ui::width_left(frame);
    const auto start = [&](const model::FormRow& row) {
        asked.emplace_back(model::StartRecord{
            .form = row.form.id, .site = "", .scope = {}, .training = state.training});
    };
    if (visit_form(state) != nullptr &&
        ui::action_tile(frame, icon::kSite, state.say("home.visit"), state.say("home.visit_more"),
                        width, true)) {
        asked.emplace_back(model::Show{Screen::Sites});
        frame.want("sites.search");
    }
    const model::FormRow* registers = site_form(state);
    if (registers != nullptr && ui::action_tile(frame, icon::kPlus, state.say("home.register"),
                                                state.say("home.register_more"), width, false)) {
        start(*registers);
    }
    ui::space(1);
    if (state.forms.size() > 2) ui::small(frame, state.say("home.other_forms"));
    for (const model::FormRow& row : state.forms) {
        if (&row == registers || &row == visit_form(state)) continue;
        if (ui::quiet_button(frame, icon::kNewForm, row.title.in(state.language, "en"))) start(row);
    }
    if (state.home_loaded && state.forms.empty()) {
        ui::banner(frame, icon::kInfo, state.say("home.no_forms"), Tone::Warn,
                   state.say("home.no_forms_more"));
    }
    ui::space(1);
    if (ui::toggle(frame, state.say("training.switch"), state.training)) {
        asked.emplace_back(model::SetTraining{!state.training});
    }
}

struct CountOf {
    RecordList list;
    const char* icon;
    const char* key;
    std::size_t count;
    Tone tone;
};

void draw_counts(const model::AppState& state, ui::Frame& frame, model::Commands& asked) {
    const model::Counts& counts = state.counts;
    const std::array tiles = {
        CountOf{RecordList::Drafts, icon::kDraft, "list.drafts", counts.drafts, Tone::Plain},
        CountOf{RecordList::Ready, icon::kReady, "list.ready", counts.ready, Tone::Warn},
        CountOf{RecordList::Sent, icon::kSent, "list.sent", counts.sent, Tone::Ok},
        CountOf{RecordList::Conflicts, icon::kConflict, "list.conflicts", counts.conflicts,
                Tone::Conflict}};
    const float there = ui::width_left(frame);
    const float gap = ui::grid(2);
    const int columns = there > ui::grid(170) ? 4 : 2;
    const float width =
        (there - gap * static_cast<float>(columns - 1)) / static_cast<float>(columns);
    int place = 0;
    for (const CountOf& tile : tiles) {
        if (place++ % columns != 0) ui::same_line(2);
        const bool used = ui::count_tile(frame, tile.icon, state.say(tile.key), tile.count,
                                         tile.tone, std::floor(width));
        if (used) asked.emplace_back(model::ShowRecords{tile.list});
    }
}

void draw_latest(const model::AppState& state, ui::Frame& frame, model::Commands& asked) {
    const ui::Card card(frame, Tone::Plain, 3);
    ui::strong(frame, state.say("home.latest"));
    if (state.latest.empty()) {
        ui::body(frame, state.say(state.home_loaded ? "home.latest_none" : "loading"), Tone::Muted);
    }
    for (const model::RecordRow& row : state.latest) {
        if (draw_record_row(state, frame, row)) asked.emplace_back(model::OpenRecord{row.id});
    }
}

}  // namespace

void draw_home(const model::AppState& state, ui::Frame& frame, model::Commands& asked) {
    const ui::Pane pane(frame, "home", {.padding = 6});
    const ui::Column column(frame, ui::grid(300));
    ui::big(frame, state.say("home.today") + "  ·  " + model::shown_day(state, state.now_ms));
    ui::body(frame, who_words(state), Tone::Muted);
    ui::space(4);

    const ImVec2 at = ui::cursor();
    const float there = ui::width_left(frame);
    float bottom = at.y;
    const bool side_by_side = there > ui::grid(200);
    const float gap = ui::grid(5);
    const float left = side_by_side ? std::floor(there * 0.38F) : there;
    {
        const ui::Block block(frame, at, left, bottom);
        draw_actions(state, frame, asked);
    }
    const ImVec2 next =
        side_by_side ? ImVec2{at.x + left + gap, at.y} : ImVec2{at.x, bottom + ui::grid(4)};
    {
        const ui::Block block(frame, next, side_by_side ? there - left - gap : there, bottom);
        draw_counts(state, frame, asked);
        ui::space(3);
        draw_latest(state, frame, asked);
    }
    ui::move_to({at.x, bottom});
    ui::space(4);
}

}  // namespace adit::views
