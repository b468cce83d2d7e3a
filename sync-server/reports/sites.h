// Sites: the entities "sites" on a map, as a GeoJSON FeatureCollection (RFC 7946).
//
// A property that visits made apart say differently is told with every value, who said it and when;
// beside the features stand the pairs that may be one site registered twice
// (entities/duplicates.h). The visits of a site that a person has linked to another one count for
// that one. Where a site is comes from its geometry property, else from the latest record about it.
// Marks are those of the records about it, so that sample data never looks like the field's own.
#pragma once

#include "base/json.h"
#include "central/central.h"

#include <string>
#include <vector>

namespace adit::reports {

Result<Json> sites_geojson(central::Central& central, const std::vector<std::string>& scopes);

}  // namespace adit::reports
