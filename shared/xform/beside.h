// What lies beside a form: the files that it looks things up in.
#pragma once

#include "base/result.h"
#include "forms/definition.h"

#include <string_view>

namespace adit::xform {

constexpr std::size_t kCellsMax = 5'000'000;  // Of XML and GeoJSON as a table.

/// CSV as a table; XML and GeoJSON as a document, and as a table where it is root/item/<column>.
/// BadInput, in a sentence for whoever made the file, when it is not what its ending says.
Result<forms::Table> table_from_file(std::string_view name, std::string_view bytes);

}  // namespace adit::xform
