#include "geo/point.h"

#include <cmath>
#include <numbers>

namespace adit::geo {

bool is_on_earth(const Point& point) {
    return std::isfinite(point.altitude_m) && std::isfinite(point.accuracy_m) &&
           std::abs(point.latitude) <= 90 && std::abs(point.longitude) <= 180;
}

double distance_m(const Point& from, const Point& to) {
    constexpr double kEarthRadiusM = 6371008.8;
    constexpr double kRadian = std::numbers::pi / 180;
    const double half_lat = (to.latitude - from.latitude) * kRadian / 2;
    const double half_lon = (to.longitude - from.longitude) * kRadian / 2;
    const double a = std::sin(half_lat) * std::sin(half_lat) +
                     std::cos(from.latitude * kRadian) * std::cos(to.latitude * kRadian) *
                         std::sin(half_lon) * std::sin(half_lon);
    return 2 * kEarthRadiusM * std::asin(std::sqrt(std::fmin(1.0, a)));
}

}  // namespace adit::geo
