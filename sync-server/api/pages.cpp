#include "api/pages.h"

#include "api/answers.h"
#include "console/embedded.h"

namespace adit::api {
namespace {

bool takes_gzip(const http::Request& request) {
    return request.header("accept-encoding").find("gzip") != std::string::npos;
}

http::Response no_page() {
    http::Response response;
    response.status = 404;
    response.content_type = "text/plain; charset=utf-8";
    response.body = "There is no such page. The console begins at /\n";
    return response;
}

}  // namespace

http::Response page_answer(const http::Request& request) {
    if (request.method != "GET" && request.method != "HEAD") {
        return error_answer(405, "pages are only read: use GET");
    }
    const console::File* file = console::find_file(request.path);
    if (file == nullptr) return no_page();

    http::Response response;
    response.content_type = file->content_type;
    response.headers = {
        {"ETag", std::string(file->etag)},
        {"Cache-Control", file->forever ? "public, max-age=31536000, immutable" : "no-cache"},
        {"Content-Security-Policy", std::string(console::kContentSecurityPolicy)},
        {"X-Content-Type-Options", "nosniff"},
        {"Referrer-Policy", "no-referrer"},
        {"Vary", "Accept-Encoding"}};
    if (request.header("if-none-match") == file->etag) {
        response.status = 304;
        return response;
    }
    const bool gzip = !file->gzip.empty() && takes_gzip(request);
    if (gzip) response.headers["Content-Encoding"] = "gzip";
    response.body = gzip ? file->gzip : file->body;
    return response;
}

}  // namespace adit::api
