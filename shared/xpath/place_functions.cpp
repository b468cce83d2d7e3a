#include "base/text.h"
#include "geo/point.h"
#include "xpath/function.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>

namespace adit::xpath {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kEquatorM = 6'378'100;  // The radius that ODK's engines take.

double radians(double degrees) { return degrees * std::numbers::pi / 180; }

std::optional<geo::Point> point_of(std::string_view text) {
    const auto parts = words(text);
    if (parts.size() < 2 || parts.size() > 4) return std::nullopt;
    const geo::Point point{number_from(parts[0], 0), number_from(parts[1], 0)};
    if (!geo::is_on_earth(point)) return std::nullopt;
    return point;
}

// Points of geopoints, traces and shapes; nothing when one of them is no point.
std::optional<std::vector<geo::Point>> points_of(const std::vector<std::string>& texts) {
    std::vector<geo::Point> points;
    for (const std::string& text : texts) {
        for (const std::string_view part : split(text, ';')) {
            if (trimmed(part).empty()) continue;
            const auto point = point_of(part);
            if (!point) return std::nullopt;
            points.push_back(*point);
        }
    }
    return points;
}

std::optional<std::vector<geo::Point>> points_of(Call& call) {
    std::vector<std::string> texts;
    for (int i = 0; i < call.count(); ++i) {
        call.each_text(i, [&](const std::string& text) { texts.push_back(text); });
    }
    return points_of(texts);
}

// To centimetres: further digits are the engine's, not the ground's.
double to_centimetres(double value) { return std::round(value * 100) / 100; }

// By the spherical law of cosines, as ODK's engines do.
double between_m(const geo::Point& from, const geo::Point& to) {
    const double product = std::sin(radians(from.latitude)) * std::sin(radians(to.latitude)) +
                           std::cos(radians(from.latitude)) * std::cos(radians(to.latitude)) *
                               std::cos(radians(from.longitude - to.longitude));
    return std::acos(std::min(1.0, std::max(-1.0, product))) * kEquatorM;
}

Value distance(Call& call) {
    const auto points = points_of(call);
    if (!points || points->empty()) {
        call.run().fail("distance() wants points, such as 6.68 -1.62 0 0; 6.69 -1.63 0 0");
        return kNaN;
    }
    double total = 0;
    for (std::size_t i = 1; i < points->size(); ++i) {
        total += between_m((*points)[i - 1], (*points)[i]);
    }
    return to_centimetres(total);
}

// The area that the points enclose on the sphere; closed when it is open.
Value area(Call& call) {
    auto points = points_of(call);
    if (!points || points->size() < 3) return 0.0;
    const bool closed = points->front().latitude == points->back().latitude &&
                        points->front().longitude == points->back().longitude;
    if (!closed) points->push_back(points->front());
    double sum = 0;
    for (std::size_t i = 1; i < points->size(); ++i) {
        const geo::Point& a = (*points)[i - 1];
        const geo::Point& b = (*points)[i];
        sum += radians(b.longitude - a.longitude) *
               (2 + std::sin(radians(a.latitude)) + std::sin(radians(b.latitude)));
    }
    return to_centimetres(std::abs(sum * kEquatorM * kEquatorM / 2));
}

// Inside when a line from the point to the east crosses the outline an odd number of times.
Value geofence(Call& call) {
    const auto point = point_of(call.text(0));
    const auto outline = points_of({call.text(1)});
    if (!point || !outline || outline->size() < 4) return false;
    const bool closed = outline->front() == outline->back();
    if (!closed) return false;
    bool inside = false;
    for (std::size_t i = 1; i < outline->size(); ++i) {
        const geo::Point& a = (*outline)[i - 1];
        const geo::Point& b = (*outline)[i];
        const bool crosses = (a.latitude > point->latitude) != (b.latitude > point->latitude);
        if (!crosses) continue;
        const double east = a.longitude + (point->latitude - a.latitude) *
                                              (b.longitude - a.longitude) /
                                              (b.latitude - a.latitude);
        if (point->longitude < east) inside = !inside;
    }
    return inside;
}

// On which side of the line from a to b the point lies: 1, -1, or 0 on the line itself.
int side_of(const geo::Point& a, const geo::Point& b, const geo::Point& point) {
    const double turn = (b.longitude - a.longitude) * (point.latitude - a.latitude) -
                        (b.latitude - a.latitude) * (point.longitude - a.longitude);
    return turn > 0 ? 1 : turn < 0 ? -1 : 0;
}

bool is_between(const geo::Point& a, const geo::Point& b, const geo::Point& point) {
    const auto [south, north] = std::minmax(a.latitude, b.latitude);
    const auto [west, east] = std::minmax(a.longitude, b.longitude);
    return point.latitude >= south && point.latitude <= north && point.longitude >= west &&
           point.longitude <= east;
}

bool meet(const geo::Point& a, const geo::Point& b, const geo::Point& c, const geo::Point& d) {
    const int c_side = side_of(a, b, c);
    const int d_side = side_of(a, b, d);
    const int a_side = side_of(c, d, a);
    const int b_side = side_of(c, d, b);
    if (c_side * d_side < 0 && a_side * b_side < 0) return true;
    return (c_side == 0 && is_between(a, b, c)) || (d_side == 0 && is_between(a, b, d)) ||
           (a_side == 0 && is_between(c, d, a)) || (b_side == 0 && is_between(c, d, b));
}

// Whether a trace or a shape crosses itself. Neighbouring stretches share their point, and the last
// of a shape shares one with the first: that is no crossing, but turning back on itself is.
Value intersects(Call& call) {
    auto points = points_of({call.text(0)});
    if (!points) return false;
    points->erase(std::unique(points->begin(), points->end()), points->end());
    const std::size_t stretches = points->empty() ? 0 : points->size() - 1;
    const bool closed = stretches > 2 && points->front() == points->back();
    const auto at = [&](std::size_t i) -> const geo::Point& { return (*points)[i]; };
    for (std::size_t i = 0; i < stretches; ++i) {
        if (!call.run().spend(stretches - i)) return false;
        const bool turns_back =
            i + 1 < stretches && side_of(at(i), at(i + 1), at(i + 2)) == 0 &&
            (is_between(at(i), at(i + 1), at(i + 2)) || is_between(at(i + 1), at(i + 2), at(i)));
        if (turns_back) return true;
        for (std::size_t j = i + 2; j < stretches; ++j) {
            if (closed && i == 0 && j + 1 == stretches) continue;
            if (meet(at(i), at(i + 1), at(j), at(j + 1))) return true;
        }
    }
    return false;
}

constexpr std::array kFunctions{
    Function{"distance", 1, kAnyNumber, distance},  Function{"area", 1, kAnyNumber, area},
    Function{"enclosed-area", 1, kAnyNumber, area}, Function{"intersects", 1, 1, intersects},
    Function{"geofence", 2, 2, geofence},
};

}  // namespace

std::span<const Function> place_functions() { return kFunctions; }

}  // namespace adit::xpath
