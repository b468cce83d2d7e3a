#include "views/app_view.h"

#include "model/shown.h"
#include "ui/icons.h"
#include "ui/widgets.h"
#include "views/record_rows.h"
#include "views/screens.h"

#include <algorithm>
#include <array>

namespace adit::views {
namespace {

using model::Screen;
namespace icon = ui::icon;

struct TabOf {
    Screen screen;
    const char* icon;
    const char* key;
};
constexpr std::array kTabs = {TabOf{Screen::Home, icon::kHome, "tab.home"},
                              TabOf{Screen::Sites, icon::kSite, "tab.sites"},
                              TabOf{Screen::Records, icon::kList, "tab.records"},
                              TabOf{Screen::Sync, icon::kSync, "tab.sync"}};

Screen tab_of(Screen screen) { return screen == Screen::Site ? Screen::Sites : screen; }

void toggle_language(const model::AppState& state, model::Commands& asked) {
    asked.emplace_back(model::SetLanguage{state.language == "en" ? "fr" : "en"});
}

void draw_language(const model::AppState& state, ui::Frame& frame, model::Commands& asked) {
    const std::array<std::string, 2> words{"EN", "FR"};
    const int chosen = state.language == "fr" ? 1 : 0;
    const int used = ui::segments(frame, "language", words, chosen);
    if (used >= 0 && used != chosen) toggle_language(state, asked);
}

float language_width() {
    return ui::text_width(ui::Face::Body, "EN") + ui::text_width(ui::Face::Body, "FR") +
           ui::grid(8);
}

void draw_chip(const model::AppState& state, ui::Frame& frame, model::Commands& asked) {
    const model::Spoken sync = model::spoken_sync(state);
    const ImVec2 at = ui::cursor();
    const float height = ui::face(ui::Face::Small)->FontSize + ui::grid(2);
    const auto use = ui::use_area(frame, "sync chip", {ui::chip_width(sync.words), height});
    ui::move_to(at);
    ui::chip(frame, sync_icon(state), sync.words, tone_of(sync.mood));
    ui::draw_focus_ring(frame, use, height / 2);
    if (use.used) asked.emplace_back(model::Show{Screen::Sync});
}

void draw_tabs(const model::AppState& state, ui::Frame& frame, model::Commands& asked,
               float height) {
    const float top = ui::cursor().y;
    for (const TabOf& tab : kTabs) {
        ui::move_to({ui::cursor().x, top});
        const bool here = tab_of(state.screen) == tab.screen;
        if (ui::tab(frame, tab.icon, state.say(tab.key), here, height)) {
            if (tab.screen == Screen::Records) {
                asked.emplace_back(model::ShowRecords{state.list});
            } else {
                asked.emplace_back(model::Show{tab.screen});
            }
        }
        ui::same_line(0);
    }
}

void draw_name(ui::Frame& frame, float height) {
    const ImVec2 at = ui::cursor();
    const float text = ui::face(ui::Face::Title)->FontSize;
    ui::move_to({at.x + ui::grid(4), at.y + (height - text) / 2});
    ui::state(frame, icon::kPickaxe, "Adit", ui::Tone::Accent, ui::Face::Title);
    ui::same_line(5);
    ui::move_to({ui::cursor().x, at.y});
}

void draw_bar(const model::AppState& state, ui::Frame& frame, model::Commands& asked) {
    const bool narrow = is_narrow();
    const float row = ui::grid(13);
    const bool enrolled = state.who.has_value();
    const float height = narrow && enrolled ? row + ui::grid(9) : row;
    const ui::Pane pane(frame, "bar",
                        {.size = {0, height},
                         .ground = ui::colours().surface,
                         .scrolls = false,
                         .line_below = true});
    const ImVec2 at = ui::cursor();
    draw_name(frame, row);
    if (enrolled) draw_tabs(state, frame, asked, row - ui::line_px());

    const float chip = enrolled ? ui::chip_width(model::spoken_sync(state).words) : 0;
    const float chip_h = ui::face(ui::Face::Small)->FontSize + ui::grid(2);
    const float language_h = ui::face(ui::Face::Body)->FontSize + ui::grid(2.5F);
    const float right = at.x + ui::width_left(frame) + (ui::cursor().x - at.x);
    const float x = right - chip - language_width() - ui::grid(7);
    const float y = narrow && enrolled ? at.y + row : at.y;
    const float here = narrow && enrolled ? ui::grid(8) : row;
    if (enrolled) {
        ui::move_to({x, y + (here - chip_h) / 2});
        draw_chip(state, frame, asked);
    }
    ui::move_to({right - language_width() - ui::grid(4), y + (here - language_h) / 2});
    draw_language(state, frame, asked);
}

bool is_training(const model::AppState& state) {
    const bool in_form = state.screen == Screen::Form || state.screen == Screen::Finalise ||
                         state.screen == Screen::Review;
    if (!in_form || !state.open) return state.training;
    return state.open->training;
}

void draw_training(const model::AppState& state, ui::Frame& frame) {
    const std::string& words = state.say("training.banner");
    const ui::Pane pane(frame, "training",
                        {.size = {0, ui::face(ui::Face::Strong)->FontSize + ui::grid(3)},
                         .ground = ui::soft_of(ui::Tone::Warn),
                         .scrolls = false,
                         .line_below = true});
    const ImVec2 at = ui::cursor();
    ui::move_to({at.x + ui::grid(4), at.y + ui::grid(1.5F)});
    ui::state(frame, icon::kTraining, words, ui::Tone::Warn, ui::Face::Strong);
}

std::string toast_words(const model::AppState& state, const model::Toast& toast) {
    const auto part = [&](std::size_t i) {
        return std::string_view(i < toast.parts.size() ? toast.parts[i] : std::string_view());
    };
    return model::filled(state.say(toast.key), {part(0), part(1), part(2)});
}

void draw_toasts(const model::AppState& state, ui::Frame& frame, model::Commands& asked) {
    if (state.toasts.empty()) return;
    const ImVec2 size = ImGui::GetIO().DisplaySize;
    const float width = std::min(ui::grid(110), size.x - ui::grid(8));
    const ui::Overlay overlay(frame, "toasts", {size.x - ui::grid(4), size.y - ui::grid(12)},
                              width);
    for (const model::Toast& toast : state.toasts) {
        const ui::Scope scope(static_cast<int>(toast.id));
        const ui::Card card(frame, toast.trouble ? ui::Tone::Error : ui::Tone::Accent, 3);
        ui::state(frame, toast.trouble ? icon::kWarning : icon::kDone, toast_words(state, toast),
                  toast.trouble ? ui::Tone::Error : ui::Tone::Plain);
        if (!toast.detail.empty()) ui::small(frame, toast.detail, ui::Tone::Plain);
        if (toast.trouble && ui::quiet_button(frame, icon::kCross, state.say("toast.close"))) {
            asked.emplace_back(model::DismissToast{toast.id});
        }
    }
}

void draw_screen(const model::AppState& state, ui::Frame& frame, model::Commands& asked) {
    switch (state.screen) {
        case Screen::Starting:
        case Screen::Welcome:
            return draw_welcome(state, frame, asked);
        case Screen::Home:
            return draw_home(state, frame, asked);
        case Screen::Sites:
            return draw_sites(state, frame, asked);
        case Screen::Site:
            return draw_site(state, frame, asked);
        case Screen::Records:
            return draw_records(state, frame, asked);
        case Screen::Form:
            return draw_form(state, frame, asked);
        case Screen::Finalise:
            return draw_finalise(state, frame, asked);
        case Screen::Review:
            return draw_review(state, frame, asked);
        case Screen::Sync:
            return draw_sync(state, frame, asked);
    }
}

void new_visit(const model::AppState& state, model::Commands& asked) {
    const model::FormRow* form = visit_form(state);
    if (state.screen == Screen::Site && state.site && form != nullptr) {
        asked.emplace_back(model::StartRecord{.form = form->form.id,
                                              .site = state.site->site.id,
                                              .scope = state.site->site.scope,
                                              .training = state.training});
        return;
    }
    asked.emplace_back(model::Show{Screen::Sites});
}

void play_shortcuts(const model::AppState& state, ui::Frame& frame, model::Commands& asked) {
    if (shortcut(ImGuiKey_L, true)) toggle_language(state, asked);
    if (!state.who) return;
    if (shortcut(ImGuiKey_N, true)) {
        new_visit(state, asked);
        frame.want("sites.search");
    }
    if (shortcut(ImGuiKey_F, true)) {
        asked.emplace_back(model::Show{Screen::Sites});
        frame.want("sites.search");
    }
    if (shortcut(ImGuiKey_S, true, true)) {
        asked.emplace_back(model::SyncNow{});
        asked.emplace_back(model::Show{Screen::Sync});
    }
    if (shortcut(ImGuiKey_S, true)) asked.emplace_back(model::FlashSaved{});
    const bool free = !frame.popup_open && !frame.was_typing;
    if (free && shortcut(ImGuiKey_Escape) && state.screen != Screen::Home) {
        asked.emplace_back(model::Back{});
    }
}

}  // namespace

bool is_narrow() { return ImGui::GetIO().DisplaySize.x < ui::grid(230); }

bool shortcut(ImGuiKey key, bool ctrl, bool shift) {
    const ImGuiIO& io = ImGui::GetIO();
    return ImGui::IsKeyPressed(key, false) && io.KeyCtrl == ctrl && io.KeyShift == shift &&
           !io.KeyAlt;
}

const model::FormRow* visit_form(const model::AppState& state) {
    const model::FormRow* found = nullptr;
    for (const model::FormRow& row : state.forms) {
        if (row.form.id == "site_visit") return &row;
        if (row.about_site && !row.registers_sites && found == nullptr) found = &row;
    }
    return found;
}

const model::FormRow* site_form(const model::AppState& state) {
    const auto row = std::ranges::find_if(state.forms, &model::FormRow::registers_sites);
    return row == state.forms.end() ? nullptr : &*row;
}

void draw_app(const model::AppState& state, ui::Frame& frame, model::Commands& asked) {
    const ImGuiIO& io = ImGui::GetIO();
    ui::begin(frame);
    ImGui::SetNextWindowPos({0, 0});
    ImGui::SetNextWindowSize(io.DisplaySize);
    ImGui::Begin("app", nullptr,
                 ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove |
                     ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoBringToFrontOnFocus |
                     ImGuiWindowFlags_NoScrollWithMouse);
    {
        ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {ui::grid(2), 0});
        draw_bar(state, frame, asked);
        if (is_training(state)) draw_training(state, frame);
        draw_screen(state, frame, asked);
        ImGui::PopStyleVar();
    }
    play_shortcuts(state, frame, asked);
    ImGui::End();
    draw_toasts(state, frame, asked);
    ui::end(frame);
}

ui::Look look_of(const model::AppState& state, float density, std::filesystem::path fonts) {
    ui::Look look;
    look.theme = state.theme == model::Theme::Night ? ui::Theme::Night
                 : state.theme == model::Theme::Sun ? ui::Theme::Sun
                                                    : ui::Theme::Paper;
    look.size = std::clamp(density * static_cast<float>(state.text_size) / 100.0F, 1.0F, 4.0F);
    look.fonts = std::move(fonts);
    return look;
}

}  // namespace adit::views
