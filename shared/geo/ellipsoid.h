// How far apart two near places are on the earth as surveyors measure it (the WGS 84 ellipsoid).
#pragma once

#include "geo/point.h"

namespace adit::geo {

/// In metres, along the ellipsoid's curvature midway between both: within 0.1 % for places less
/// than 50 km apart and not beyond 85° of latitude. Further apart use distance_m().
double near_distance_m(const Point& from, const Point& to);

}  // namespace adit::geo
