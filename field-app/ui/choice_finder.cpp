#include "base/text.h"
#include "ui/fields.h"
#include "ui/icons.h"

#include <imgui_internal.h>
#include <imgui_stdlib.h>

#include <algorithm>

namespace adit::ui {
namespace {

constexpr int kRowsShown = 9;

bool is_chosen(const ChoiceField& field, std::string_view name) {
    return std::ranges::find(field.chosen, name) != field.chosen.end();
}

void find(Finder& finder, const std::string& sought) {
    finder.sought = sought;
    finder.hits.clear();
    const std::string plain = folded(sought);
    const auto parts = words(plain);
    for (std::size_t i = 0; i < finder.keys.size(); ++i) {
        const bool fits = std::ranges::all_of(parts, [&](std::string_view part) {
            return finder.keys[i].find(part) != std::string::npos;
        });
        if (fits) finder.hits.push_back(static_cast<std::uint32_t>(i));
    }
    finder.at = sought.empty() || finder.hits.empty() ? -1 : 0;
}

Finder& finder_of(Frame& frame, const ChoiceField& field) {
    Finder& finder = frame.finders[field.key];
    const bool same = finder.source == field.source && finder.turn == field.turn &&
                      finder.size == field.count && finder.keys.size() == field.count;
    if (same) return finder;
    finder.source = field.source;
    finder.turn = field.turn;
    finder.size = field.count;
    finder.keys.clear();
    for (std::size_t i = 0; i < field.count; ++i) {
        finder.keys.push_back(folded(field.at(i).label) + " " + folded(field.at(i).name));
    }
    find(finder, finder.sought);
    return finder;
}

/// The closed field: what is chosen, and a sign that it opens.
Use draw_closed(Frame& frame, const ChoiceField& field, float width) {
    const ImFont* font = face(Face::Body);
    const float height = font->FontSize + grid(3.5F);
    const bool clicked = ImGui::InvisibleButton("##closed", {width, height});
    Use use{.hovered = ImGui::IsItemHovered(),
            .from = ImGui::GetItemRectMin(),
            .to = ImGui::GetItemRectMax()};
    const ImGuiID id = ImGui::GetItemID();
    if (clicked) frame.give_focus(id, false);
    use.focused = frame.take_turn(id, field.key);
    use.used = clicked;

    ImDrawList* list = ImGui::GetWindowDrawList();
    const float round = grid(1.25F);
    list->AddRectFilled(use.from, use.to, use.hovered ? colours().hover : colours().surface, round);
    list->AddRect(use.from, use.to, field.trouble ? colours().error : colours().line, round, 0,
                  field.trouble ? line_px() + 1 : line_px());
    const bool empty = field.chosen_words.empty();
    const std::string& shown = empty ? field.find_words : field.chosen_words;
    const float end = use.to.x - grid(3) - font->FontSize;
    ImGui::PushStyleColor(ImGuiCol_Text, empty ? colours().muted : colours().text);
    ImGui::RenderTextEllipsis(list, {use.from.x + grid(2.5F), use.from.y + grid(1.75F)},
                              {end, use.to.y}, end, end, shown.data(), shown.data() + shown.size(),
                              nullptr);
    ImGui::PopStyleColor();
    list->AddText(font, font->FontSize, {end + grid(1), use.from.y + grid(1.75F)}, colours().muted,
                  icon::kOpenList);
    draw_focus_ring(frame, use, round);
    frame.tell(Seen::Kind::Field, field.words, field.chosen_words);
    return use;
}

/// Text typed on the closed field opens it and is already sought.
std::string typed_now() {
    std::string typed;
    for (const ImWchar character : ImGui::GetIO().InputQueueCharacters) {
        char utf8[5] = {};
        ImTextCharToUtf8(utf8, character);
        if (character > ' ') typed += utf8;
    }
    return typed;
}

void open_when_asked(Frame& frame, const ChoiceField& field, const Use& use) {
    const ImGuiIO& io = ImGui::GetIO();
    const bool listens = use.focused && frame.active_field.empty() && !io.KeyCtrl && !io.KeyAlt &&
                         !frame.focus_moved;
    const bool enter = listens && ImGui::IsKeyPressed(ImGuiKey_Enter, false);
    if (enter && !field.chosen.empty()) {
        frame.advance = 1;
        return;
    }
    const std::string typed = listens ? typed_now() : std::string();
    const bool down = listens && (ImGui::IsKeyPressed(ImGuiKey_DownArrow, false) ||
                                  ImGui::IsKeyPressed(ImGuiKey_Space, false));
    if (!use.used && !enter && !down && typed.empty()) return;
    find(finder_of(frame, field), typed);
    frame.numbers["caret " + field.key] = 1;
    ImGui::OpenPopup("list");
}

int to_the_end(ImGuiInputTextCallbackData* data) {
    int& pending = *static_cast<int*>(data->UserData);
    if (pending == 0) return 0;
    pending = 0;
    data->CursorPos = data->BufTextLen;
    data->ClearSelection();
    return 0;
}

void move_highlight(Finder& finder) {
    const int last = static_cast<int>(finder.hits.size()) - 1;
    if (ImGui::IsKeyPressed(ImGuiKey_DownArrow)) finder.at = std::min(finder.at + 1, last);
    if (ImGui::IsKeyPressed(ImGuiKey_UpArrow)) finder.at = std::max(finder.at - 1, 0);
    if (ImGui::IsKeyPressed(ImGuiKey_PageDown)) finder.at = std::min(finder.at + kRowsShown, last);
    if (ImGui::IsKeyPressed(ImGuiKey_PageUp)) finder.at = std::max(finder.at - kRowsShown, 0);
}

int draw_hits(Frame& frame, const ChoiceField& field, const Finder& finder, bool moved) {
    int used = -1;
    const ImFont* font = face(Face::Body);
    const float height = font->FontSize + grid(2.5F);
    ImGuiListClipper clipper;
    clipper.Begin(static_cast<int>(finder.hits.size()), height);
    if (moved && finder.at >= 0) clipper.IncludeItemByIndex(finder.at);
    while (clipper.Step()) {
        for (int i = clipper.DisplayStart; i < clipper.DisplayEnd; ++i) {
            const Scope scope(i);
            const std::size_t place = finder.hits[static_cast<std::size_t>(i)];
            const Choice choice = field.at(place);
            const bool chosen = is_chosen(field, choice.name);
            ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {0, 0});
            const bool clicked = ImGui::InvisibleButton("##hit", {width_left(frame), height});
            ImGui::PopStyleVar();
            const ImVec2 from = ImGui::GetItemRectMin();
            const ImVec2 to = ImGui::GetItemRectMax();
            const bool here = i == finder.at;
            ImDrawList* list = ImGui::GetWindowDrawList();
            if (here || ImGui::IsItemHovered()) {
                list->AddRectFilled(from, to, here ? colours().accent_soft : colours().hover,
                                    grid(1));
            }
            if (here && moved) ImGui::ScrollToItem(ImGuiScrollFlags_KeepVisibleEdgeY);
            const float y = from.y + grid(1.25F);
            if (chosen) {
                list->AddText(font, font->FontSize, {from.x + grid(1), y}, colours().accent,
                              icon::kCheck);
            }
            list->AddText(font, font->FontSize, {from.x + grid(2) + font->FontSize, y},
                          colours().text, choice.label.data(),
                          choice.label.data() + choice.label.size());
            frame.tell(Seen::Kind::Choice, choice.label, chosen ? "chosen" : "");
            if (clicked) used = i;
        }
    }
    return used;
}

int draw_open(Frame& frame, const ChoiceField& field, Finder& finder) {
    if (ImGui::IsWindowAppearing()) ImGui::SetKeyboardFocusHere();
    const float width = ImGui::GetContentRegionAvail().x;
    ImGui::PushTabStop(false);
    ImGui::SetNextItemWidth(width);
    std::string sought = finder.sought;
    int& caret = frame.numbers["caret " + field.key];
    const bool edited =
        ImGui::InputTextWithHint("##sought", field.find_words.c_str(), &sought,
                                 ImGuiInputTextFlags_CallbackAlways, to_the_end, &caret);
    ImGui::PopTabStop();
    frame.tell(Seen::Kind::Field, field.find_words, sought);
    if (edited) find(finder, sought);
    const int before = finder.at;
    move_highlight(finder);

    const float row = face(Face::Body)->FontSize + grid(2.5F);
    const int rows = std::clamp(static_cast<int>(finder.hits.size()), 1, kRowsShown);
    const Pane pane(frame, "hits", {.size = {width, row * static_cast<float>(rows) + grid(1)}});
    if (finder.hits.empty()) small(frame, field.nothing_words);
    const int clicked = draw_hits(frame, field, finder, finder.at != before);
    const bool commit = ImGui::IsKeyPressed(ImGuiKey_Enter, false) ||
                        ImGui::IsKeyPressed(ImGuiKey_KeypadEnter, false) ||
                        (ImGui::IsKeyPressed(ImGuiKey_Tab, false) && !sought.empty());
    if (clicked >= 0) return clicked;
    return commit ? finder.at : -1;
}

}  // namespace

