// Service: the server's one Endpoint. It finds the route, checks who is asking, asks the handler.
//
// The routes are a table (routes.cpp), described for others in openapi.yaml. Doors: Open asks
// nothing; Console wants a live session and hands its Viewer on; laptops prove themselves inside
// their request. What matches no route is a page of the console. Safe on any thread.
#pragma once

#include "accounts/account.h"
#include "accounts/throttle.h"
#include "central/central.h"
#include "http/endpoint.h"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace adit::api {

class Service;

/// One request on its way to a handler.
struct Call {
    Service& service;
    const http::Request& request;
    const accounts::Viewer& viewer;  // Of a Console route; empty of an Open one.
    std::string rest;                // What {id} stands for.

    central::Central& central() const;
};

enum class Door { Open, Console };
using Handler = http::Response (*)(const Call&);

struct Route {
    std::string_view method;
    std::string_view path;  // "/api/records/{id}": {id} is the last part.
    Door door;
    Handler handler;
};

/// Every route there is.
std::span<const Route> routes();

class Service {
public:
    explicit Service(central::Central& central) : central_(central) {}

    http::Response answer(const http::Request& request);
    /// An exchange's body is taken in while it comes; null for every other request.
    std::unique_ptr<http::BodyTaker> open(const http::Request& head);

    central::Central& central() { return central_; }
    accounts::LoginThrottle& throttle() { return throttle_; }

private:
    http::Response answer_route(const Route& route, const http::Request& request, std::string rest);

    central::Central& central_;
    accounts::LoginThrottle throttle_;
};

/// The name of the session's cookie; the prefix makes browsers hold it to this host and to TLS.
constexpr std::string_view kSessionCookie = "__Host-adit";

/// The account behind a request's cookie; nothing when there is no live session.
Result<std::optional<accounts::Viewer>> viewer_of(central::Central& central,
                                                  const http::Request& request);

}  // namespace adit::api
