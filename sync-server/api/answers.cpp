#include "api/answers.h"

#include "base/log.h"

namespace adit::api {
namespace {

http::Response plain(int status, std::string content_type, std::string body) {
    http::Response response;
    response.status = status;
    response.content_type = std::move(content_type);
    response.headers = {{"Cache-Control", "no-store"},
                        {"X-Content-Type-Options", "nosniff"},
                        {"Referrer-Policy", "no-referrer"}};
    response.body = std::move(body);
    return response;
}

}  // namespace

int status_for(Code code) {
    switch (code) {
        case Code::BadInput:
            return 400;
        case Code::NotFound:
            return 404;
        case Code::Refused:
            return 403;
        case Code::Unavailable:
            return 503;
        case Code::Corrupt:
            return 500;
        case Code::Full:
            return 507;
    }
    return 500;
}

http::Response json_answer(const Json& json, int status) {
    return plain(status, "application/json", text_of(json));
}

http::Response error_answer(int status, const std::string& sentence) {
    return json_answer({{"error", sentence}}, status);
}

http::Response error_answer(const Error& error) {
    const int status = status_for(error.code);
    if (status < 500 || error.code == Code::Unavailable) return error_answer(status, error.what);
    log(Level::Error, "api", error.what);
    return error_answer(status, error.code == Code::Full
                                    ? "the server's disk is full: tell whoever keeps the server; "
                                      "nothing of yours is lost"
                                    : "the server's store is damaged: tell whoever keeps the "
                                      "server to run adit-server verify");
}

http::Response download(std::string text, std::string content_type, const std::string& file_name) {
    http::Response response = plain(200, std::move(content_type), std::move(text));
    response.headers["Content-Disposition"] = "attachment; filename=\"" + file_name + "\"";
    return response;
}

}  // namespace adit::api
