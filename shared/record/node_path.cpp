#include "record/node_path.h"

#include "record/path_form.h"

#include <array>
#include <cstdio>

namespace adit::record {
namespace {

constexpr std::size_t kIdDigits = 16;

bool starts_name(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80;
}

bool continues_name(char c) {
    return starts_name(c) || (c >= '0' && c <= '9') || c == '-' || c == '.';
}

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return -1;
}

/// One step from its "/" on; its length, or 0 when it is malformed.
std::size_t step_length(std::string_view rest) {
    if (rest.empty() || rest[0] != '/') return 0;
    std::size_t at = 1;
    if (at < rest.size() && rest[at] == '@') ++at;  // An attribute: /meta/entity/@id.
    if (at >= rest.size() || !starts_name(rest[at])) return 0;
    while (at < rest.size() && continues_name(rest[at])) ++at;
    if (at == rest.size() || rest[at] != '[') return at;

    const std::size_t end = at + 1 + kIdDigits;
    if (end >= rest.size() || rest[end] != ']') return 0;
    for (std::size_t i = at + 1; i < end; ++i) {
        if (hex_digit(rest[i]) < 0) return 0;
    }
    return end + 1;
}

}  // namespace

NodePath NodePath::instance(InstanceId id) const {
    std::array<char, kIdDigits + 1> digits{};
    std::snprintf(digits.data(), digits.size(), "%016llx",
                  static_cast<unsigned long long>(id.value));
    return {text + "[" + digits.data() + "]"};
}

std::string NodePath::pattern() const {
    std::string out;
    out.reserve(text.size());
    bool inside = false;
    for (const char c : text) {
        if (c == '[') inside = true;
        if (!inside) out.push_back(c);
        if (c == ']') inside = false;
    }
    return out;
}

std::vector<InstanceId> NodePath::instances() const {
    std::vector<InstanceId> found;
    for (std::size_t open = text.find('['); open != std::string::npos;
         open = text.find('[', open + 1)) {
        std::uint64_t value = 0;
        for (std::size_t i = open + 1; i < text.size() && text[i] != ']'; ++i) {
            value = value << 4 | static_cast<std::uint64_t>(hex_digit(text[i]));
        }
        found.push_back({value});
    }
    return found;
}

bool NodePath::is_within(const NodePath& above) const {
    if (!text.starts_with(above.text)) return false;
    if (text.size() == above.text.size() || above.text.empty()) return true;
    const char next = text[above.text.size()];
    return next == '/' || next == '[';
}

bool is_node_path(std::string_view text) {
    if (text.empty() || text.size() > kPathBytesMax) return false;
    while (!text.empty()) {
        const std::size_t length = step_length(text);
        if (length == 0) return false;
        text.remove_prefix(length);
    }
    return true;
}

Result<NodePath> node_path_from(std::string_view text) {
    if (is_node_path(text)) return NodePath{std::string(text)};
    return Error{Code::BadInput, "\"" + std::string(text.substr(0, 80)) +
                                     "\" is not the path of a question: write it as "
                                     "/group/question, without the form's own name"};
}

}  // namespace adit::record
