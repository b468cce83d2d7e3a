#include "ui/layout.h"

#include <algorithm>

namespace adit::ui {

Pane::Pane(Frame& frame, const char* name, const Style& style) : frame_(frame), style_(style) {
    const float padding = grid(style.padding);
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {padding, padding});
    ImGui::PushStyleColor(ImGuiCol_ChildBg, style.ground);
    const ImGuiWindowFlags flags =
        style.scrolls ? ImGuiWindowFlags_None
                      : ImGuiWindowFlags_NoScrollbar | ImGuiWindowFlags_NoScrollWithMouse;
    ImGui::BeginChild(name, style.size, ImGuiChildFlags_AlwaysUseWindowPadding, flags);
    ImGui::PopStyleColor();
    ImGui::PopStyleVar();
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {grid(2), grid(2)});
    frame_.right_edges.push_back(ImGui::GetCursorScreenPos().x + ImGui::GetContentRegionAvail().x);
}

Pane::~Pane() {
    frame_.right_edges.pop_back();
    ImGui::PopStyleVar();
    ImGui::EndChild();
    const ImVec2 from = ImGui::GetItemRectMin();
    const ImVec2 to = ImGui::GetItemRectMax();
    ImDrawList* list = ImGui::GetWindowDrawList();
    const float line = line_px();
    if (style_.line_below) {
        list->AddRectFilled({from.x, to.y - line}, to, colours().line);
    }
    if (style_.line_right) {
        list->AddRectFilled({to.x - line, from.y}, to, colours().line);
    }
}

Column::Column(Frame& frame, float width_max, bool centred) : frame_(frame) {
    const float there = width_left(frame);
    const float width = std::min(there, width_max);
    indent_ = centred ? std::floor((there - width) / 2) : 0;
    if (indent_ > 0) ImGui::Indent(indent_);
    frame_.right_edges.push_back(ImGui::GetCursorScreenPos().x + width);
    ImGui::BeginGroup();
}

Column::~Column() {
    ImGui::EndGroup();
    frame_.right_edges.pop_back();
    if (indent_ > 0) ImGui::Unindent(indent_);
}

Card::Card(Frame& frame, Tone tone, float padding)
    : frame_(frame),
      tone_(tone),
      padding_(grid(padding)),
      from_(ImGui::GetCursorScreenPos()),
      right_(from_.x + width_left(frame)) {
    layers_.Split(ImGui::GetWindowDrawList(), 2);
    layers_.SetCurrentChannel(ImGui::GetWindowDrawList(), 1);
    ImGui::SetCursorScreenPos({from_.x + padding_, from_.y + padding_});
    frame_.right_edges.push_back(right_ - padding_);
    ImGui::BeginGroup();
}

Card::~Card() {
    ImGui::EndGroup();
    frame_.right_edges.pop_back();
    const ImVec2 to{right_, ImGui::GetItemRectMax().y + padding_};
    ImDrawList* list = ImGui::GetWindowDrawList();
    layers_.SetCurrentChannel(list, 0);
    const bool tinted = tone_ != Tone::Plain;
    const float round = grid(1.5F);
    list->AddRectFilled(from_, to, tinted ? soft_of(tone_) : colours().surface, round);
    list->AddRect(from_, to, tinted ? colour_of(tone_) : colours().line, round, 0, line_px());
    layers_.Merge(list);
    ImGui::SetCursorScreenPos(from_);
    ImGui::Dummy({right_ - from_.x, to.y - from_.y});
}

Block::Block(Frame& frame, ImVec2 at, float width, float& bottom) : frame_(frame), bottom_(bottom) {
    ImGui::SetCursorScreenPos(at);
    frame_.right_edges.push_back(at.x + width);
    ImGui::BeginGroup();
}

Block::~Block() {
    ImGui::EndGroup();
    frame_.right_edges.pop_back();
    bottom_ = std::max(bottom_, ImGui::GetItemRectMax().y);
}

Overlay::Overlay(Frame& frame, const char* name, ImVec2 lower_right, float width) : frame_(frame) {
    ImGui::SetNextWindowPos(lower_right, ImGuiCond_Always, {1, 1});
    ImGui::SetNextWindowSize({width, 0});
    ImGui::Begin(name, nullptr,
                 ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove |
                     ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoFocusOnAppearing |
                     ImGuiWindowFlags_NoBackground | ImGuiWindowFlags_AlwaysAutoResize);
    frame_.right_edges.push_back(ImGui::GetCursorScreenPos().x + width);
}

Overlay::~Overlay() {
    frame_.right_edges.pop_back();
    ImGui::End();
}

void scroll_to_row(std::size_t row, float height) {
    const float top = static_cast<float>(row) * height;
    const float from = ImGui::GetScrollY();
    const float there = ImGui::GetWindowHeight();
    if (top < from) ImGui::SetScrollY(top);
    if (top + height > from + there) ImGui::SetScrollY(top + height - there);
}

void new_line() { ImGui::NewLine(); }

ImVec2 cursor() { return ImGui::GetCursorScreenPos(); }

void move_to(ImVec2 at) {
    ImGui::SetCursorScreenPos(at);
    // A place gone to counts as used: columns end below their last line, without an item there.
    ImGuiWindow* window = ImGui::GetCurrentWindow();
    window->DC.CursorMaxPos.y = std::max(window->DC.CursorMaxPos.y, at.y);
    window->DC.IsSetPos = false;
}

void draw_rows(std::size_t count, float height, const std::function<void(std::size_t)>& draw) {
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {ImGui::GetStyle().ItemSpacing.x, 0});
    ImGuiListClipper clipper;
    clipper.Begin(static_cast<int>(count), height);
    while (clipper.Step()) {
        for (int i = clipper.DisplayStart; i < clipper.DisplayEnd; ++i) {
            const Scope scope(i);
            draw(static_cast<std::size_t>(i));
        }
    }
    ImGui::PopStyleVar();
}

float width_left(const Frame& frame) {
    const float x = ImGui::GetCursorScreenPos().x;
    const float right =
        frame.right_edges.empty() ? x + ImGui::GetContentRegionAvail().x : frame.right_edges.back();
    return std::max(right - x, 1.0F);
}

void space(float units) { ImGui::Dummy({1, grid(units) - ImGui::GetStyle().ItemSpacing.y}); }

void same_line(float units) { ImGui::SameLine(0, grid(units)); }

void from_right(Frame& frame, float width) {
    ImGui::SameLine();
    const float right =
        frame.right_edges.empty() ? ImGui::GetContentRegionMax().x : frame.right_edges.back();
    const float x = std::max(right - width, ImGui::GetCursorScreenPos().x);
    move_to({x, ImGui::GetCursorScreenPos().y});
}

void rule(Frame& frame) {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float width = width_left(frame);
    ImGui::GetWindowDrawList()->AddRectFilled(at, {at.x + width, at.y + line_px()}, colours().line);
    ImGui::Dummy({width, line_px()});
}

float text_width(Face which, const std::string& words) {
    const ImFont* font = face(which);
    return font->CalcTextSizeA(font->FontSize, FLT_MAX, 0, words.c_str()).x;
}

}  // namespace adit::ui
