// GeoJSON (RFC 7946) as ODK's forms look into it.
#include "base/json.h"
#include "xform/document.h"
#include "xml/writer.h"
#include "xpath/value.h"

namespace adit::xform {
namespace {

using xpath::NodeType;

const Error kNoCollection{Code::BadInput,
                          "the file is no GeoJSON FeatureCollection: export it as one"};

std::string text_of_cell(const Json& value) {
    if (value.is_string()) return value.get<std::string>();
    if (value.is_null()) return {};
    if (value.is_number()) return xpath::text_of_number(value.get<double>());
    return text_of(value);
}

bool is_called(const Json& object, std::string_view type) {
    return object.contains("type") && object["type"] == type;
}

// [longitude, latitude, …] -> "latitude longitude 0 0"; "" when it is no position.
std::string point_text(const Json& position) {
    const bool whole = position.is_array() && position.size() >= 2 && position[0].is_number() &&
                       position[1].is_number();
    if (!whole) return {};
    return text_of_cell(position[1]) + " " + text_of_cell(position[0]) + " 0 0";
}

std::string line_text(const Json& positions) {
    std::string out;
    for (const Json& position : positions) {
        const std::string point = point_text(position);
        if (point.empty()) return {};
        out += (out.empty() ? "" : "; ") + point;
    }
    return out;
}

// Of a polygon the outer ring; other geometries have no text in ODK.
std::string geometry_text(const Json& geometry) {
    const Json none = Json::array();
    const Json& at = geometry.contains("coordinates") ? geometry["coordinates"] : none;
    if (is_called(geometry, "Point")) return point_text(at);
    if (!at.is_array() || at.empty()) return {};
    if (is_called(geometry, "LineString")) return line_text(at);
    if (is_called(geometry, "Polygon") && at[0].is_array()) return line_text(at[0]);
    return {};
}

void add_feature(xpath::Tree& tree, xpath::NodeId root, const Json& feature) {
    const auto item = tree.append(root, NodeType::Element, "item");
    const auto add = [&](std::string_view name, std::string text) {
        if (xml::is_name(name)) tree.append(item, NodeType::Element, name, std::move(text));
    };
    if (feature.contains("geometry") && feature["geometry"].is_object()) {
        add("geometry", geometry_text(feature["geometry"]));
    }
    const Json none = Json::object();
    const bool has = feature.contains("properties") && feature["properties"].is_object();
    const Json& properties = has ? feature["properties"] : none;
    const bool has_id = feature.contains("id") && !feature["id"].is_null();
    if (has_id) add("id", text_of_cell(feature["id"]));
    for (const auto& [name, value] : properties.items()) {
        const bool is_said = !value.is_null() && !(has_id && name == "id");
        if (is_said) add(name, text_of_cell(value));
    }
}

}  // namespace

Result<std::shared_ptr<const xpath::Tree>> tree_from_geojson(std::string_view bytes) {
    const Json whole = TRY(json_from(bytes));
    const bool fits = whole.is_object() && is_called(whole, "FeatureCollection") &&
                      whole.contains("features") && whole["features"].is_array();
    if (!fits) return kNoCollection;
    auto tree = std::make_shared<xpath::Tree>();
    const auto root = tree->append(xpath::Tree::kDocument, NodeType::Element, "root");
    for (const Json& feature : whole["features"]) {
        if (!feature.is_object()) return kNoCollection;
        add_feature(*tree, root, feature);
    }
    return std::shared_ptr<const xpath::Tree>(std::move(tree));
}

}  // namespace adit::xform
