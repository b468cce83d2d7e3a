#include "base/bytes.h"
#include "base/text.h"
#include "base/unicode.h"
#include "xpath/function.h"
#include "xpath/pattern.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <unordered_map>

namespace adit::xpath {
namespace {

constexpr double kStepsANode = 8;  // Of matching, for the work of looking at one node.

// Characters as XPath counts them.
std::u32string characters_of(std::string_view utf8) {
    return adit::characters_of<std::u32string>(utf8);
}

void add_utf8(char32_t c, std::string& out) {
    const auto put = [&out](char32_t byte) { out += static_cast<char>(byte); };
    if (c < 0x80) {
        put(c);
    } else if (c < 0x800) {
        put(0xC0 | c >> 6);
        put(0x80 | (c & 0x3F));
    } else if (c < 0x10000) {
        put(0xE0 | c >> 12);
        put(0x80 | (c >> 6 & 0x3F));
        put(0x80 | (c & 0x3F));
    } else {
        put(0xF0 | c >> 18);
        put(0x80 | (c >> 12 & 0x3F));
        put(0x80 | (c >> 6 & 0x3F));
        put(0x80 | (c & 0x3F));
    }
}

std::string utf8_of(std::u32string_view characters) {
    std::string out;
    out.reserve(characters.size());
    for (const char32_t c : characters) add_utf8(c, out);
    return out;
}

Value as_text(Call& call) { return call.count() == 0 ? call.node_text() : call.text(0); }

// Of node-sets every node (ODK); stops early where the text grows beyond all bounds.
std::string put_together(Call& call, int first, std::string_view between) {
    std::string all;
    bool any = false;
    for (int i = first; i < call.count() && all.size() <= kTextBytesMax; ++i) {
        call.each_text(i, [&](const std::string& text) {
            if (all.size() > kTextBytesMax) return;
            if (any) all += between;
            all += text;
            any = true;
        });
    }
    return call.bounded(std::move(all));
}

Value concat(Call& call) { return put_together(call, 0, ""); }
Value join(Call& call) { return put_together(call, 1, call.text(0)); }

// substr(text, start, end?): from 0, end not counted, negative from the end.
Value substr(Call& call) {
    const std::u32string text = characters_of(call.text(0));
    const auto length = static_cast<double>(text.size());
    const auto place = [length](double at) {
        if (std::isnan(at)) at = 0;
        if (at < 0) at += length;
        return static_cast<std::size_t>(std::clamp(std::trunc(at), 0.0, length));
    };
    const std::size_t start = place(call.number(1));
    const std::size_t end = call.count() > 2 ? place(call.number(2)) : text.size();
    return start < end ? utf8_of(std::u32string_view(text).substr(start, end - start))
                       : std::string();
}

// substring(text, first, count?): from 1, rounded, as XPath 1.0 says (4.2).
Value substring(Call& call) {
    const std::u32string text = characters_of(call.text(0));
    const double first = std::floor(call.number(1) + 0.5);
    const double end = call.count() > 2 ? first + std::floor(call.number(2) + 0.5) : HUGE_VAL;
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto place = static_cast<double>(i + 1);
        if (place >= first && place < end) add_utf8(text[i], out);
    }
    return out;
}

Value substring_before(Call& call) {
    const std::string text = call.text(0);
    const auto at = text.find(call.text(1));
    return at == std::string::npos ? std::string() : text.substr(0, at);
}

Value substring_after(Call& call) {
    const std::string text = call.text(0);
    const std::string mark = call.text(1);
    const auto at = text.find(mark);
    return at == std::string::npos ? std::string() : text.substr(at + mark.size());
}

Value translate(Call& call) {
    const std::u32string from = characters_of(call.text(1));
    const std::u32string to = characters_of(call.text(2));
    std::unordered_map<char32_t, std::size_t> places;
    for (std::size_t i = 0; i < from.size(); ++i) places.emplace(from[i], i);  // The first counts.
    std::string out;
    for (const char32_t c : characters_of(call.text(0))) {
        const auto at = places.find(c);
        if (at == places.end()) add_utf8(c, out);
        if (at != places.end() && at->second < to.size()) add_utf8(to[at->second], out);
    }
    return out;
}

Value string_length(Call& call) { return static_cast<double>(characters_in(call.text(0))); }

Value normalize_space(Call& call) {
    const std::string text = call.count() == 0 ? call.node_text() : call.text(0);
    std::string out;
    for (const std::string_view word : words(text)) {
        if (!out.empty()) out += ' ';
        out += word;
    }
    return out;
}

Value contains(Call& call) { return call.text(0).find(call.text(1)) != std::string::npos; }
Value starts_with(Call& call) { return call.text(0).starts_with(call.text(1)); }
Value ends_with(Call& call) { return call.text(0).ends_with(call.text(1)); }

// A part of the text is enough: '[0-9]+' becomes /[0-9]+/ (ODK XForms).
Value regex(Call& call) {
    const std::string source = call.text(1);
    const Pattern* pattern = Pattern::find(source);
    if (pattern == nullptr) {
        call.run().fail(why_no_pattern(source));
        return false;
    }
    const std::wstring text = wide(call.text(0));
    if (text.size() > kMatchedCharactersMax) return false;
    const double work = pattern->steps_for(text.size()) / kStepsANode;
    return call.run().spend(static_cast<std::size_t>(std::min(work, double(kWorkMax) + 1))) &&
           pattern->matches(text);
}

Value uuid(Call& call) {
    if (call.count() == 0) return call.world().new_uuid ? call.world().new_uuid() : std::string();
    constexpr std::string_view kLetters =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    const double length = call.number(0);
    std::string out;
    if (std::isnan(length)) {
        call.run().fail("uuid() wants a number of letters, such as uuid(8), or nothing");
        return out;
    }
    if (!(length > 0) || length > 1000 || !call.world().random) return out;
    for (int i = 0; i < static_cast<int>(length); ++i) {
        out += kLetters[static_cast<std::size_t>(call.world().random() * double(kLetters.size()))];
    }
    return out;
}

Value version(Call& call) { return std::string(call.world().form_version); }

Value property(Call& call) {
    const auto& find = call.world().property;
    return find ? find(call.text(0)) : std::string();
}

constexpr std::array kFunctions{
    Function{"string", 0, 1, as_text},
    Function{"concat", 0, kAnyNumber, concat},
    Function{"join", 1, kAnyNumber, join},
    Function{"substr", 2, 3, substr},
    Function{"substring", 2, 3, substring},
    Function{"substring-before", 2, 2, substring_before},
    Function{"substring-after", 2, 2, substring_after},
    Function{"translate", 3, 3, translate},
    Function{"string-length", 1, 1, string_length},
    Function{"normalize-space", 0, 1, normalize_space},
    Function{"contains", 2, 2, contains},
    Function{"starts-with", 2, 2, starts_with},
    Function{"ends-with", 2, 2, ends_with},
    Function{"regex", 2, 2, regex},
    Function{.name = "uuid", .arguments_max = 1, .run = uuid, .is_fresh = true},
    Function{"version", 0, 0, version},
    Function{"property", 1, 1, property},
};

}  // namespace

std::span<const Function> text_functions() { return kFunctions; }

}  // namespace adit::xpath
