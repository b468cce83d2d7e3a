#include "model/shown.h"
#include "ui/fields.h"
#include "ui/icons.h"
#include "views/record_rows.h"
#include "views/screens.h"

#include <algorithm>
#include <cmath>

namespace adit::views {
namespace {

using ui::Face;
using ui::Tone;
namespace icon = ui::icon;

float site_row_height() {
    return ui::face(Face::Strong)->FontSize + ui::face(Face::Small)->FontSize + ui::grid(3);
}

std::string visits_words(const model::AppState& state, const model::SiteRow& row) {
    if (row.visits == 0) return state.say("sites.never");
    const std::string key = row.visits == 1 ? "sites.one_visit" : "sites.visits";
    return model::filled(state.say(key), {std::to_string(row.visits)});
}

bool draw_site_row(const model::AppState& state, ui::Frame& frame, const model::SiteRow& row,
                   bool here) {
    const auto place = ui::row(frame, row.id, row.label, site_row_height(), here);
    const ImVec2 after = ui::cursor();
    const float right = std::min(ui::grid(48), (place.to.x - place.from.x) * 0.36F);
    const float left = place.to.x - place.from.x - right - ui::grid(6);
    const float y = place.from.y + ui::grid(1.25F);
    const float second = y + ui::face(Face::Strong)->FontSize;

    ui::move_to({place.from.x + ui::grid(2), y});
    ui::line(frame, Face::Strong, Tone::Plain, row.label, left);
    ui::move_to({place.from.x + ui::grid(2), second});
    const bool both = !row.code.empty() && !row.place.empty();
    ui::line(frame, Face::Small, Tone::Muted, row.code + (both ? "  ·  " : "") + row.place, left);

    const float x = place.to.x - right - ui::grid(2);
    ui::move_to({x, y});
    const std::string last = row.last_visit.empty() ? "" : model::shown_date(state, row.last_visit);
    ui::line(frame, Face::Body, Tone::Plain, last, right);
    ui::move_to({x, second});
    if (row.in_conflict || row.maybe_twice) {
        ui::chip(frame, row.in_conflict ? icon::kConflict : icon::kAlert,
                 state.say(row.in_conflict ? "sites.in_conflict" : "sites.maybe_twice"),
                 Tone::Conflict);
    } else {
        ui::line(frame, Face::Small, Tone::Muted, visits_words(state, row), right);
    }
    ui::move_to(after);
    return place.used;
}

void draw_head(const model::AppState& state, ui::Frame& frame, model::Commands& asked) {
    ui::big(frame, state.say("sites.title"));
    const model::FormRow* form = site_form(state);
    if (form != nullptr) {
        const std::string& words = state.say("home.register");
        const bool room = ui::width_left(frame) > ui::grid(150);
        if (room) ui::from_right(frame, ui::button_width(icon::kPlus, words));
        if (ui::button(frame, icon::kPlus, words)) {
            asked.emplace_back(model::StartRecord{
                .form = form->form.id, .site = "", .scope = {}, .training = state.training});
        }
    }
    std::string filter = state.sites.filter;
    const float width = ui::width_left(frame);
    if (ui::search_box(frame, "sites.search", state.say("sites.find"), filter, width)) {
        asked.emplace_back(model::FilterSites{filter});
        frame.numbers["sites.at"] = 0;
    }
    const std::string key = state.sites.filter.empty() ? "sites.count" : "sites.found";
    ui::small(frame, model::filled(state.say(key), {std::to_string(state.sites.visible.size()),
                                                    std::to_string(state.sites.rows.size())}));
}

/// Up and Down move through the list while the search box has the cursor; Enter opens.
void play_keys(const model::AppState& state, ui::Frame& frame, model::Commands& asked, int& at) {
    const int last = static_cast<int>(state.sites.visible.size()) - 1;
    const bool searching =
        frame.active_field == "sites.search" || frame.focused_key() == "sites.search";
    if (!searching || last < 0) return;
    if (ImGui::IsKeyPressed(ImGuiKey_DownArrow)) at = std::min(at + 1, last);
    if (ImGui::IsKeyPressed(ImGuiKey_UpArrow)) at = std::max(at - 1, 0);
    at = std::clamp(at, 0, last);
    if (ImGui::IsKeyPressed(ImGuiKey_Enter, false)) {
        const auto place = state.sites.visible[static_cast<std::size_t>(at)];
        asked.emplace_back(model::ShowSite{state.sites.rows[place].id});
    }
}

void draw_none(const model::AppState& state, ui::Frame& frame) {
    if (!state.sites.loaded) {
        ui::body(frame, state.say("loading"), Tone::Muted);
    } else if (state.sites.rows.empty()) {
        ui::body(frame, state.say("sites.none"), Tone::Muted);
    } else {
        ui::body(frame, model::filled(state.say("sites.nothing_found"), {state.sites.filter}),
                 Tone::Muted);
    }
}

/// The visit first, then whatever else can be recorded about a site.
void draw_starts(const model::AppState& state, ui::Frame& frame, const model::SiteRow& site,
                 model::Commands& asked) {
    std::vector<const model::FormRow*> rows;
    for (const model::FormRow& form : state.forms) {
        if (form.about_site && !form.registers_sites) rows.push_back(&form);
    }
    const model::FormRow* visit = visit_form(state);
    std::ranges::stable_partition(rows, [&](const model::FormRow* row) { return row == visit; });
    for (const model::FormRow* row : rows) {
        const bool first = row == visit;
        const std::string words =
            first ? state.say("site.new_visit") : row->title.in(state.language, "en");
        const float needs = ui::button_width(icon::kPlus, words);
        if (row != rows.front()) {
            ui::same_line(2);
            if (ui::width_left(frame) < needs) ui::new_line();
        }
        const bool used = first ? ui::primary_button(frame, icon::kPlus, words)
                                : ui::button(frame, icon::kNewForm, words);
        if (!used) continue;
        asked.emplace_back(model::StartRecord{.form = row->form.id,
                                              .site = site.id,
                                              .scope = site.scope,
                                              .training = state.training});
    }
}

/// What visits made apart say differently: every value, who said it and when.
void draw_site_conflicts(const model::AppState& state, ui::Frame& frame, model::Commands& asked) {
    const model::SitePage& page = *state.site;
    if (page.conflicts.empty()) return;
    const ui::Scope scope("site conflicts");
    const ui::Card card(frame, Tone::Conflict, 3);
    ui::state(frame, icon::kConflict, state.say("site.conflicts"), Tone::Conflict, Face::Strong);
    for (const model::SiteConflict& conflict : page.conflicts) {
        ui::small(frame, conflict.label.in(state.language, "en"));
        for (const model::SiteSaying& saying : conflict.sayings) {
            const ui::Scope one(saying.record.text());
            const std::string& text = saying.text.in(state.language, "en");
            ui::body(frame, text.empty() ? state.say("conflict.nothing") : text);
            const std::string who = model::person_name(state, saying.author) + "  ·  " +
                                    model::shown_when(state, saying.begun_ms) + "  ·  " +
                                    model::laptop_name(state, saying.laptop);
            if (ui::quiet_button(frame, icon::kInto, who)) {
                asked.emplace_back(model::OpenRecord{saying.record});
            }
        }
    }
    ui::small(frame, state.say("site.conflicts_how"));
}

/// Sites that may be this one, registered twice: a question, never an answer.
void draw_twins(const model::AppState& state, ui::Frame& frame, model::Commands& asked) {
    const model::SitePage& page = *state.site;
    if (!page.linked_to.empty()) {
        ui::small(frame, model::filled(state.say("site.linked_to"), {page.linked_to}));
    }
    if (page.twins.empty()) return;
    const ui::Scope scope("site twins");
    const ui::Card card(frame, Tone::Plain, 3);
    ui::state(frame, icon::kAlert, state.say("site.twins"), Tone::Plain, Face::Strong);
    for (const model::SiteTwin& twin : page.twins) {
        const ui::Scope one(twin.id);
        const std::string words =
            twin.distance_m
                ? model::filled(state.say("site.twin_apart"),
                                {twin.label, std::to_string(std::lround(*twin.distance_m))})
                : model::filled(state.say("site.twin_unplaced"), {twin.label});
        if (ui::quiet_button(frame, icon::kInto, words)) {
            asked.emplace_back(model::ShowSite{twin.id});
        }
    }
    ui::small(frame, state.say("site.twins_how"));
}

}  // namespace

void draw_sites(const model::AppState& state, ui::Frame& frame, model::Commands& asked) {
    const ui::Pane page(frame, "sites", {.padding = 6, .scrolls = false});
    const ui::Column column(frame, ui::grid(250));
    int& at = frame.numbers["sites.at"];
    play_keys(state, frame, asked, at);
    draw_head(state, frame, asked);

    const float width = ui::width_left(frame);
    const ui::Pane list(frame, "list", {.size = {width, 0}, .ground = ui::colours().surface});
    if (state.sites.visible.empty()) {
        ui::space(4);
        draw_none(state, frame);
        return;
    }
    const bool by_keys = frame.active_field == "sites.search";
    const float height = site_row_height();
    if (by_keys && frame.numbers["sites.scrolled"] != at) {
        ui::scroll_to_row(static_cast<std::size_t>(at), height);
        frame.numbers["sites.scrolled"] = at;
    }
    ui::draw_rows(state.sites.visible.size(), height, [&](std::size_t i) {
        const model::SiteRow& row = state.sites.rows[state.sites.visible[i]];
        const bool here = by_keys && static_cast<int>(i) == at;
        if (draw_site_row(state, frame, row, here)) asked.emplace_back(model::ShowSite{row.id});
    });
}

void draw_site(const model::AppState& state, ui::Frame& frame, model::Commands& asked) {
    if (!state.site) return;
    const model::SitePage& page = *state.site;
    const ui::Pane pane(frame, "site", {.padding = 6});
    const ui::Column column(frame, ui::grid(280));
    if (ui::quiet_button(frame, icon::kBack, state.say("tab.sites"))) {
        asked.emplace_back(model::Show{model::Screen::Sites});
    }
    ui::big(frame, page.site.label);
    const bool both = !page.site.code.empty() && !page.site.place.empty();
    ui::body(frame, page.site.code + (both ? "  ·  " : "") + page.site.place, Tone::Muted);
    draw_marks(state, frame, page.site.marks);
    ui::space(3);
    draw_site_conflicts(state, frame, asked);
    draw_twins(state, frame, asked);
    draw_starts(state, frame, page.site, asked);
    if (ui::toggle(frame, state.say("training.switch"), state.training)) {
        asked.emplace_back(model::SetTraining{!state.training});
    }
    ui::space(3);

    const ImVec2 at = ui::cursor();
    const float there = ui::width_left(frame);
    const bool side_by_side = there > ui::grid(190);
    const float gap = ui::grid(5);
    const float half = side_by_side ? (there - gap) / 2 : there;
    float bottom = at.y;
    {
        const ui::Block block(frame, at, half, bottom);
        const ui::Card card(frame);
        ui::strong(frame, state.say("site.facts"));
        for (const model::Fact& fact : page.facts) {
            ui::small(frame, fact.label.in(state.language, "en"));
            ui::body(frame, fact.text.in(state.language, "en"));
        }
        if (page.facts.empty()) ui::body(frame, state.say("site.no_facts"), Tone::Muted);
    }
    const ImVec2 next =
        side_by_side ? ImVec2{at.x + half + gap, at.y} : ImVec2{at.x, bottom + ui::grid(4)};
    {
        const ui::Block block(frame, next, half, bottom);
        const ui::Card card(frame, Tone::Plain, 3);
        ui::strong(frame, state.say("site.visits"));
        if (page.visits.empty()) ui::body(frame, state.say("site.no_visits"), Tone::Muted);
        for (const model::RecordRow& row : page.visits) {
            if (draw_record_row(state, frame, row)) asked.emplace_back(model::OpenRecord{row.id});
        }
    }
    ui::move_to({at.x, bottom});
    ui::space(4);
}

}  // namespace adit::views
