// Records written out for spreadsheets and maps.
//
// CSV: a folder with one file for each form and one for each of its repeats. GeoJSON: one file.
// Files are written beside and renamed: what was there stays whole until the new one is.
#pragma once

#include "tables/flatten.h"
#include "work/workspace.h"

#include <filesystem>
#include <string>
#include <vector>

namespace adit::work {

enum class ExportFormat { Csv, Geojson };

struct ExportRequest {
    ExportFormat format = ExportFormat::Csv;
    std::filesystem::path out;
    std::string form;  // "" : all
    tables::Wording wording = tables::Wording::Codes;
    std::string language = "en";
    bool with_drafts = false;
};

struct ExportedFile {
    std::filesystem::path file;
    std::size_t rows = 0;
};

Result<std::vector<ExportedFile>> export_records(Workspace& workspace,
                                                 const ExportRequest& request);

}  // namespace adit::work
