// A folder of forms, as whoever sets up a programme brings it.
#pragma once

#include "forms/definition.h"
#include "store/record_store.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace adit::formfiles {

/// What a folder holds, ready to be kept: each form and the files that it looks things up in.
struct FormFolder {
    std::vector<store::FormFile> files;
    std::vector<std::shared_ptr<const forms::Definition>> definitions;
    /// What a form designer must mend or ought to know, by file and place in it.
    std::vector<std::string> problems;
    bool usable = true;  // False when a form cannot be used.
};

/// Reads each workbook (.xlsx), XForm (.xml) and folder of CSV sheets in it; a folder with a
/// workbook of its name beside it is what that was made from, and not read. Files are looked for
/// beside the form, in NAME-media, in media and in _media; one named like an entity list of these
/// forms is not given out, because entities are. NotFound when there is no form.
Result<FormFolder> read_form_folder(const std::filesystem::path& folder);

}  // namespace adit::formfiles
