// Sites: the entities "sites" on a map, as a GeoJSON FeatureCollection (RFC 7946).
//
// Where a site is comes from its geometry property, else from the latest record about it. Marks are
// those of the records about it, so that sample data never looks like the field's own.
#pragma once

#include "base/json.h"
#include "central/central.h"

#include <string>
#include <vector>

namespace adit::reports {

Result<Json> sites_geojson(central::Central& central, const std::vector<std::string>& scopes);

}  // namespace adit::reports
