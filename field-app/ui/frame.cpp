#include "ui/frame.h"

#include <imgui_internal.h>

#include <algorithm>
#include <utility>

namespace adit::ui {

void Frame::tell(Seen::Kind kind, std::string_view words, std::string_view value, bool cut) {
    if (probe == nullptr) return;
    const ImDrawList* list = ImGui::GetWindowDrawList();
    probe->seen.push_back({.words = std::string(words),
                           .kind = kind,
                           .from = ImGui::GetItemRectMin(),
                           .to = ImGui::GetItemRectMax(),
                           .clip_from = list->GetClipRectMin(),
                           .clip_to = list->GetClipRectMax(),
                           .cut = cut,
                           .value = std::string(value)});
}

std::string& Frame::draft(const std::string& key, const std::string& stored) {
    std::string& text = drafts[key];
    if (active_field != key) text = stored;
    return text;
}

std::string Frame::focused_key() const {
    for (const auto* known : {&names, &last_names}) {
        const auto found = known->find(focus);
        if (found != known->end()) return found->second;
    }
    return {};
}

void Frame::give_focus(ImGuiID id, bool shown) {
    focus = id;
    focus_shown = shown;
}

bool Frame::take_turn(ImGuiID id, std::string_view key) {
    turns.push_back(id);
    if (!key.empty()) {
        names[id] = key;
        if (wanted == key) {
            // A field that had the cursor is left.
            if (ImGui::GetActiveID() != id) ImGui::ClearActiveID();
            give_focus(id, true);
            focus_moved = true;
            wanted.clear();
        }
    }
    const bool has_it = focus == id;
    if (has_it && focus_moved) ImGui::ScrollToItem(ImGuiScrollFlags_KeepVisibleCenterY);
    return has_it;
}

void begin(Frame& frame) {
    if (frame.probe != nullptr) frame.probe->seen.clear();
    frame.turns.clear();
    frame.last_names = std::exchange(frame.names, {});
    frame.right_edges.clear();
    frame.was_typing = !frame.active_field.empty();
    frame.active_drawn = false;
    frame.popup_open = false;
}

void end(Frame& frame) {
    if (!frame.active_drawn) frame.active_field.clear();
    frame.focus_moved = false;
    const ImGuiIO& io = ImGui::GetIO();
    int step = std::exchange(frame.advance, 0);
    if (ImGui::IsKeyPressed(ImGuiKey_Tab) && !io.KeyCtrl && !io.KeyAlt) step = io.KeyShift ? -1 : 1;
    if (step == 0 || frame.turns.empty()) return;

    const auto here = std::ranges::find(frame.turns, frame.focus);
    const auto count = static_cast<int>(frame.turns.size());
    const int place = here == frame.turns.end() ? (step > 0 ? -1 : count)
                                                : static_cast<int>(here - frame.turns.begin());
    const int next = (place + step + count) % count;
    // A field is left even when what comes next is no field.
    ImGui::ClearActiveID();
    frame.give_focus(frame.turns[static_cast<std::size_t>(next)], true);
    frame.focus_moved = true;
}

}  // namespace adit::ui
