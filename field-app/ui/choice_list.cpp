#include "base/text.h"
#include "ui/fields.h"
#include "ui/icons.h"

#include <imgui_internal.h>

#include <algorithm>

namespace adit::ui {
namespace {

constexpr std::size_t kOneColumnMax = 6;

bool is_chosen(const ChoiceField& field, std::string_view name) {
    return std::ranges::find(field.chosen, name) != field.chosen.end();
}

int place_of_chosen(const ChoiceField& field) {
    for (std::size_t i = 0; i < field.count; ++i) {
        if (is_chosen(field, field.at(i).name)) return static_cast<int>(i);
    }
    return -1;
}

/// The next choice after `from` that begins with this letter, round the end.
int place_by_letter(const ChoiceField& field, const std::string& letter, int from) {
    const int count = static_cast<int>(field.count);
    for (int step = 1; step <= count; ++step) {
        const int place = (from + step + count) % count;
        const Choice choice = field.at(static_cast<std::size_t>(place));
        if (folded(choice.label).starts_with(letter)) return place;
    }
    return from;
}

bool pressed(ImGuiKey key) { return ImGui::IsKeyPressed(key); }

/// What the keys say to a list that has the focus: moves `at`, returns the place to use or -1.
int play_keys(Frame& frame, const ChoiceField& field, int& at) {
    const int count = static_cast<int>(field.count);
    const ImGuiIO& io = ImGui::GetIO();
    if (count == 0 || io.KeyCtrl || io.KeyAlt || frame.popup_open) return -1;
    if (pressed(ImGuiKey_DownArrow)) at = std::min(at + 1, count - 1);
    if (pressed(ImGuiKey_UpArrow)) at = std::max(at - 1, 0);
    if (pressed(ImGuiKey_DownArrow) || pressed(ImGuiKey_UpArrow)) frame.focus_shown = true;
    if (ImGui::IsKeyPressed(ImGuiKey_Space, false)) return at;
    if (ImGui::IsKeyPressed(ImGuiKey_Enter, false) ||
        ImGui::IsKeyPressed(ImGuiKey_KeypadEnter, false)) {
        frame.advance = 1;
        return field.several ? -1 : at;
    }
    for (const ImWchar character : io.InputQueueCharacters) {
        if (character >= '1' && character <= '9') {
            const int place = static_cast<int>(character) - '1';
            if (place < count) return at = place;
        } else if (character > ' ') {
            char utf8[5] = {};
            ImTextCharToUtf8(utf8, character);
            at = place_by_letter(field, folded(utf8), at);
            frame.focus_shown = true;
        }
    }
    return -1;
}

struct Cell {
    ImVec2 at;
    float width;
    float height;
};

float label_width(float width) { return width - face(Face::Body)->FontSize * 1.6F - grid(6); }

float cell_height(const Choice& choice, float width) {
    const ImFont* font = face(Face::Body);
    const char* end = choice.label.data() + choice.label.size();
    const float text =
        font->CalcTextSizeA(font->FontSize, FLT_MAX, label_width(width), choice.label.data(), end)
            .y;
    return std::max(text, font->FontSize) + grid(2.75F);
}

bool draw_choice(Frame& frame, const ChoiceField& field, std::size_t place, const Cell& cell,
                 bool highlighted) {
    const Choice choice = field.at(place);
    const bool chosen = is_chosen(field, choice.name);
    ImGui::SetCursorScreenPos(cell.at);
    const Scope scope(std::string(choice.name));
    const bool clicked = ImGui::InvisibleButton("##choice", {cell.width, cell.height});
    const bool hovered = ImGui::IsItemHovered();
    if (hovered && !field.read_only) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);

