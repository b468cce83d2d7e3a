// Points on the earth (WGS 84), as GPS receivers and XLSForm's geopoint give them.
#pragma once

namespace adit::geo {

/// Latitude and longitude in degrees, altitude and accuracy in metres (0: not known, as in ODK).
struct Point {
    double latitude = 0;
    double longitude = 0;
    double altitude_m = 0;
    double accuracy_m = 0;
    bool operator==(const Point&) const = default;
};

/// Latitude within ±90 and longitude within ±180, all finite.
bool is_on_earth(const Point& point);

/// Great-circle distance in metres (haversine, mean radius 6,371,008.8 m; within 0.6 % of the
/// ellipsoid's).
double distance_m(const Point& from, const Point& to);

}  // namespace adit::geo
