#include "api/answers.h"
#include "api/handlers.h"

namespace adit::api {
namespace {

constexpr std::size_t kTokenBytes = 16;

}  // namespace

http::Response meet_server(const Call& call) {
    const ByteView body = view_of(call.request.body);
    if (body.size() < kTokenBytes) {
        return error_answer(400, "a meeting of servers begins with the asking one's token");
    }
    const auto roster =
        call.central().meet(hex(body.first(kTokenBytes)), body.subspan(kTokenBytes));
    if (!roster) return error_answer(roster.error());
    http::Response response;
    response.content_type = "application/octet-stream";
    response.headers = {{"Cache-Control", "no-store"}};
    response.body = text_of(ByteView(*roster));
    return response;
}

}  // namespace adit::api
