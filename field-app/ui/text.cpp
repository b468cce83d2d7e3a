#include "ui/text.h"

#include <algorithm>

namespace adit::ui {
namespace {

void wrapped(Frame& frame, Face which, Tone tone, const std::string& words) {
    ImGui::PushFont(face(which));
    ImGui::PushStyleColor(ImGuiCol_Text, colour_of(tone));
    ImGui::PushTextWrapPos(ImGui::GetCursorPosX() + width_left(frame));
    ImGui::TextUnformatted(words.data(), words.data() + words.size());
    ImGui::PopTextWrapPos();
    ImGui::PopStyleColor();
    ImGui::PopFont();
    frame.tell(Seen::Kind::Text, words);
}

float text_height(Face which) { return face(which)->FontSize; }

}  // namespace

void big(Frame& frame, const std::string& words) { wrapped(frame, Face::Big, Tone::Plain, words); }

void title(Frame& frame, const std::string& words) {
    wrapped(frame, Face::Title, Tone::Plain, words);
}

void strong(Frame& frame, const std::string& words, Tone tone) {
    wrapped(frame, Face::Strong, tone, words);
}

void body(Frame& frame, const std::string& words, Tone tone) {
    wrapped(frame, Face::Body, tone, words);
}

void small(Frame& frame, const std::string& words, Tone tone) {
    wrapped(frame, Face::Small, tone, words);
}

void mono(Frame& frame, const std::string& words) {
    wrapped(frame, Face::Mono, Tone::Muted, words);
}

void line(Frame& frame, Face which, Tone tone, const std::string& words, float width) {
    ImFont* font = face(which);
    const float whole = text_width(which, words);
    const bool cut = whole > width + 0.5F;
    const ImVec2 at = ImGui::GetCursorScreenPos();
    ImGui::PushFont(font);
    ImGui::PushStyleColor(ImGuiCol_Text, colour_of(tone));
    ImGui::Dummy({std::min(whole, width), font->FontSize});
    const float end = at.x + width;
    ImGui::RenderTextEllipsis(ImGui::GetWindowDrawList(), at, {end, at.y + font->FontSize}, end,
                              end, words.data(), words.data() + words.size(), nullptr);
    ImGui::PopStyleColor();
    ImGui::PopFont();
    if (cut && ImGui::IsItemHovered()) ImGui::SetTooltip("%s", words.c_str());
    frame.tell(Seen::Kind::Text, words, {}, cut);
}

void state(Frame& frame, const char* icon, const std::string& words, Tone tone, Face which) {
    ImGui::BeginGroup();
    ImGui::PushFont(face(which));
    ImGui::PushStyleColor(ImGuiCol_Text, colour_of(tone));
    ImGui::TextUnformatted(icon);
    ImGui::SameLine(0, grid(1.25F));
    ImGui::PushTextWrapPos(ImGui::GetCursorPosX() + width_left(frame));
    ImGui::TextUnformatted(words.data(), words.data() + words.size());
    ImGui::PopTextWrapPos();
    ImGui::PopStyleColor();
    ImGui::PopFont();
    ImGui::EndGroup();
    frame.tell(Seen::Kind::State, words);
}

float chip_width(const std::string& words) {
    return text_width(Face::Small, words) + text_height(Face::Small) + grid(5);
}

void chip(Frame& frame, const char* icon, const std::string& words, Tone tone) {
    const float height = text_height(Face::Small) + grid(2);
    const ImVec2 size{chip_width(words), height};
    const ImVec2 at = ImGui::GetCursorScreenPos();
    ImGui::Dummy(size);
    ImDrawList* list = ImGui::GetWindowDrawList();
    list->AddRectFilled(at, {at.x + size.x, at.y + size.y}, soft_of(tone), height / 2);
    ImFont* font = face(Face::Small);
    const float y = at.y + (height - font->FontSize) / 2;
    list->AddText(font, font->FontSize, {at.x + grid(2), y}, colour_of(tone), icon);
    const float text_x = at.x + grid(3) + font->FontSize * 0.95F;
    list->AddText(font, font->FontSize, {text_x, y}, colour_of(tone), words.c_str());
    frame.tell(Seen::Kind::State, words);
}

void banner(Frame& frame, const char* icon, const std::string& words, Tone tone,
            const std::string& more) {
    const Card card(frame, tone, 3);
    state(frame, icon, words, tone, Face::Strong);
    if (!more.empty()) body(frame, more);
}

void progress(Frame& frame, float done) {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float width = width_left(frame);
    const float height = grid(2.5F);
    ImGui::Dummy({width, height});
    ImDrawList* list = ImGui::GetWindowDrawList();
    const float full = std::clamp(done, 0.0F, 1.0F) * width;
    list->AddRectFilled(at, {at.x + width, at.y + height}, colours().line, height / 2);
    if (full >= height) {
        list->AddRectFilled(at, {at.x + full, at.y + height}, colours().accent, height / 2);
    }
    frame.tell(Seen::Kind::State, std::to_string(static_cast<int>(done * 100.0F)) + " %");
}

}  // namespace adit::ui
