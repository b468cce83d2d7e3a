// Endpoint: a plain function from a request to a response. It may block, it knows no socket.
//
// The listener (http/listener.h) reads whole requests within its limits, asks the endpoint on a
// worker thread and writes what it answers. An endpoint may be called from several threads at once.
// Where a body is better taken in as it comes, an Opening gives a BodyTaker for it.
#pragma once

#include "base/bytes.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
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
    /// What comes behind `body`, piece by piece, made while it is sent; asked on a worker until a
    /// piece is empty. Nothing: the answer breaks off here. Null when `body` is all.
    std::function<std::optional<std::string>()> more = nullptr;
};

using Endpoint = std::function<Response(const Request&)>;

/// To be called once, at once or later, on any thread.
using Answer = std::function<void(Response)>;

/// Takes one request's body in while it is still on its way. Called on workers, one call at a time.
class BodyTaker {
public:
    virtual ~BodyTaker() = default;
    virtual void part(std::string_view bytes) = 0;
    /// All of it has come; lives on until it has answered. At most one of these two is called,
    /// last.
    virtual void whole(Answer answer) = 0;
    /// The rest will not come, and nobody hears an answer.
    virtual void cut_off() = 0;
};

/// For a request whose headers have come (its body is empty): who takes its body in, or null when
/// it is to be collected and given to the Endpoint.
using Opening = std::function<std::unique_ptr<BodyTaker>(const Request& head)>;

}  // namespace adit::http
