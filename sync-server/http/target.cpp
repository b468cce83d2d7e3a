#include "http/target.h"

#include "base/text.h"

namespace adit::http {
namespace {

int digit_of(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

}  // namespace

std::optional<std::string> percent_decoded(std::string_view text, bool plus_is_space) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '+' && plus_is_space) {
            out.push_back(' ');
        } else if (text[i] != '%') {
            out.push_back(text[i]);
        } else {
            if (i + 2 >= text.size()) return std::nullopt;
            const int high = digit_of(text[i + 1]);
            const int low = digit_of(text[i + 2]);
            if (high < 0 || low < 0 || (high == 0 && low == 0)) return std::nullopt;
            out.push_back(static_cast<char>(high * 16 + low));
            i += 2;
        }
    }
    return out;
}

std::optional<Target> target_from(std::string_view target) {
    if (target.empty() || target.front() != '/' || target.size() > kTargetBytesMax) return {};
    const auto mark = target.find('?');
    auto path = percent_decoded(target.substr(0, mark), false);
    if (!path) return std::nullopt;

    Target out{.path = std::move(*path), .query = {}};
    if (mark == std::string_view::npos) return out;
    std::size_t parameters = 0;
    for (const std::string_view part : split(target.substr(mark + 1), '&')) {
        if (part.empty()) continue;
        if (++parameters > kParametersMax) return std::nullopt;
        const auto equals = part.find('=');
        const bool valued = equals != std::string_view::npos;
        auto name = percent_decoded(part.substr(0, equals), true);
        auto value = percent_decoded(valued ? part.substr(equals + 1) : "", true);
        if (!name || !value) return std::nullopt;
        out.query.insert_or_assign(std::move(*name), std::move(*value));
    }
    return out;
}

}  // namespace adit::http
