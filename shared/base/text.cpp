#include "base/text.h"

#include <array>
#include <chrono>
#include <cstdio>
#include <cstring>

namespace adit {
namespace {

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

struct CodePoint {
    char32_t value;
    std::size_t length;  // 0: not well-formed here.
};

CodePoint code_point_at(std::string_view text, std::size_t at) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned first = byte(at);
    if (first < 0x80) return {first, 1};
    const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC2 ? 2 : 0;
    if (length == 0 || first > 0xF4 || at + length > text.size()) return {0, 0};
    char32_t value = first & (0xFFu >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(at + i) & 0xC0u) != 0x80) return {0, 0};
        value = value << 6 | (byte(at + i) & 0x3Fu);
    }
    constexpr std::array<char32_t, 5> kLeast{0, 0, 0x80, 0x800, 0x10000};
    const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
    if (value < kLeast[length] || value > 0x10FFFF || surrogate) return {0, 0};
    return {value, length};
}

// The letters of U+00C0..U+017F without case and accents; a dot stands for "as it is".
constexpr std::string_view kLatin1 =
    "aaaaaaaceeeeiiiidnooooo.ouuuuy.saaaaaaaceeeeiiiidnooooo.ouuuuy.y";
constexpr std::string_view kLatinA =
    "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkk"
    "llllllllllnnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

}  // namespace

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
    return text;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    for (;;) {
        const auto end = text.find(separator);
        parts.push_back(text.substr(0, end));
        if (end == std::string_view::npos) return parts;
        text.remove_prefix(end + 1);
    }
}

std::vector<std::string_view> words(std::string_view text) {
    std::vector<std::string_view> found;
    for (std::size_t at = 0; at < text.size();) {
        if (is_space(text[at])) {
            ++at;
            continue;
        }
        std::size_t end = at;
        while (end < text.size() && !is_space(text[end])) ++end;
        found.push_back(text.substr(at, end - at));
        at = end;
    }
    return found;
}

std::string joined(const std::vector<std::string>& parts, std::string_view between) {
    std::string out;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (i > 0) out += between;
        out += parts[i];
    }
    return out;
}

std::string folded(std::string_view utf8) {
    std::string out;
    out.reserve(utf8.size());
    for (std::size_t at = 0; at < utf8.size();) {
        const CodePoint point = code_point_at(utf8, at);
        const std::size_t length = point.length == 0 ? 1 : point.length;
        char plain = '.';
        if (point.value >= 'A' && point.value <= 'Z') plain = static_cast<char>(utf8[at] + 32);
        if (point.value >= 0xC0 && point.value <= 0xFF) plain = kLatin1[point.value - 0xC0];
        if (point.value >= 0x100 && point.value < 0x100 + kLatinA.size()) {
            plain = kLatinA[point.value - 0x100];
        }
        const bool apostrophe = point.value == 0x2019;  // As typed on paper: l’or.
        if (apostrophe) plain = '\'';
        if (plain == '.') {
            out += utf8.substr(at, length);
        } else {
            out.push_back(plain);
        }
        at += length;
    }
    return out;
}

bool is_ascii(std::string_view text) {
    constexpr std::uint64_t kAnyHigh = 0x8080808080808080u;
    std::uint64_t all = 0;
    const auto add = [&](const char* from, std::size_t size) {
        std::uint64_t some = 0;
        std::memcpy(&some, from, size);
        all |= some;
    };
    // Eight at a time; the last eight may be among those before.
    if (text.size() < sizeof all) {
        for (const char c : text) all |= static_cast<unsigned char>(c);
    } else {
        for (std::size_t at = 0; at + sizeof all <= text.size(); at += sizeof all) {
            add(text.data() + at, sizeof all);
        }
        add(text.data() + text.size() - sizeof all, sizeof all);
    }
    return (all & kAnyHigh) == 0;
}

bool is_utf8(std::string_view text) {
    if (is_ascii(text)) return true;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t length = code_point_at(text, at).length;
        if (length == 0) return false;
        at += length;
    }
    return true;
}

std::size_t characters_in(std::string_view utf8) {
    std::size_t count = 0;
    for (const char c : utf8) count += (static_cast<unsigned char>(c) & 0xC0u) != 0x80;
    return count;
}

std::string iso_time(std::int64_t unix_ms) {
    namespace chrono = std::chrono;
    const chrono::sys_time<chrono::milliseconds> instant{chrono::milliseconds(unix_ms)};
    const auto day = chrono::floor<chrono::days>(instant);
    const chrono::year_month_day date(day);
    const chrono::hh_mm_ss time(chrono::floor<chrono::seconds>(instant - day));
    std::array<char, 40> out{};
    std::snprintf(out.data(), out.size(), "%04d-%02u-%02uT%02d:%02d:%02dZ", int(date.year()),
                  unsigned(date.month()), unsigned(date.day()), int(time.hours().count()),
                  int(time.minutes().count()), int(time.seconds().count()));
    return out.data();
}

}  // namespace adit
