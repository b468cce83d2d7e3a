#include "xml/writer.h"

#include "base/ensure.h"
#include "xml/document.h"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

namespace adit::xml {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

struct Character {
    char32_t code = 0;
    std::size_t length = 0;  // In bytes; 0: XML cannot hold what stands here.
};

Character first_of(std::string_view text) {
    const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
    const unsigned char first = byte(0);
    if (first < 0x80) {
        const bool fits = first >= 0x20 || first == '\t' || first == '\n' || first == '\r';
        return {first, fits ? std::size_t{1} : 0};
    }
    const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC2 ? 2 : 0;
    if (length == 0 || first > 0xF4 || text.size() < length) return {};
    char32_t code = first & (0xFFu >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xC0u) != 0x80u) return {};
        code = code << 6 | (byte(i) & 0x3Fu);
    }
    const bool overlong = (length == 3 && code < 0x800) || (length == 4 && code < 0x10000);
    const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
    if (overlong || surrogate || code == 0xFFFE || code == 0xFFFF || code > 0x10FFFF) return {};
    return {code, length};
}

struct Range {
    char32_t first, last;
};
// NameStartChar and what NameChar adds (XML 1.0, 2.3), without the colon.
constexpr std::array<Range, 15> kStarts{{{'A', 'Z'},
                                         {'_', '_'},
                                         {'a', 'z'},
                                         {0xC0, 0xD6},
                                         {0xD8, 0xF6},
                                         {0xF8, 0x2FF},
                                         {0x370, 0x37D},
                                         {0x37F, 0x1FFF},
                                         {0x200C, 0x200D},
                                         {0x2070, 0x218F},
                                         {0x2C00, 0x2FEF},
                                         {0x3001, 0xD7FF},
                                         {0xF900, 0xFDCF},
                                         {0xFDF0, 0xFFFD},
                                         {0x10000, 0xEFFFF}}};
constexpr std::array<Range, 5> kMore{
    {{'-', '.'}, {'0', '9'}, {0xB7, 0xB7}, {0x300, 0x36F}, {0x203F, 0x2040}}};

bool is_in(char32_t code, std::span<const Range> ranges) {
    return std::ranges::any_of(
        ranges, [code](const Range& range) { return code >= range.first && code <= range.last; });
}

bool is_plain_name(std::string_view text) {
    if (text.empty()) return false;
    for (bool first = true; !text.empty(); first = false) {
        const Character at = first_of(text);
        const bool fits = is_in(at.code, kStarts) || (!first && is_in(at.code, kMore));
        if (at.length == 0 || !fits) return false;
        text.remove_prefix(at.length);
    }
    return true;
}

std::string_view escape_of(char c, bool in_attribute) {
    switch (c) {
        case '&':
            return "&amp;";
        case '<':
            return "&lt;";
        case '>':
            return "&gt;";
        case '\r':
            return "&#13;";  // A reader would take it for the end of a line.
        case '"':
            return in_attribute ? "&quot;" : "";
        case '\n':
            return in_attribute ? "&#10;" : "";
        case '\t':
            return in_attribute ? "&#9;" : "";
        default:
            return "";
    }
}

void add_escaped(std::string_view text, bool in_attribute, std::string& out) {
    while (!text.empty()) {
        const std::size_t length = first_of(text).length;
        const std::string_view escape = length == 1 ? escape_of(text[0], in_attribute) : "";
        if (length == 0) {
            out += kReplacement;
        } else {
            out += escape.empty() ? text.substr(0, length) : escape;
        }
        text.remove_prefix(length == 0 ? 1 : length);
    }
}

}  // namespace

bool is_name(std::string_view text) {
    const auto colon = text.find(':');
    if (colon == std::string_view::npos) return is_plain_name(text);
    return is_plain_name(text.substr(0, colon)) && is_plain_name(text.substr(colon + 1));
}

std::string escaped_text(std::string_view text) {
    std::string out;
    add_escaped(text, false, out);
    return out;
}

std::string escaped_attribute(std::string_view text) {
    std::string out;
    add_escaped(text, true, out);
    return out;
}

Writer& Writer::declaration() {
    ENSURE(out_.empty());
    out_ = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";
    if (layout_ == Layout::Compact) out_ += '\n';
    return *this;
}

void Writer::finish_start() {
    if (in_start_) out_ += '>';
    in_start_ = false;
}

void Writer::break_line() {
    if (layout_ == Layout::Compact || out_.empty()) return;
    for (const Opened& around : open_) {
        if (around.has_text) return;
    }
    out_ += '\n';
    out_.append(open_.size() * 2, ' ');
}

Writer& Writer::open(std::string_view name) {
    ENSURE(is_name(name));
    finish_start();
    break_line();
    if (!open_.empty()) open_.back().has_children = true;
    (out_ += '<') += name;
    open_.push_back({std::string(name)});
    in_start_ = true;
    return *this;
}

Writer& Writer::attribute(std::string_view name, std::string_view value) {
    ENSURE(in_start_ && is_name(name));
    ((out_ += ' ') += name) += "=\"";
    add_escaped(value, true, out_);
    out_ += '"';
    return *this;
}

Writer& Writer::text(std::string_view text) {
    ENSURE(!open_.empty());
    if (text.empty()) return *this;
    finish_start();
    open_.back().has_text = true;
    add_escaped(text, false, out_);
    return *this;
}

Writer& Writer::leaf(std::string_view name, std::string_view text) {
    return open(name).text(text).close();
}

Writer& Writer::copy(const Node& node) {
    if (node.kind == Kind::Text) return text(node.text);
    if (!node.is_element() || !is_name(node.name->qualified())) return *this;
    open(node.name->qualified());
    for (const Namespace& one : node.declared) {
        const std::string name = one.prefix.empty() ? "xmlns" : "xmlns:" + one.prefix;
        if (is_name(name)) attribute(name, one.uri);
    }
    for (const Attribute& one : node.attributes) {
        if (is_name(one.name->qualified())) attribute(one.name->qualified(), one.value);
    }
    for (const Node& child : node.children) copy(child);
    return close();
}

Writer& Writer::close() {
    ENSURE(!open_.empty());
    const Opened last = std::move(open_.back());
    if (in_start_) {
        open_.pop_back();
        out_ += "/>";
        in_start_ = false;
        return *this;
    }
    const bool own_line = last.has_children && !last.has_text;
    open_.pop_back();
    if (own_line) break_line();
    ((out_ += "</") += last.name) += '>';
    return *this;
}

std::string Writer::take() {
    ENSURE(open_.empty());
    if (layout_ == Layout::Indented) out_ += '\n';
    return std::exchange(out_, {});
}

}  // namespace adit::xml
