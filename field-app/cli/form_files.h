// What the commands about forms share: forms at a path, and lines of JSON.
#pragma once

#include "base/json.h"
#include "formfiles/form_files.h"

#include <filesystem>
#include <string>

namespace adit::cli {

/// A workbook, an XForm or a folder of CSV sheets. An error only when it cannot be read.
Result<formfiles::Reading> read_form_at(const std::filesystem::path& path,
                                        const xlsform::ReadingOptions& options = {});

/// A text of a JSON object; `otherwise` when it has none of that name.
std::string text_in(const Json& object, const char* name, const char* otherwise = "");

}  // namespace adit::cli
