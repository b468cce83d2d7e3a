#include "work/mapping.h"

#include "base/text.h"
#include "work/mapping_reader.h"

#include <algorithm>
#include <charconv>

namespace adit::work {
namespace {

/// Of RFC 9562's name space for URLs, for "adit:import". Frozen: imported ids hang on it.
const Uuid kImportSpace = {{0x6b, 0xa7, 0xb8, 0x11, 0x9d, 0xad, 0x11, 0xd1, 0x80, 0xb4, 0x00, 0xc0,
                            0x4f, 0xd4, 0x30, 0xc8}};

bool is_above(std::string_view text, double bound) {
    double number = 0;
    const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), number);
    return wrong == std::errc() && end == text.data() + text.size() && number > bound;
}

}  // namespace

std::string_view SourceRow::at(std::string_view column) const {
    const auto place = places_->find(column);
    if (place == places_->end() || place->second >= cells_->size()) return {};
    return trimmed((*cells_)[place->second]);
}

bool Condition::holds(const SourceRow& row) const {
    if (!column.empty()) {
        const std::string_view text = row.at(column);
        if (!is.empty() && std::ranges::find(is, text) == is.end()) return false;
        if (std::ranges::find(is_not, text) != is_not.end()) return false;
        if (above && !is_above(text, *above)) return false;
    }
    const auto here = [&row](const Condition& part) { return part.holds(row); };
    return std::ranges::all_of(all, here) && (any.empty() || std::ranges::any_of(any, here));
}

Uuid imported_id(const std::string& name, const std::vector<std::string>& values) {
    return named_uuid(kImportSpace, "adit:import:" + name + ":" + joined(values, "\x1f"));
}

Result<Mapping> mapping_from(std::string_view json, const std::vector<std::string>& columns,
                             const DefinitionOf& definition_of) {
    const Json file = TRY(json_from(json));
    return MappingReader(columns).read(file, definition_of);
}

}  // namespace adit::work
