#include "base/json.h"

namespace adit {

Result<Json> json_from(std::string_view text) {
    try {
        return Json::parse(text);
    } catch (const Json::parse_error& failed) {
        return Error{Code::BadInput,
                     "this is not JSON: reading stopped at byte " + std::to_string(failed.byte)};
    }
}

std::string text_of(const Json& json, int indent) {
    return json.dump(indent, ' ', false, Json::error_handler_t::replace);
}

}  // namespace adit
