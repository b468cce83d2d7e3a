#include "xlsform/cell_text.h"

#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdio>

namespace adit::xlsform {
namespace {

constexpr double kDaysMax = 2'958'465;  // The end of the year 9999.

// Days from the workbook's start to 1970. Day 60 of 1900 never was, so that the days before it are
// one off.
double days_to_1970(double number, bool from_1904) {
    if (from_1904) return 24107;
    return number >= 1 && number < 60 ? 25568 : 25569;
}

void add_utf8(unsigned code, std::string& out) {
    const auto put = [&out](unsigned byte) { out += static_cast<char>(byte); };
    if (code < 0x80) return put(code);
    if (code < 0x800) {
        put(0xC0 | code >> 6);
    } else {
        put(0xE0 | code >> 12);
        put(0x80 | (code >> 6 & 0x3F));
    }
    put(0x80 | (code & 0x3F));
}

bool may_stand_in_text(unsigned code) {
    const bool control = code < 0x20 && code != '\t' && code != '\n';
    const bool surrogate = code >= 0xD800 && code < 0xE000;
    return !control && !surrogate && code < 0xFFFE;
}

}  // namespace

Shown shown_by(int format, std::string_view code) {
    if (format >= 14 && format <= 17) return Shown::Date;
    if (format >= 18 && format <= 21) return Shown::Time;
    if (format == 22) return Shown::DateTime;
    if (format >= 45 && format <= 47) return Shown::Time;
    bool date = false;
    bool time = false;
    for (std::size_t at = 0; at < code.size(); ++at) {
        const char c = code[at];
        if (c == '"' || c == '[') {  // Quoted words, colours, locales.
            const auto end = code.find(c == '"' ? '"' : ']', at + 1);
            if (end == std::string_view::npos) break;
            at = end;
        } else if (c == '\\' || c == '_' || c == '*') {
            ++at;
        } else {
            date = date || c == 'y' || c == 'Y' || c == 'd' || c == 'D';
            time = time || c == 'h' || c == 'H' || c == 's' || c == 'S';
        }
    }
    if (date) return time ? Shown::DateTime : Shown::Date;
    return time ? Shown::Time : Shown::Number;
}

std::string number_text(double number, Shown shown, bool from_1904) {
    std::array<char, 400> out{};
    if (shown == Shown::Number) {
        const auto end =
            std::to_chars(out.data(), out.data() + out.size(), number, std::chars_format::fixed);
        return {out.data(), end.ptr};
    }
    namespace chrono = std::chrono;
    if (!(number >= 0) || number > kDaysMax) return number_text(number, Shown::Number, from_1904);
    const double days = number - days_to_1970(number, from_1904);
    const auto seconds = static_cast<std::int64_t>(std::llround(days * 86400));
    const chrono::sys_seconds instant{chrono::seconds(seconds)};
    const auto day = chrono::floor<chrono::days>(instant);
    const chrono::year_month_day date(day);
    const chrono::hh_mm_ss time(instant - day);
    const bool has_time = shown == Shown::DateTime && instant != day;
    if (shown == Shown::Time) {
        std::snprintf(out.data(), out.size(), "%02d:%02d:%02d", int(time.hours().count()),
                      int(time.minutes().count()), int(time.seconds().count()));
        return out.data();
    }
    const int length = std::snprintf(out.data(), out.size(), "%04d-%02u-%02u", int(date.year()),
                                     unsigned(date.month()), unsigned(date.day()));
    if (has_time) {
        std::snprintf(out.data() + length, out.size() - static_cast<std::size_t>(length),
                      "T%02d:%02d:%02d", int(time.hours().count()), int(time.minutes().count()),
                      int(time.seconds().count()));
    }
    return out.data();
}

std::string unescaped(std::string text) {
    constexpr std::size_t kLength = 7;  // "_x000D_"
    if (text.find("_x") == std::string::npos) return text;
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        unsigned code = 0;
        const char* digits = text.data() + at + 2;
        const bool shaped = text.size() - at >= kLength && text[at] == '_' && text[at + 1] == 'x' &&
                            text[at + kLength - 1] == '_' &&
                            std::from_chars(digits, digits + 4, code, 16).ptr == digits + 4;
        if (!shaped) {
            out += text[at++];
            continue;
        }
        at += kLength;
        if (code == '\r') code = at < text.size() && text[at] == '\n' ? 0 : '\n';
        if (may_stand_in_text(code)) add_utf8(code, out);
    }
    return out;
}

}  // namespace adit::xlsform
