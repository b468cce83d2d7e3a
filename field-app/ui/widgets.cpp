#include "ui/widgets.h"

#include "ui/icons.h"

#include <algorithm>
#include <array>

namespace adit::ui {
namespace {

bool is_used_by_key(const Frame& frame, bool focused) {
    if (!focused || frame.popup_open || !frame.active_field.empty()) return false;
    const ImGuiIO& io = ImGui::GetIO();
    if (io.KeyCtrl || io.KeyAlt) return false;
    return ImGui::IsKeyPressed(ImGuiKey_Enter, false) ||
           ImGui::IsKeyPressed(ImGuiKey_KeypadEnter, false) ||
           ImGui::IsKeyPressed(ImGuiKey_Space, false);
}

void text_at(Face which, ImVec2 at, ImU32 colour, const std::string& words) {
    ImFont* font = face(which);
    ImGui::GetWindowDrawList()->AddText(font, font->FontSize, at, colour, words.c_str());
}

float icon_width(Face which) { return face(which)->FontSize * 0.9F + grid(1.5F); }

/// Words broken into lines that fit, drawn below one another; returns the height they take.
float text_block(Face which, ImVec2 at, float width, ImU32 colour, const std::string& words,
                 bool draw) {
    ImFont* font = face(which);
    const ImVec2 size = font->CalcTextSizeA(font->FontSize, FLT_MAX, width, words.c_str());
    if (draw) {
        ImGui::GetWindowDrawList()->AddText(font, font->FontSize, at, colour, words.c_str(),
                                            nullptr, width);
    }
    return size.y;
}

struct ButtonLook {
    ImU32 ground;
    ImU32 ink;
    ImU32 border;  // 0: none.
};

bool any_button(Frame& frame, const char* icon, const std::string& words, const ButtonLook& look) {
    const float height = face(Face::Strong)->FontSize + grid(3.5F);
    const bool quiet = look.ground == 0;
    const float pad = grid(quiet ? 1.5F : 3);
    const float width = button_width(icon, words) - 2 * (grid(3) - pad);
    const Use use = use_area(frame, words, {width, height});
    ImDrawList* list = ImGui::GetWindowDrawList();
    const float round = grid(1.25F);
    ImU32 ground = look.ground;
    if (ground == 0 && (use.hovered || use.held)) ground = colours().hover;
    if (ground != 0) list->AddRectFilled(use.from, use.to, ground, round);
    if (look.ground != 0 && use.hovered) {
        list->AddRectFilled(use.from, use.to, IM_COL32(127, 127, 127, use.held ? 60 : 30), round);
    }
    if (look.border != 0) list->AddRect(use.from, use.to, look.border, round, 0, line_px());
    const float y = use.from.y + (height - face(Face::Strong)->FontSize) / 2;
    float x = use.from.x + pad;
    if (icon != nullptr) {
        text_at(Face::Strong, {x, y}, look.ink, icon);
        x += icon_width(Face::Strong);
    }
    text_at(Face::Strong, {x, y}, look.ink, words);
    draw_focus_ring(frame, use, round);
    const bool cut = use.to.x > ImGui::GetWindowDrawList()->GetClipRectMax().x + 0.5F;
    frame.tell(Seen::Kind::Button, words, {}, cut);
    return use.used;
}

}  // namespace

Use use_area(Frame& frame, const std::string& name, ImVec2 size, std::string_view key) {
    Use use;
    const bool clicked = ImGui::InvisibleButton(name.c_str(), size);
    const ImGuiID id = ImGui::GetItemID();
    use.from = ImGui::GetItemRectMin();
    use.to = ImGui::GetItemRectMax();
    use.hovered = ImGui::IsItemHovered();
    use.held = ImGui::IsItemActive();
    if (clicked) frame.give_focus(id, false);
    use.focused = frame.take_turn(id, key);
    use.used = clicked || is_used_by_key(frame, use.focused);
    if (use.hovered) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
    return use;
}

void draw_focus_ring(const Frame& frame, const Use& use, float rounding) {
    if (!use.focused || !frame.focus_shown) return;
    const float gap = line_px() + 1;
    ImGui::GetWindowDrawList()->AddRect({use.from.x - gap, use.from.y - gap},
                                        {use.to.x + gap, use.to.y + gap}, colours().accent,
                                        rounding + gap, 0, line_px() + 1);
}

float button_width(const char* icon, const std::string& words) {
    return text_width(Face::Strong, words) + grid(6) +
           (icon != nullptr ? icon_width(Face::Strong) : 0);
}

bool primary_button(Frame& frame, const char* icon, const std::string& words) {
    return any_button(frame, icon, words, {colours().accent, colours().on_accent, 0});
}

bool button(Frame& frame, const char* icon, const std::string& words) {
    return any_button(frame, icon, words, {colours().surface, colours().text, colours().line});
}

bool quiet_button(Frame& frame, const char* icon, const std::string& words, Tone tone) {
    return any_button(frame, icon, words, {0, colour_of(tone), 0});
}

bool action_tile(Frame& frame, const char* icon, const std::string& words, const std::string& more,
                 float width, bool primary) {
    const float pad = grid(4);
    const float left = icon_width(Face::Title) + grid(1);
    const float inner = width - 2 * pad - left;
    const float words_h = text_block(Face::Title, {}, inner, 0, words, false);
    const float more_h = more.empty() ? 0 : text_block(Face::Body, {}, inner, 0, more, false);
    const Use use = use_area(frame, words, {width, words_h + more_h + 2 * pad});
    ImDrawList* list = ImGui::GetWindowDrawList();
    const float round = grid(1.5F);
    const ImU32 ground = primary ? colours().accent : colours().surface;
    const ImU32 ink = primary ? colours().on_accent : colours().text;
    list->AddRectFilled(use.from, use.to, ground, round);
    if (use.hovered) list->AddRectFilled(use.from, use.to, IM_COL32(127, 127, 127, 26), round);
    if (!primary) list->AddRect(use.from, use.to, colours().line, round, 0, line_px());
    text_at(Face::Title, {use.from.x + pad, use.from.y + pad}, primary ? ink : colours().accent,
            icon);
    const float x = use.from.x + pad + left;
    text_block(Face::Title, {x, use.from.y + pad}, inner, ink, words, true);
    if (!more.empty()) {
        text_block(Face::Body, {x, use.from.y + pad + words_h}, inner,
                   primary ? ink : colours().muted, more, true);
    }
    draw_focus_ring(frame, use, round);
    frame.tell(Seen::Kind::Button, words);
    return use.used;
}

bool count_tile(Frame& frame, const char* icon, const std::string& words, std::size_t count,
                Tone tone, float width) {
    const float pad = grid(3.5F);
    const float number_h = face(Face::Big)->FontSize;
    const float words_h = face(Face::Body)->FontSize;
    const Use use = use_area(frame, words, {width, number_h + words_h + 2 * pad});
    ImDrawList* list = ImGui::GetWindowDrawList();
    const float round = grid(1.5F);
    list->AddRectFilled(use.from, use.to, use.hovered ? colours().hover : colours().surface, round);
    list->AddRect(use.from, use.to, colours().line, round, 0, line_px());
    const ImU32 ink = count == 0 ? colours().muted : colour_of(tone);
    text_at(Face::Big, {use.from.x + pad, use.from.y + pad * 0.7F}, ink, std::to_string(count));
    const float y = use.from.y + pad * 0.7F + number_h;
    text_at(Face::Body, {use.from.x + pad, y}, ink, icon);
    const float text_x = use.from.x + pad + icon_width(Face::Body);
    const bool cut = text_x + text_width(Face::Body, words) > use.to.x;
    list->PushClipRect(use.from, use.to, true);
    text_at(Face::Body, {text_x, y}, colours().text, words);
    list->PopClipRect();
    draw_focus_ring(frame, use, round);
    frame.tell(Seen::Kind::Button, words, std::to_string(count), cut);
    return use.used;
}

bool tab(Frame& frame, const char* icon, const std::string& words, bool here, float height) {
    const float width = text_width(Face::Strong, words) + icon_width(Face::Strong) + grid(5);
    const Use use = use_area(frame, words, {width, height});
    ImDrawList* list = ImGui::GetWindowDrawList();
    if (use.hovered) list->AddRectFilled(use.from, use.to, colours().hover);
    const ImU32 ink = here ? colours().accent : colours().text;
    const float y = use.from.y + (height - face(Face::Strong)->FontSize) / 2;
    text_at(Face::Strong, {use.from.x + grid(2.5F), y}, ink, icon);
    text_at(here ? Face::Strong : Face::Body,
            {use.from.x + grid(2.5F) + icon_width(Face::Strong), y}, ink, words);
    if (here) {
        list->AddRectFilled({use.from.x, use.to.y - grid(0.75F)}, use.to, colours().accent);
    }
    draw_focus_ring(frame, use, 0);
    frame.tell(Seen::Kind::Button, words, here ? "here" : "");
    return use.used;
}

int segments(Frame& frame, const std::string& name, std::span<const std::string> words,
             int chosen) {
    const Scope scope(name);
    int used = -1;
    const float height = face(Face::Body)->FontSize + grid(2.5F);
    const float top = cursor().y;
    ImDrawList* list = ImGui::GetWindowDrawList();
    for (int i = 0; i < static_cast<int>(words.size()); ++i) {
        const std::string& word = words[static_cast<std::size_t>(i)];
        if (i > 0) ImGui::SameLine(0, 0);
        move_to({cursor().x, top});
        const float width = text_width(Face::Body, word) + grid(4);
        const Use use = use_area(frame, word, {width, height});
        const bool here = i == chosen;
        list->AddRectFilled(use.from, use.to,
                            here          ? colours().accent
                            : use.hovered ? colours().hover
                                          : colours().surface,
                            grid(1));
        if (!here) list->AddRect(use.from, use.to, colours().line, grid(1), 0, line_px());
        text_at(Face::Body, {use.from.x + grid(2), use.from.y + grid(1.25F)},
                here ? colours().on_accent : colours().text, word);
        draw_focus_ring(frame, use, grid(1));
        frame.tell(Seen::Kind::Choice, word, here ? "chosen" : "");
        if (use.used) used = i;
    }
    return used;
}

bool toggle(Frame& frame, const std::string& words, bool on) {
    const float height = face(Face::Body)->FontSize + grid(2);
    const float track = height * 1.5F;
    const float width = track + grid(2) + text_width(Face::Body, words);
    const Use use = use_area(frame, words, {width, height});
    ImDrawList* list = ImGui::GetWindowDrawList();
    const float knob = height * 0.72F;
    const float top = use.from.y + (height - knob) / 2;
    const ImVec2 from{use.from.x, top};
    const ImVec2 to{use.from.x + track, top + knob};
    list->AddRectFilled(from, to, on ? colours().accent : colours().surface, knob / 2);
    list->AddRect(from, to, on ? colours().accent : colours().muted, knob / 2, 0, line_px());
    const float x = on ? to.x - knob / 2 : from.x + knob / 2;
    list->AddCircleFilled({x, top + knob / 2}, knob * 0.32F,
                          on ? colours().on_accent : colours().muted);
    text_at(Face::Body, {to.x + grid(2), use.from.y + grid(1)}, colours().text, words);
    draw_focus_ring(frame, use, grid(1));
    frame.tell(Seen::Kind::Choice, words, on ? "chosen" : "");
    return use.used;
}

Row row(Frame& frame, const std::string& name, const std::string& words, float height,
        bool selected) {
    const Use use = use_area(frame, name, {width_left(frame), height});
    ImDrawList* list = ImGui::GetWindowDrawList();
    if (use.hovered || selected) {
        list->AddRectFilled(use.from, use.to, selected ? colours().accent_soft : colours().hover,
                            grid(1));
    }
    draw_focus_ring(frame, use, grid(1));
    frame.tell(Seen::Kind::Row, words, selected ? "chosen" : "");
    return {use.used, use.from, use.to};
}

}  // namespace adit::ui
