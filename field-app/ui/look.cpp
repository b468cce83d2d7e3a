#include "ui/look.h"

#include "ui/icons.h"

#include <misc/freetype/imgui_freetype.h>

#include <array>
#include <cmath>

namespace adit::ui {
namespace {

constexpr ImU32 rgb(unsigned hex) {
    return IM_COL32((hex >> 16) & 0xFF, (hex >> 8) & 0xFF, hex & 0xFF, 0xFF);
}

constexpr Colours kPaper{.ground = rgb(0xF3F5F4),
                         .surface = rgb(0xFFFFFF),
                         .raised = rgb(0xF8FAF9),
                         .line = rgb(0xD8DFDD),
                         .text = rgb(0x17211F),
                         .muted = rgb(0x586663),
                         .accent = rgb(0x0B6E6E),
                         .accent_soft = rgb(0xDDEFEC),
                         .on_accent = rgb(0xFFFFFF),
                         .ok = rgb(0x1E7F4F),
                         .ok_soft = rgb(0xE0F2E8),
                         .warn = rgb(0x8A5A00),
                         .warn_soft = rgb(0xFFF2D6),
                         .error = rgb(0xB3261E),
                         .error_soft = rgb(0xFCE8E6),
                         .conflict = rgb(0x6B3FA0),
                         .conflict_soft = rgb(0xEFE7F8),
                         .hover = rgb(0xEAF1EF)};

constexpr Colours kNight{.ground = rgb(0x10171A),
                         .surface = rgb(0x182125),
                         .raised = rgb(0x1D272C),
                         .line = rgb(0x2E3A40),
                         .text = rgb(0xE7ECEF),
                         .muted = rgb(0x9AA8B0),
                         .accent = rgb(0x4FB8B0),
                         .accent_soft = rgb(0x1B3B3B),
                         .on_accent = rgb(0x0A1717),
                         .ok = rgb(0x62C790),
                         .ok_soft = rgb(0x17352A),
                         .warn = rgb(0xE6B450),
                         .warn_soft = rgb(0x3A2F16),
                         .error = rgb(0xFF8A80),
                         .error_soft = rgb(0x40201F),
                         .conflict = rgb(0xC3A0F0),
                         .conflict_soft = rgb(0x30264A),
                         .hover = rgb(0x223036)};

constexpr Colours kSun{.ground = rgb(0xFFFFFF),
                       .surface = rgb(0xFFFFFF),
                       .raised = rgb(0xFFFFFF),
                       .line = rgb(0x000000),
                       .text = rgb(0x000000),
                       .muted = rgb(0x262626),
                       .accent = rgb(0x004B4B),
                       .accent_soft = rgb(0xD5ECEA),
                       .on_accent = rgb(0xFFFFFF),
                       .ok = rgb(0x00492A),
                       .ok_soft = rgb(0xDDF3E6),
                       .warn = rgb(0x5A3600),
                       .warn_soft = rgb(0xFFEFC7),
                       .error = rgb(0x8A0F08),
                       .error_soft = rgb(0xFFE4E1),
                       .conflict = rgb(0x46207A),
                       .conflict_soft = rgb(0xEBE0F8),
                       .hover = rgb(0xE6E6E6)};

struct Built {
    ImGuiContext* context = nullptr;  // The faces belong to its atlas.
    Look look;
    const Colours* colours = &kPaper;
    std::array<ImFont*, 6> faces{};
};
Built built;

struct FaceFile {
    Face face;
    const char* file;
    float px;  // Of a line: ascent and descent together, 1.36 times the size of the letters.
    bool every_script;  // Forms' own words appear in it.
};
constexpr std::array kFaces = {FaceFile{Face::Small, "NotoSans-Regular.ttf", 18.5F, true},
                               FaceFile{Face::Body, "NotoSans-Regular.ttf", 21.5F, true},
                               FaceFile{Face::Strong, "NotoSans-SemiBold.ttf", 21.5F, true},
                               FaceFile{Face::Title, "NotoSans-SemiBold.ttf", 26.0F, true},
                               FaceFile{Face::Big, "NotoSans-Bold.ttf", 36.0F, false},
                               FaceFile{Face::Mono, "JetBrainsMono-Regular.ttf", 18.0F, false}};

// Latin with the hooks of Hausa and the accents of Vietnamese, Greek, Cyrillic, signs.
constexpr ImWchar kEveryScript[] = {0x0020, 0x00FF, 0x0100, 0x02AF, 0x0370, 0x052F, 0x1E00,
                                    0x1EFF, 0x2000, 0x206F, 0x20A0, 0x20CF, 0x2100, 0x214F,
                                    0x2212, 0x2212, 0x2260, 0x2265, 0};
constexpr ImWchar kLatin[] = {0x0020, 0x024F, 0x2010, 0x2044, 0x2212, 0x2212, 0};

/// One range an icon: the face holds 1,900 and we show some forty.
const ImWchar* icon_ranges() {
    static std::array<ImWchar, icon::kAll.size() * 2 + 1> ranges{};
    std::size_t at = 0;
    for (const char* utf8 : icon::kAll) {
        const auto byte = [&](int i) {
            return static_cast<ImWchar>(static_cast<unsigned char>(utf8[i]));
        };
        const ImWchar code = (byte(0) & 0x0Fu) << 12 | (byte(1) & 0x3Fu) << 6 | (byte(2) & 0x3Fu);
        ranges[at++] = code;
        ranges[at++] = code;
    }
    return ranges.data();
}

ImFont* add_face(ImFontAtlas& atlas, const Look& look, const FaceFile& wanted) {
    const float px = std::round(wanted.px * look.size);
    const auto file = look.fonts / wanted.file;
    const auto icons = look.fonts / "lucide.ttf";
    std::error_code ignored;
    if (look.fonts.empty() || !std::filesystem::exists(file, ignored)) {
        ImFontConfig plain;
        plain.SizePixels = px;
        return atlas.AddFontDefault(&plain);
    }
    ImFontConfig text;
    text.FontBuilderFlags = ImGuiFreeTypeBuilderFlags_LightHinting;
    text.PixelSnapH = true;
    ImFont* font = atlas.AddFontFromFileTTF(file.c_str(), px, &text,
                                            wanted.every_script ? kEveryScript : kLatin);
    if (wanted.face == Face::Mono || !std::filesystem::exists(icons, ignored)) return font;
    ImFontConfig merged;
    merged.MergeMode = true;
    merged.FontBuilderFlags = ImGuiFreeTypeBuilderFlags_LightHinting;
    merged.GlyphMinAdvanceX = std::round(px * 0.9F);
    merged.GlyphOffset.y = std::round(px * 0.15F);
    atlas.AddFontFromFileTTF(icons.c_str(), std::round(px * 0.86F), &merged, icon_ranges());
    return font;
}

void build_faces(const Look& look) {
    ImGuiIO& io = ImGui::GetIO();
    io.Fonts->Clear();
    io.Fonts->TexDesiredWidth = look.size > 1.4F ? 4096 : 2048;
    for (const FaceFile& wanted : kFaces) {
        built.faces[static_cast<std::size_t>(wanted.face)] = add_face(*io.Fonts, look, wanted);
    }
    io.Fonts->Build();
    io.FontDefault = built.faces[static_cast<std::size_t>(Face::Body)];
}

void style_sizes(const Look& look) {
    ImGuiStyle& style = ImGui::GetStyle();
    style = ImGuiStyle();
    const float unit = 4.0F * look.size;
    style.WindowPadding = {0, 0};
    style.WindowBorderSize = 0;
    style.WindowRounding = 0;
    style.ChildBorderSize = 0;
    style.ChildRounding = 0;
    style.PopupRounding = 1.5F * unit;
    style.PopupBorderSize = look.theme == Theme::Sun ? 2.0F : 1.0F;
    style.FramePadding = {2.5F * unit, 2.0F * unit};
    style.FrameRounding = 1.25F * unit;
    style.FrameBorderSize = look.theme == Theme::Sun ? 2.0F : 1.0F;
    style.ItemSpacing = {2.0F * unit, 2.0F * unit};
    style.ItemInnerSpacing = {1.5F * unit, unit};
    style.ScrollbarSize = 3.0F * unit;
    style.ScrollbarRounding = 1.5F * unit;
    style.GrabRounding = unit;
}

void style_colours(const Colours& tint) {
    ImGuiStyle& style = ImGui::GetStyle();
    const auto set = [&](ImGuiCol which, ImU32 value) {
        style.Colors[which] = ImGui::ColorConvertU32ToFloat4(value);
    };
    const ImU32 clear = IM_COL32(0, 0, 0, 0);
    set(ImGuiCol_Text, tint.text);
    set(ImGuiCol_TextDisabled, tint.muted);
    set(ImGuiCol_WindowBg, tint.ground);
    set(ImGuiCol_ChildBg, clear);
    set(ImGuiCol_PopupBg, tint.surface);
    set(ImGuiCol_Border, tint.line);
    set(ImGuiCol_FrameBg, tint.surface);
    set(ImGuiCol_FrameBgHovered, tint.surface);
    set(ImGuiCol_FrameBgActive, tint.surface);
    set(ImGuiCol_ScrollbarBg, clear);
    set(ImGuiCol_ScrollbarGrab, tint.line);
    set(ImGuiCol_ScrollbarGrabHovered, tint.muted);
    set(ImGuiCol_ScrollbarGrabActive, tint.muted);
    set(ImGuiCol_TextSelectedBg, tint.accent_soft);
    set(ImGuiCol_NavHighlight, clear);
}

}  // namespace

bool set_look(const Look& look) {
    ImGuiContext* context = ImGui::GetCurrentContext();
    const bool first = built.context != context || ImGui::GetIO().Fonts->Fonts.empty();
    if (!first && built.look == look) return false;
    const bool new_faces = first || built.look.size != look.size || built.look.fonts != look.fonts;
    built.context = context;
    built.look = look;
    built.colours = look.theme == Theme::Night ? &kNight
                    : look.theme == Theme::Sun ? &kSun
                                               : &kPaper;
    if (new_faces) build_faces(look);
    style_sizes(look);
    style_colours(*built.colours);
    ImGui::GetIO().ConfigInputTextCursorBlink = false;  // A blinking cursor would keep us drawing.
    return new_faces;
}

const Colours& colours() { return *built.colours; }

ImU32 colour_of(Tone tone) {
    const Colours& tint = colours();
    switch (tone) {
        case Tone::Plain:
            return tint.text;
        case Tone::Muted:
            return tint.muted;
        case Tone::Accent:
            return tint.accent;
        case Tone::Ok:
            return tint.ok;
        case Tone::Warn:
            return tint.warn;
        case Tone::Error:
            return tint.error;
        case Tone::Conflict:
            return tint.conflict;
        case Tone::OnAccent:
            return tint.on_accent;
    }
    return tint.text;
}

ImU32 soft_of(Tone tone) {
    const Colours& tint = colours();
    switch (tone) {
        case Tone::Accent:
            return tint.accent_soft;
        case Tone::Ok:
            return tint.ok_soft;
        case Tone::Warn:
            return tint.warn_soft;
        case Tone::Error:
            return tint.error_soft;
        case Tone::Conflict:
            return tint.conflict_soft;
        default:
            return tint.hover;
    }
}

ImFont* face(Face which) { return built.faces[static_cast<std::size_t>(which)]; }

float grid(float units) { return std::round(units * 4.0F * built.look.size); }

float line_px() {
    return built.look.theme == Theme::Sun ? 2.0F : std::max(1.0F, std::floor(built.look.size));
}

}  // namespace adit::ui
