#include "cli/form_files.h"

#include "work/files.h"

namespace adit::cli {

Result<xlsform::Reading> read_workbook_at(const std::filesystem::path& file,
                                          const xlsform::ReadingOptions& options) {
    std::error_code ignored;
    if (std::filesystem::is_directory(file, ignored)) {
        return xlsform::read_csv_folder(file, options);
    }
    const std::string content = TRY(work::read_file(file));
    return xlsform::read_workbook(view_of(content), file.filename().string(), options);
}

std::string text_in(const Json& object, const char* name, const char* otherwise) {
    if (!object.is_object()) return otherwise;
    const auto found = object.find(name);
    return found != object.end() && found->is_string() ? found->get<std::string>() : otherwise;
}

}  // namespace adit::cli
