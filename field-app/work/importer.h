// Import: a CSV becomes records of a form, as a mapping says. Importing the same file again adds
// nothing: a row's record has the same id for ever.
//
// Records are finalised as they are: what the source does not say stays blank and is counted, per
// question, as a warning. Values that the form cannot take are left out and told one by one.
#pragma once

#include "work/import_row.h"
#include "work/workspace.h"

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace adit::work {

struct ImportRequest {
    std::filesystem::path csv;
    std::filesystem::path mapping;
    /// Only rows with these values; several values of one column: any of them.
    std::vector<std::pair<std::string, std::string>> where;
    bool preview = false;          // Stores nothing.
    std::size_t preview_rows = 5;  // Kept whole in the outcome.
};

/// One record as it became, or would become.
struct ImportPreview {
    std::size_t row = 0;
    std::string title;
    std::vector<std::pair<std::string, std::string>> answers;  // Display path and text.
};

struct ImportOutcome {
    std::string form;
    std::string about;
    std::size_t rows = 0;        // In the file, below the header.
    std::size_t not_chosen = 0;  // By --where or the mapping's when.
    std::size_t superseded = 0;  // By a later row of the same one_per.
    std::size_t already_here = 0;
    std::size_t imported = 0;  // Or would be, in a preview.
    std::size_t rejected = 0;
    std::size_t values_left_out = 0;
    std::size_t answers_missing = 0;  // Required by the form, not in the source.
    std::size_t rules_broken = 0;
    std::map<std::string, std::size_t> missing_by_question;
    std::map<std::string, std::size_t> broken_by_question;
    std::vector<ImportIssue> issues;  // At most kIssuesMax; counts go on.
    std::vector<ImportPreview> preview;
};
constexpr std::size_t kIssuesMax = 1'000'000;
constexpr std::size_t kImportBatch = 500;  // Records in one durable append.

using ImportProgress = std::function<bool(std::size_t done, std::size_t of)>;

/// Stops cleanly between batches when `progress` says false: what was imported stays.
Result<ImportOutcome> import_records(Workspace& workspace, const ImportRequest& request,
                                     const ImportProgress& progress);

/// row, what, column, value, question, why: for a spreadsheet.
std::string report_csv(const ImportOutcome& outcome);

}  // namespace adit::work
