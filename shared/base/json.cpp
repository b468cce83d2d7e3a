#include "base/json.h"

namespace adit {
namespace {

constexpr int kDepthMax = 100;

/// The library copies and writes by recursion, so depth is bounded before anything is made.
bool is_too_deep(std::string_view text) {
    int depth = 0;
    bool quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (quoted && c == '\\') ++i;
        if (c == '"') quoted = !quoted;
        if (quoted) continue;
        if (c == '[' || c == '{') ++depth;
        if (c == ']' || c == '}') --depth;
        if (depth > kDepthMax) return true;
    }
    return false;
}

}  // namespace

Result<Json> json_from(std::string_view text) {
    if (is_too_deep(text)) {
        return Error{Code::BadInput, "this JSON is nested more than " + std::to_string(kDepthMax) +
                                         " deep: send it flatter"};
    }
    try {
        return Json::parse(text);
    } catch (const Json::parse_error& failed) {
        return Error{Code::BadInput,
                     "this is not JSON: reading stopped at byte " + std::to_string(failed.byte)};
    } catch (const Json::exception&) {
        return Error{Code::BadInput,
                     "this JSON holds a number beyond all bounds: write it smaller, or as a text"};
    }
}

std::string text_of(const Json& json, int indent) {
    return json.dump(indent, ' ', false, Json::error_handler_t::replace);
}

}  // namespace adit
