#include "api/answers.h"
#include "api/handlers.h"

#include <algorithm>

namespace adit::api {
namespace {

constexpr std::size_t kTokenBytes = 16;
constexpr std::size_t kEnrolBytesMax = 4096;

Result<std::string> text_in(const Json& json, const char* name) {
    const auto found = json.find(name);
    if (found == json.end() || !found->is_string()) {
        return Error{Code::BadInput, std::string("an enrolment needs \"") + name + "\" as text"};
    }
    return found->get<std::string>();
}

Result<central::EnrolRequest> enrol_request_of(const http::Request& request) {
    if (request.body.size() > kEnrolBytesMax) {
        return Error{Code::BadInput, "an enrolment is small: this is none"};
    }
    const Json json = TRY(json_from(request.body));
    if (!json.is_object()) return Error{Code::BadInput, "an enrolment is a JSON object"};
    central::EnrolRequest wanted;
    wanted.code = TRY(text_in(json, "code"));
    wanted.laptop = json.contains("laptop") ? TRY(text_in(json, "laptop")) : "";
    const std::string key_hex = TRY(text_in(json, "public_key"));
    const Bytes key = TRY(bytes_from_hex(key_hex));
    if (key.size() != wanted.key.size()) {
        return Error{Code::BadInput, "public_key is 64 hexadecimal digits"};
    }
    std::copy(key.begin(), key.end(), wanted.key.begin());
    return wanted;
}

}  // namespace

http::Response enrol_laptop(const Call& call) {
    const auto wanted = enrol_request_of(call.request);
    if (!wanted) return error_answer(wanted.error());
    const auto enrolled = call.central().enrol(*wanted);
    if (!enrolled) return error_answer(enrolled.error());
    const identity::RosterDevice& device = enrolled->device.roster;
    return json_answer({{"device", hex(device.device)},
                        {"person", device.person},
                        {"person_name", device.person_name},
                        {"role", identity::word_for(device.role)},
                        {"scopes", device.scopes},
                        {"token", enrolled->token},
                        {"kit", base64(enrolled->kit)}});
}

http::Response exchange(const Call& call) {
    const ByteView body = view_of(call.request.body);
    if (body.size() < kTokenBytes) {
        return error_answer(400, "an exchange begins with the laptop's token");
    }
    const auto answer =
        call.central().exchange(hex(body.first(kTokenBytes)), body.subspan(kTokenBytes));
    if (!answer) return error_answer(answer.error());
    http::Response response;
    response.content_type = "application/octet-stream";
    response.headers = {{"Cache-Control", "no-store"}};
    response.body = text_of(ByteView(*answer));
    return response;
}

http::Response health(const Call& call) {
    const auto programme = call.central().people().programme();
    if (!programme) return error_answer(503, "the server cannot read its store");
    return json_answer({{"status", "ok"}, {"time_ms", call.central().world().now_ms()}});
}

}  // namespace adit::api
