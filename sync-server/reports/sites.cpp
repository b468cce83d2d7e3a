#include "reports/sites.h"

#include "entities/duplicates.h"
#include "reports/filter.h"
#include "reports/site_conflicts.h"
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
    const auto own = entities::place_of(site);
    return own ? own : about.place;
}

Json feature_of(const store::Entity& site, const About& about, Json conflicts) {
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
              {"conflicts", std::move(conflicts)},
              {"duplicate_of", site.duplicate_of.empty() ? Json(nullptr) : Json(site.duplicate_of)},
              {"marks", marks},
              {"source", tables::credit_for(marks)}}}};
}

/// What is about a linked site counts for the one that stands in its place.
void count_duplicates(const std::vector<store::Entity>& sites, Abouts& abouts) {
    std::map<std::string, std::size_t> more;
    for (const store::Entity& site : sites) {
        if (!site.duplicate_of.empty()) more[site.duplicate_of] += abouts[site.id].visits;
    }
    for (const auto& [id, visits] : more) abouts[id].visits += visits;
}

/// Where records say it when the site's own profile does not: both sides are found.
void add_possible_duplicates(std::vector<store::Entity> sites, const Abouts& abouts, Json& list) {
    for (store::Entity& site : sites) {
        const auto about = abouts.find(site.id);
        if (entities::place_of(site) || about == abouts.end() || !about->second.place) continue;
        site.properties.emplace_back("geometry", *about->second.place);
    }
    for (const entities::PossibleDuplicate& pair : entities::possible_duplicates(sites)) {
        list.push_back({{"one", pair.one},
                        {"other", pair.other},
                        {"likeness", pair.likeness},
                        {"distance_m", pair.distance_m ? Json(*pair.distance_m) : Json(nullptr)}});
    }
}

}  // namespace

Result<Json> sites_geojson(central::Central& central, const std::vector<std::string>& scopes) {
    Json features = Json::array(), duplicates = Json::array();
    const SiteConflicts conflicts = TRY(SiteConflicts::of(central, scopes));
    for (const std::string& scope : scopes) {
        Abouts abouts = TRY(what_records_say(central, scope));
        const auto sites = TRY(central.entities("sites", scope));
        count_duplicates(*sites, abouts);
        add_possible_duplicates(*sites, abouts, duplicates);
        for (const store::Entity& site : *sites) {
            features.push_back(feature_of(site, abouts[site.id], conflicts.told(site)));
        }
    }
    return Json{{"type", "FeatureCollection"},
                {"features", std::move(features)},
                {"possible_duplicates", std::move(duplicates)}};
}

}  // namespace adit::reports
