#include "reports/sites.h"

#include "reports/filter.h"
#include "tables/flatten.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

namespace adit::reports {
namespace {

using record::Value;

/// What the records about one site say of it together.
struct About {
    std::set<std::string> marks;
    std::size_t visits = 0;  // Records that did not register it.
    std::optional<geo::Point> place;
    std::int64_t place_ms = 0;
};
using Abouts = std::map<std::string, About>;

Result<Abouts> what_records_say(central::Central& central, const std::string& scope) {
    Abouts abouts;
    Filter filter;
    filter.scopes = {scope};
    TRY(for_each(central, filter, [&](const store::Summary& summary) -> Status {
        if (summary.entity.empty()) return Done{};
        About& about = abouts[summary.entity];
        if (!central.forms().registers(summary.form.id)) ++about.visits;
        about.marks.insert(summary.marks.begin(), summary.marks.end());
        if (summary.place && summary.changed_ms >= about.place_ms) {
            about.place = summary.place;
            about.place_ms = summary.changed_ms;
        }
        return Done{};
    }));
    return abouts;
}

const Value* find_property(const store::Entity& site, std::string_view name) {
    const auto found = std::find_if(site.properties.begin(), site.properties.end(),
                                    [&](const auto& property) { return property.first == name; });
    return found == site.properties.end() ? nullptr : &found->second;
}

std::string property_text(const store::Entity& site, std::string_view name) {
    const Value* value = find_property(site, name);
    return value == nullptr ? "" : text_of(*value);
}

std::optional<geo::Point> point_of(const store::Entity& site, const About& about) {
    const Value* geometry = find_property(site, "geometry");
    if (geometry == nullptr) return about.place;
    if (const auto* point = std::get_if<geo::Point>(geometry)) return *point;
    // Imported registers carry it as text.
    const auto read = record::value_from(record::ValueType::Geopoint, text_of(*geometry));
    if (read && std::holds_alternative<geo::Point>(*read)) return std::get<geo::Point>(*read);
    return about.place;
}

Json feature_of(const store::Entity& site, const About& about) {
    const std::vector<std::string> marks(about.marks.begin(), about.marks.end());
    Json geometry = nullptr;
    if (const auto point = point_of(site, about)) {
        geometry = {{"type", "Point"}, {"coordinates", {point->longitude, point->latitude}}};
    }
    return {{"type", "Feature"},
            {"id", site.id},
            {"geometry", std::move(geometry)},
            {"properties",
             {{"id", site.id},
              {"label", site.label},
              {"scope", site.scope.code},
              {"visits", about.visits},
              {"last_visit", site.last_date},
              {"minerals", property_text(site, "minerals")},
              {"activity_status", property_text(site, "activity_status")},
              {"marks", marks},
              {"source", tables::credit_for(marks)}}}};
}

}  // namespace

Result<Json> sites_geojson(central::Central& central, const std::vector<std::string>& scopes) {
    Json features = Json::array();
    for (const std::string& scope : scopes) {
        const Abouts abouts = TRY(what_records_say(central, scope));
        const auto sites = TRY(central.entities("sites", scope));
        for (const store::Entity& site : *sites) {
            const auto about = abouts.find(site.id);
            features.push_back(feature_of(site, about == abouts.end() ? About{} : about->second));
        }
    }
    return Json{{"type", "FeatureCollection"}, {"features", std::move(features)}};
}

}  // namespace adit::reports
