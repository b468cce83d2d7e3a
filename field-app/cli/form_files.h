// What the commands about forms share: forms as files, and lines of JSON.
#pragma once

#include "base/json.h"
#include "xlsform/workbook.h"

#include <filesystem>
#include <memory>
#include <string>

namespace adit::cli {

/// An .xlsx file or a folder of CSV sheets. An error only when the file cannot be read.
Result<xlsform::Reading> read_workbook_at(const std::filesystem::path& file,
                                          const xlsform::ReadingOptions& options = {});

/// A form to fill, from XForm XML or from a workbook, as its XForm would be. BadInput with the
/// first problem that stands in the way.
Result<std::shared_ptr<const forms::Definition>> read_form_at(const std::filesystem::path& file);

/// A text of a JSON object; `otherwise` when it has none of that name.
std::string text_in(const Json& object, const char* name, const char* otherwise = "");

}  // namespace adit::cli
