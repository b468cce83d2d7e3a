#include "ui/fields.h"
#include "ui/icons.h"

#include <imgui_internal.h>
#include <imgui_stdlib.h>

#include <algorithm>

namespace adit::ui {
namespace {

float natural_width(const Frame& frame, const TextField& field) {
    const float there = width_left(frame);
    if (field.width > 0) return std::min(there, field.width);
    return std::min(there, field.number ? grid(44) : grid(150));
}

/// Numbers stand at the right of their box while nobody types in it.
float number_indent(const TextField& field, const std::string& text, float width, bool active) {
    const float normal = grid(2.5F);
    if (!field.number || active) return normal;
    const float text_px = text_width(Face::Body, text);
    return std::max(normal, width - text_px - normal);
}

void draw_border(bool active, bool trouble) {
    const ImU32 ink = trouble ? colours().error : active ? colours().accent : colours().line;
    const float thick = active || trouble ? line_px() + 1 : line_px();
    ImGui::GetWindowDrawList()->AddRect(ImGui::GetItemRectMin(), ImGui::GetItemRectMax(), ink,
                                        grid(1.25F), 0, thick);
}

/// The field gets the cursor in the next frame. By its id: SetKeyboardFocusHere works only within
/// the pane that has ImGui's own focus.
void take_cursor(ImGuiID id) {
    ImGui::ActivateItemByID(id);
    ImGui::GetCurrentContext()->NavNextActivateFlags = ImGuiActivateFlags_PreferInput;
}

bool input(const TextField& field, std::string& text, float width, bool is_active) {
    ImGuiInputTextFlags flags = ImGuiInputTextFlags_None;
    if (field.read_only) flags |= ImGuiInputTextFlags_ReadOnly;
    ImGui::PushStyleVar(ImGuiStyleVar_FramePadding,
                        {number_indent(field, text, width, is_active), grid(1.75F)});
    ImGui::PushStyleVar(ImGuiStyleVar_FrameBorderSize, 0);
    ImGui::PushTabStop(false);
    ImGui::SetNextItemWidth(width);
    bool edited = false;
    if (field.lines) {
        const float height = face(Face::Body)->FontSize * 3 + grid(3.5F);
        edited = ImGui::InputTextMultiline("##text", &text, {width, height}, flags);
    } else {
        edited = ImGui::InputTextWithHint("##text", field.ghost.c_str(), &text, flags);
    }
    ImGui::PopTabStop();
    ImGui::PopStyleVar(2);
    return edited;
}

}  // namespace

Edit text_field(Frame& frame, const TextField& field, std::string& text) {
    const Scope scope(field.key);
    const float width = natural_width(frame, field);
    const bool was_active = frame.active_field == field.key;
    const ImGuiID id = ImGui::GetID("##text");
    const bool takes_cursor = frame.focus == id && frame.focus_moved;
    const bool wanted = !field.key.empty() && frame.wanted == field.key;
    if (takes_cursor || wanted) take_cursor(id);

    const bool edited = input(field, text, width, was_active);
    const bool active = ImGui::IsItemActive();
    const bool enter = was_active && !field.lines && !frame.popup_open &&
                       (ImGui::IsKeyPressed(ImGuiKey_Enter, false) ||
                        ImGui::IsKeyPressed(ImGuiKey_KeypadEnter, false));
    if (ImGui::IsItemActivated()) frame.give_focus(id, false);
    frame.take_turn(id, field.key);
    draw_border(active, field.trouble);
    frame.tell(Seen::Kind::Field, field.words, text);

    if (active) {
        frame.active_field = field.key;
        frame.active_drawn = true;
    } else if (was_active) {
        frame.active_field.clear();
    }
    if (enter) frame.advance = 1;
    if (was_active && !active) return Edit::Left;
    return edited ? Edit::Typed : Edit::None;
}

bool search_box(Frame& frame, const std::string& key, const std::string& words, std::string& text,
                float width) {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float icon_px = face(Face::Body)->FontSize;
    const float height = icon_px + grid(3.5F);
    ImGui::GetWindowDrawList()->AddText(face(Face::Body), icon_px,
                                        {at.x, at.y + (height - icon_px) / 2}, colours().muted,
                                        icon::kSearch);
    ImGui::SetCursorScreenPos({at.x + icon_px + grid(1), at.y});
    TextField field;
    field.key = key;
    field.words = words;
    field.ghost = words;
    field.width = width - icon_px - grid(1);
    ImGui::BeginGroup();
    const Edit edit = text_field(frame, field, text);
    ImGui::EndGroup();
    return edit == Edit::Typed;
}

}  // namespace adit::ui
