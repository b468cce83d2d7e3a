#include "geo/ellipsoid.h"

#include <cmath>
#include <numbers>

namespace adit::geo {
namespace {

constexpr double kSemiMajorM = 6'378'137.0;
constexpr double kFlattening = 1 / 298.257223563;

double radians(double degrees) { return degrees * std::numbers::pi / 180; }

}  // namespace

double near_distance_m(const Point& from, const Point& to) {
    const double middle = radians((from.latitude + to.latitude) / 2);
    const double north = radians(to.latitude - from.latitude);
    const double east = radians(std::remainder(to.longitude - from.longitude, 360.0));
    const double squared_eccentricity = kFlattening * (2 - kFlattening);
    const double sine = std::sin(middle);
    const double bend = 1 - squared_eccentricity * sine * sine;
    const double normal_m = kSemiMajorM / std::sqrt(bend);
    const double meridian_m = normal_m * (1 - squared_eccentricity) / bend;
    return std::hypot(meridian_m * north, normal_m * std::cos(middle) * east);
}

}  // namespace adit::geo
