// Records as a GeoJSON FeatureCollection (RFC 7946), for maps.
//
// One feature a record: its first geopoint, else its first trace or shape, else no geometry. The
// properties are the columns of the flat sheet that are not empty, numbers as numbers. When any
// record needs a credit, it stands beside the features.
#pragma once

#include "tables/flatten.h"

#include <set>
#include <string>

namespace adit::tables {

class GeojsonExport {
public:
    void add(const Flattener& flattener, const record::Record& record);
    /// The whole collection; the export is empty afterwards.
    std::string finish();

private:
    std::string features_;
    std::set<std::string> credits_;
};

}  // namespace adit::tables
