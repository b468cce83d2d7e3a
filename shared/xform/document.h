// What lies beside a form, as expressions see it.
#pragma once

#include "base/result.h"
#include "forms/definition.h"
#include "xml/document.h"
#include "xpath/tree.h"

#include <memory>
#include <string_view>

namespace adit::xform {

/// A document with this element as its root. White space between elements is no text.
std::shared_ptr<const xpath::Tree> tree_of(const xml::Node& root);

/// The same of a file. BadInput when it is no XML.
Result<std::shared_ptr<const xpath::Tree>> tree_from_xml(std::string_view bytes);

/// A GeoJSON FeatureCollection as a list: root/item with `geometry`, as ODK writes points, traces
/// and shapes, and a node a property. BadInput when it is none.
Result<std::shared_ptr<const xpath::Tree>> tree_from_geojson(std::string_view bytes);

}  // namespace adit::xform
