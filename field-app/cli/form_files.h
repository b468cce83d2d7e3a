// What the commands about forms share: forms at a path, and lines of JSON.
#pragma once

#include "base/json.h"
#include "formfiles/form_files.h"

#include <filesystem>
#include <memory>
#include <string>

namespace adit::cli {

/// A workbook, an XForm or a folder of CSV sheets. An error only when it cannot be read.
Result<formfiles::Reading> read_form_at(const std::filesystem::path& path,
                                        const xlsform::ReadingOptions& options = {});

/// A form to fill as ODK's clients fill it: of a workbook the XForm that it comes to. BadInput with
/// the first problem that stands in the way.
Result<std::shared_ptr<const forms::Definition>> form_to_fill_at(const std::filesystem::path& path);

/// A text of a JSON object; `otherwise` when it has none of that name.
std::string text_in(const Json& object, const char* name, const char* otherwise = "");

}  // namespace adit::cli