    ImDrawList* list = ImGui::GetWindowDrawList();
    const ImVec2 to{cell.at.x + cell.width, cell.at.y + cell.height};
    if (chosen) {
        list->AddRectFilled(cell.at, to, colours().accent_soft, grid(1));
    } else if (hovered) {
        list->AddRectFilled(cell.at, to, colours().hover, grid(1));
    }
    if (highlighted) {
        list->AddRect(cell.at, to, colours().accent, grid(1), 0, line_px() + 1);
    }
    ImFont* font = face(Face::Body);
    const char* sign = field.several ? (chosen ? icon::kBoxTicked : icon::kBox)
                                     : (chosen ? icon::kChosen : icon::kCircle);
    const float y = cell.at.y + grid(1.375F);
    list->AddText(font, font->FontSize, {cell.at.x + grid(2), y},
                  chosen ? colours().accent : colours().muted, sign);
    const float text_x = cell.at.x + grid(3) + font->FontSize;
    list->AddText(font, font->FontSize, {text_x, y}, colours().text, choice.label.data(),
                  choice.label.data() + choice.label.size(), label_width(cell.width));
    if (place < 9 && !field.read_only) {
        ImFont* little = face(Face::Small);
        const std::string digit = std::to_string(place + 1);
        list->AddText(little, little->FontSize,
                      {to.x - grid(2) - text_width(Face::Small, digit),
                       y + (font->FontSize - little->FontSize) / 2},
                      colours().muted, digit.c_str());
    }
    frame.tell(Seen::Kind::Choice, choice.label, chosen ? "chosen" : "");
    return clicked;
}

/// Column by column, each as many rows as its half needs.
int draw_choices(Frame& frame, const ChoiceField& field, int at, bool focused) {
    const float there = width_left(frame);
    const bool two = field.count > kOneColumnMax && there > grid(150);
    const std::size_t rows = two ? (field.count + 1) / 2 : field.count;
    const float width = two ? (there - grid(2)) / 2 : std::min(there, grid(150));
    const ImVec2 from = ImGui::GetCursorScreenPos();
    int used = -1;
    float lowest = from.y;
    ImVec2 next = from;
    for (std::size_t i = 0; i < field.count; ++i) {
        if (i == rows) next = {from.x + width + grid(2), from.y};
        const Cell cell{next, width, cell_height(field.at(i), width)};
        const bool highlighted = focused && frame.focus_shown && at == static_cast<int>(i);
        if (draw_choice(frame, field, i, cell, highlighted)) used = static_cast<int>(i);
        next.y += cell.height + grid(0.5F);
        lowest = std::max(lowest, next.y);
    }
    ImGui::SetCursorScreenPos({from.x, lowest});
    ImGui::Dummy({1, 0});
    return used;
}

}  // namespace

std::optional<std::string> choice_list(Frame& frame, const ChoiceField& field) {
    const Scope scope(field.key);
    const ImGuiID id = ImGui::GetID("choices");
    const bool focused = frame.focus == id;
    int& at = frame.numbers.try_emplace("at " + field.key, -1).first->second;
    if (!focused || frame.focus_moved) at = place_of_chosen(field);

    const bool listens = focused && !field.read_only && frame.active_field.empty();
    const int by_key = listens ? play_keys(frame, field, at) : -1;
    ImGui::BeginGroup();
    const int by_mouse = draw_choices(frame, field, at, focused);
    ImGui::EndGroup();
    Use use{.focused = frame.take_turn(id, field.key),
            .from = ImGui::GetItemRectMin(),
            .to = ImGui::GetItemRectMax()};
    if (at < 0) draw_focus_ring(frame, use, grid(1));
    frame.tell(Seen::Kind::Field, field.words, field.chosen_words);

    if (field.read_only) return std::nullopt;
    if (by_mouse >= 0) {
        frame.give_focus(id, false);
        at = by_mouse;
    }
    const int used = by_mouse >= 0 ? by_mouse : by_key;
    if (used < 0) return std::nullopt;
    return std::string(field.at(static_cast<std::size_t>(used)).name);
}

}  // namespace adit::ui
