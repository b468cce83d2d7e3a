// Answers: how the server says things over HTTP: JSON, and errors as one sentence.
//
// One table turns a Code into a status; nothing else in api/ chooses a status for an Error.
#pragma once

#include "base/json.h"
#include "http/endpoint.h"

#include <string>

namespace adit::api {

/// BadInput 400, NotFound 404, Refused 403, Unavailable 503, Corrupt 500, Full 507.
int status_for(Code code);

http::Response json_answer(const Json& json, int status = 200);
/// {"error": "one sentence that says what to do"}
http::Response error_answer(int status, const std::string& sentence);
/// The error as it is; what only the server's keeper can mend is logged and said in general words.
http::Response error_answer(const Error& error);

/// A file that the browser saves under this name.
http::Response download(std::string text, std::string content_type, const std::string& file_name);

}  // namespace adit::api
