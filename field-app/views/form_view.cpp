#include "base/ensure.h"
#include "base/text.h"
#include "model/form_walk.h"
#include "model/shown.h"
#include "ui/fields.h"
#include "ui/icons.h"
#include "views/outline_view.h"
#include "views/question_view.h"
#include "views/record_rows.h"
#include "views/screens.h"

#include <algorithm>

namespace adit::views {
namespace {

using record::NodePath;
using ui::Tone;
namespace icon = ui::icon;

/// The question that the keyboard is at: a part of a position counts as its question.
NodePath focused_question(const ui::Frame& frame) {
    std::string key = frame.focused_key();
    const auto part = key.find("geopoint.");
    if (part != std::string::npos) key.resize(part);
    return {key};
}

void draw_goto(const model::AppState& state, ui::Frame& frame, model::Commands& asked) {
    const model::OpenForm& form = *state.open;
    // Asked for only while the list is open.
    std::vector<std::string> labels(form.questions.size());
    ui::ChoiceField field;
    field.key = "form.goto";
    field.words = state.say("form.goto");
    field.count = form.questions.size();
    field.at = [&](std::size_t i) {
        if (labels[i].empty()) labels[i] = form.session->label(form.questions[i]);
        return ui::Choice{form.questions[i].text, labels[i]};
    };
    field.source = form.questions.data();
    field.turn = form.turn;
    field.find_words = state.say("form.goto");
    field.nothing_words = state.say("choice.nothing");
    const auto used = ui::choice_finder(frame, field);
    if (!used) return;
    frame.advance = 0;  // The cursor goes to the question, not to what stands next here.
    asked.emplace_back(model::GoTo{{*used}});
}

void draw_head(const model::AppState& state, ui::Frame& frame, model::Commands& asked) {
    const bool narrow = is_narrow();
    const model::OpenForm& form = *state.open;
    const float row = ui::grid(13);
    const ui::Pane pane(
        frame, "head",
        {.size = {0, row}, .ground = ui::colours().surface, .scrolls = false, .line_below = true});
    const ImVec2 at = ui::cursor();
    const float width = ui::width_left(frame);
    const float button_h = ui::face(ui::Face::Strong)->FontSize + ui::grid(3.5F);
    const float y = at.y + (row - button_h) / 2;
    ui::move_to({at.x + ui::grid(3), y});
    if (ui::quiet_button(frame, icon::kBack, state.say("form.leave"))) {
        asked.emplace_back(model::CloseForm{});
    }
    const std::string& finish = state.say("form.finish");
    const float finish_w = ui::button_width(icon::kFinalise, finish);
    ui::same_line(3);
    const ImVec2 name_at = ui::cursor();
    const float room = at.x + width - finish_w - ui::grid(8) - name_at.x;
    const std::string& kind = form.session->definition().title.in(state.language, "en");
    const std::string name(trimmed(record::instance_name_of(form.session->record())));
    const float text_h = ui::face(ui::Face::Title)->FontSize;
    ui::move_to({name_at.x, at.y + (row - text_h) / 2});
    ui::line(frame, ui::Face::Title, Tone::Plain,
             name.empty() || narrow ? kind : kind + "  ·  " + name, room);
    ui::move_to({at.x + width - finish_w - ui::grid(4), y});
    if (ui::primary_button(frame, icon::kFinalise, finish)) asked.emplace_back(model::Check{});
}

void draw_status(const model::AppState& state, ui::Frame& frame, float height) {
    const model::OpenForm& form = *state.open;
    const ui::Pane pane(frame, "status",
                        {.size = {0, height}, .ground = ui::colours().surface, .scrolls = false});
    const ImVec2 at = ui::cursor();
    const float y = at.y + (height - ui::face(ui::Face::Body)->FontSize) / 2;
    ui::move_to({at.x + ui::grid(4), y});
    const auto here = std::ranges::find(form.questions, focused_question(frame));
    if (here != form.questions.end()) {
        const auto place = static_cast<std::size_t>(here - form.questions.begin()) + 1;
        ui::body(frame,
                 model::filled(state.say("form.place"),
                               {std::to_string(place), std::to_string(form.questions.size())}),
                 Tone::Muted);
        ui::same_line(5);
    }
    const model::Spoken saving = model::spoken_saving(state);
    const bool flash = form.flash_until_ms > state.now_ms;
    const char* sign = saving.mood == model::Mood::Trouble         ? icon::kWarning
                       : saving.mood == model::Mood::Good || flash ? icon::kDone
                                                                   : icon::kDraft;
    ui::state(frame, sign, saving.words, flash ? Tone::Ok : tone_of(saving.mood),
              flash ? ui::Face::Strong : ui::Face::Body);
    const std::string& keys = state.say("form.keys");
    const float keys_w = ui::text_width(ui::Face::Small, keys) + ui::grid(4);
    ui::same_line(5);
    if (ui::width_left(frame) > keys_w && !form.save_error) {
        ui::from_right(frame, keys_w);
        ui::small(frame, keys);
    }
}

const char* words_for(forms::TooMuch what) {
    switch (what) {
        case forms::TooMuch::Work:
            return "form.too_much_work";
        case forms::TooMuch::Text:
            return "form.too_much_text";
        case forms::TooMuch::Instances:
            return "form.too_much_instances";
    }
    ENSURE(false);
}

void draw_trouble(const model::AppState& state, ui::Frame& frame, model::Commands& asked) {
    const model::OpenForm& form = *state.open;
    if (form.save_error) {
        const ui::Card card(frame, Tone::Error, 3);
        ui::state(frame, icon::kWarning, model::advice(state, *form.save_error), Tone::Error,
                  ui::Face::Strong);
        ui::body(frame, state.say("save.kept_here"));
        ui::small(frame, form.save_error->what);
        if (ui::button(frame, icon::kSync, state.say("save.again"))) {
            asked.emplace_back(model::SaveAgain{});
        }
    }
    if (form.recovered) {
        ui::banner(
            frame, icon::kHistory, state.say("form.recovered"), Tone::Accent,
            model::filled(state.say("form.recovered_where"), {form.session->label(form.focus)}));
        ui::space(2);
    }
    if (!form.session->missing_files().empty()) {
        std::string files;
        for (const std::string& file : form.session->missing_files()) {
            files += (files.empty() ? "" : ", ") + file;
        }
        ui::banner(frame, icon::kInfo, state.say("form.lists_missing"), Tone::Warn, files);
        ui::space(2);
    }
    for (const forms::TooMuch what : form.session->too_much()) {
        ui::banner(frame, icon::kInfo, state.say(words_for(what)), Tone::Warn,
                   state.say("form.too_much"));
        ui::space(2);
    }
}

void draw_turn_buttons(const model::AppState& state, ui::Frame& frame, model::Commands& asked) {
    const model::OpenForm& form = *state.open;
    const auto here = std::ranges::find(form.pages, form.page);
    if (here == form.pages.end()) return;
    if (here != form.pages.begin()) {
        if (ui::button(frame, icon::kBack, state.say("form.previous_page"))) {
            asked.emplace_back(model::PreviousPage{});
        }
        ui::same_line(2);
    }
    const bool last = here + 1 == form.pages.end();
    if (last) {
        if (ui::primary_button(frame, icon::kFinalise, state.say("form.finish"))) {
            asked.emplace_back(model::Check{});
        }
        return;
    }
    const std::string next = form.session->label(*(here + 1));
    const bool named = !next.empty() &&
                       form.session->question(*(here + 1)).node->kind != forms::NodeKind::Question;
    const std::string words =
        named ? model::filled(state.say("form.next_named"), {next}) : state.say("form.next_page");
    if (ui::primary_button(frame, icon::kForward, words)) asked.emplace_back(model::NextPage{});
}

void draw_page(const model::AppState& state, ui::Frame& frame, float height,
               model::Commands& asked) {
    const model::OpenForm& form = *state.open;
    const ui::Pane pane(frame, "page", {.size = {0, height}, .padding = 6});
    // A new page begins at its top.
    if (frame.notes["form.page"] != form.page.text) {
        frame.notes["form.page"] = form.page.text;
        ImGui::SetScrollY(0);
    }
    const ui::Column column(frame, ui::grid(176));
    if (is_narrow()) {
        draw_goto(state, frame, asked);
        ui::space(3);
    }
    draw_trouble(state, frame, asked);
    const auto view = form.session->question(form.page);
    const bool group = view.node != nullptr && view.node->kind == forms::NodeKind::Group;
    const std::string label = group ? form.session->label(form.page) : std::string();
    if (!label.empty()) {
        ui::big(frame, label);
        ui::small(frame, state.say("form.required_mark"));
        ui::space(3);
    }
    for (const NodePath& path : model::nodes_on_page(*form.session, form.page)) {
        draw_node(state, frame, path, asked);
    }
    draw_turn_buttons(state, frame, asked);
    ui::space(10);
}

void play_keys(const model::AppState& state, ui::Frame& frame, model::Commands& asked) {
    const model::OpenForm& form = *state.open;
    if (frame.seen_focus_turn != form.focus_turn) {
        frame.seen_focus_turn = form.focus_turn;
        frame.want(form.focus.text);
    }
    if (frame.popup_open) return;
    if (shortcut(ImGuiKey_PageDown)) asked.emplace_back(model::NextPage{});
    if (shortcut(ImGuiKey_PageUp)) asked.emplace_back(model::PreviousPage{});
    if (shortcut(ImGuiKey_F10)) {
        asked.emplace_back(model::NextUnanswered{focused_question(frame)});
    }
    if (shortcut(ImGuiKey_F6) || shortcut(ImGuiKey_G, true)) frame.want("form.goto");
    if (shortcut(ImGuiKey_Enter, true)) asked.emplace_back(model::Check{});
    if (shortcut(ImGuiKey_F1)) {
        std::string& helped = frame.notes["help"];
        const std::string path = focused_question(frame).text;
        helped = helped == path ? "" : path;
    }
}

}  // namespace

void draw_form(const model::AppState& state, ui::Frame& frame, model::Commands& asked) {
    if (!state.open) return;
    play_keys(state, frame, asked);
    draw_head(state, frame, asked);
    const float status = ui::face(ui::Face::Body)->FontSize + ui::grid(3);
    const float height = ImGui::GetContentRegionAvail().y - status;
    const bool narrow = is_narrow();
    if (!narrow) {
        const ui::Pane pane(frame, "outline",
                            {.size = {ui::grid(66), height},
                             .padding = 2,
                             .ground = ui::colours().raised,
                             .line_right = true});
        draw_goto(state, frame, asked);
        ui::space(2);
        draw_outline(state, frame, asked);
    }
    if (!narrow) ui::same_line(0);
    draw_page(state, frame, height, asked);
    draw_status(state, frame, status);
}

}  // namespace adit::views
