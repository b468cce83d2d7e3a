// Requests and responses as Beast has them, and as endpoints do. Includes Beast: for this room's
// listener.cpp and wire.cpp only.
#pragma once

#include "http/endpoint.h"
#include "http/listener.h"

#include <boost/beast/core/error.hpp>
#include <boost/beast/http.hpp>

#include <optional>
#include <string>

namespace adit::http {

using Parser = boost::beast::http::request_parser<boost::beast::http::string_body>;
using WireResponse = boost::beast::http::response<boost::beast::http::string_body>;

/// An error with its sentence.
Response sorry(int status, std::string sentence);

/// Nothing when the target cannot be read.
std::optional<Request> request_from(const Parser& parser, const std::string& peer);

/// `only_head`: of a HEAD request. Takes the body along, unless more is to come: then it is left,
/// to go in chunks behind this.
WireResponse wire_response(Response& response, bool keep_alive, bool only_head);

/// What to tell a peer whose request could not be read; nothing when it cannot hear us any more.
std::optional<Response> answer_for(const boost::beast::error_code& failed, const Limits& limits);

}  // namespace adit::http