std::optional<std::string> choice_finder(Frame& frame, const ChoiceField& field) {
    const Scope scope(field.key);
    const float width = std::min(width_left(frame), grid(150));
    const Use use = draw_closed(frame, field, width);
    const ImGuiID id = ImGui::GetItemID();
    if (!field.read_only && !ImGui::IsPopupOpen("list")) open_when_asked(frame, field, use);
    ImGui::SetNextWindowPos({use.from.x, use.to.y + grid(0.5F)});
    ImGui::SetNextWindowSize({width, 0});
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {grid(1.5F), grid(1.5F)});
    const bool is_open = ImGui::BeginPopup("list", ImGuiWindowFlags_NoMove);
    ImGui::PopStyleVar();
    if (!is_open) return std::nullopt;

    frame.popup_open = true;
    Finder& finder = finder_of(frame, field);
    const int used = draw_open(frame, field, finder);
    std::optional<std::string> picked;
    if (used >= 0) {
        const std::size_t place = finder.hits[static_cast<std::size_t>(used)];
        picked = std::string(field.at(place).name);
        if (!field.several) {
            frame.advance = 1;
            ImGui::CloseCurrentPopup();
        }
    }
    const bool leaves = ImGui::IsKeyPressed(ImGuiKey_Escape) || ImGui::IsKeyPressed(ImGuiKey_Tab);
    if (leaves) ImGui::CloseCurrentPopup();
    if (leaves || used >= 0) frame.give_focus(id, true);
    ImGui::EndPopup();
    return picked;
}

}  // namespace adit::ui
