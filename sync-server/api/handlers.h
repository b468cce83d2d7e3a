// Handlers: one plain function an endpoint. What each takes and gives is in openapi.yaml.
//
// Every handler behind Door::Console looks only at countries that its Viewer may see: scopes_of()
// is the one way to them.
#pragma once

#include "api/service.h"
#include "reports/filter.h"

namespace adit::api {

// Laptops: sync_api.cpp
http::Response enrol_laptop(const Call& call);
http::Response exchange(const Call& call);
http::Response attachments(const Call& call);
http::Response take_carried(const Call& call);
http::Response health(const Call& call);

// Another server of the programme: peer_api.cpp
http::Response meet_server(const Call& call);

// The console's session: session_api.cpp
http::Response sign_in(const Call& call);
http::Response who_am_i(const Call& call);
http::Response sign_out(const Call& call);

// What the console shows: console_api.cpp
http::Response list_forms(const Call& call);
http::Response summary(const Call& call);
http::Response list_records(const Call& call);
http::Response show_record(const Call& call);
http::Response show_file(const Call& call);
http::Response sites(const Call& call);
http::Response export_csv(const Call& call);
http::Response export_geojson(const Call& call);

/// The countries that a request asks about: `scope` when it is given and the viewer may see it
/// (else Refused), all of the viewer's when it is not.
Result<std::vector<std::string>> scopes_of(const Call& call);
/// The query of a list or an export, checked. BadInput names the parameter and what it takes.
Result<reports::Filter> filter_of(const Call& call);

}  // namespace adit::api
