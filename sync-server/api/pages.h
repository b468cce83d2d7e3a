// The console's pages, out of the server's own binary (console/embedded.h).
//
// Browsers are told to keep what never changes, to ask again for the rest (ETag), and to run
// nothing that is not ours (Content-Security-Policy).
#pragma once

#include "http/endpoint.h"

namespace adit::api {

http::Response page_answer(const http::Request& request);

}  // namespace adit::api
