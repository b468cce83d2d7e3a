#include "tables/geojson.h"

#include "base/json.h"

#include <charconv>
#include <optional>

namespace adit::tables {
namespace {

Json position(const geo::Point& point) {
    Json place = Json::array({point.longitude, point.latitude});
    if (point.altitude_m != 0) place.push_back(point.altitude_m);
    return place;
}

Json positions(const std::vector<geo::Point>& points) {
    Json places = Json::array();
    for (const geo::Point& point : points) places.push_back(position(point));
    return places;
}

Json geometry_of(const record::Record& record) {
    Json line;
    for (const auto& [path, answer] : record.answers) {
        const record::Value& value = answer.value();
        if (const auto* point = std::get_if<geo::Point>(&value)) {
            return {{"type", "Point"}, {"coordinates", position(*point)}};
        }
        if (!line.is_null()) continue;
        if (const auto* trace = std::get_if<record::Geotrace>(&value)) {
            line = {{"type", "LineString"}, {"coordinates", positions(trace->points)}};
        } else if (const auto* shape = std::get_if<record::Geoshape>(&value)) {
            line = {{"type", "Polygon"}, {"coordinates", Json::array({positions(shape->points)})}};
        }
    }
    return line;
}

Json property_of(const Cell& cell) {
    if (cell.kind == Cell::Kind::Text) return cell.text;
    std::int64_t whole = 0;
    const char* end = cell.text.data() + cell.text.size();
    if (std::from_chars(cell.text.data(), end, whole).ptr == end) return whole;
    double number = 0;
    std::from_chars(cell.text.data(), end, number);
    return number;
}

}  // namespace

void GeojsonExport::add(const Flattener& flattener, const record::Record& record) {
    const Row row = flattener.rows_of(record).front().front();
    const std::vector<std::string>& columns = flattener.sheets().front().columns;
    Json properties = Json::object();
    for (std::size_t i = 0; i < row.size(); ++i) {
        if (!row[i].text.empty()) properties[columns[i]] = property_of(row[i]);
    }
    const Json feature = {{"type", "Feature"},
                          {"id", record.id.text()},
                          {"geometry", geometry_of(record)},
                          {"properties", std::move(properties)}};
    features_ += (features_.empty() ? "\n" : ",\n") + text_of(feature);
    if (const std::string credit = credit_for(record.marks); !credit.empty()) {
        credits_.insert(credit);
    }
}

std::string GeojsonExport::finish() {
    std::string text = R"({"type":"FeatureCollection",)";
    if (!credits_.empty()) text += "\"credit\":" + text_of(Json(credits_)) + ",";
    text += "\"features\":[" + std::exchange(features_, {}) + "\n]}\n";
    credits_.clear();
    return text;
}

}  // namespace adit::tables
