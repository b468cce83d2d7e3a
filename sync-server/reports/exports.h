// Exports: the records that a filter matches, as one CSV table or as GeoJSON.
//
// With one form, the CSV is that form's flat sheet (tables/flatten.h) or, by `sheet`, one of its
// repeats'. With several forms, one row a record under the columns of all of them together. Marks
// (training, sample, imported) and the credit of their source are columns.
#pragma once

#include "central/central.h"
#include "reports/filter.h"

#include <string>
#include <vector>

namespace adit::reports {

struct ExportWish {
    Filter filter;
    std::string language = "en";  // Of choice labels, when `labels`.
    bool labels = false;          // Else choices by their names, as programs want them.
    std::string sheet;            // "" : one row a record.
};

struct Export {
    std::string text;
    std::size_t records = 0;
    std::size_t without_form = 0;  // Left out: their form is not on this server.
};

/// BadInput when there is no sheet of that name; it lists those that there are.
Result<Export> csv_export(central::Central& central, const ExportWish& wish);
Result<Export> geojson_export(central::Central& central, const ExportWish& wish);

/// The sheets that one form's records make: the form's own first, then its repeats'.
std::vector<std::string> sheet_names(central::Central& central, const std::string& form);

}  // namespace adit::reports
