#include "base/text.h"
#include "geo/point.h"
#include "xpath/function.h"

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
    for (int i = 0; i < call.count(); ++i) call.add_texts(i, texts);
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
    if (!points || points->empty()) return kNaN;
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

constexpr std::array kFunctions{
    Function{"distance", 1, kAnyNumber, distance},
    Function{"area", 1, 1, area},
    Function{"geofence", 2, 2, geofence},
};

}  // namespace

std::span<const Function> place_functions() { return kFunctions; }

}  // namespace adit::xpath
