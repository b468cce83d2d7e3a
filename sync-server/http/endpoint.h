// Endpoint: a plain function from a request to a response. It may block, it knows no socket.
//
// The listener (http/listener.h) reads whole requests within its limits, asks the endpoint on a
// worker thread and writes what it answers. An endpoint may be called from several threads at once.
#pragma once

#include "base/bytes.h"

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace adit::http {

struct Request {
    std::string method;                                       // "GET"
    std::string path;                                         // "/api/records", percent-decoded
    std::map<std::string, std::string, std::less<>> query;    // Decoded; the last of equal names.
    std::map<std::string, std::string, std::less<>> headers;  // Names in lower case.
    std::string body;
    std::string peer;  // "127.0.0.1"

    std::string header(std::string_view name) const;     // "" when absent.
    std::string parameter(std::string_view name) const;  // "" when absent.
    std::string cookie(std::string_view name) const;     // "" when absent.
};

struct Response {
    int status = 200;
    std::string content_type = "application/json";
    std::map<std::string, std::string> headers;
    std::string body;
};

using Endpoint = std::function<Response(const Request&)>;

}  // namespace adit::http
