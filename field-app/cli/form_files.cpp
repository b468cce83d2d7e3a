#include "cli/form_files.h"

namespace adit::cli {

Result<formfiles::Reading> read_form_at(const std::filesystem::path& path,
                                        const xlsform::ReadingOptions& options) {
    return formfiles::read(TRY(formfiles::source_at(path)), options);
}

std::string text_in(const Json& object, const char* name, const char* otherwise) {
    if (!object.is_object()) return otherwise;
    const auto found = object.find(name);
    return found != object.end() && found->is_string() ? found->get<std::string>() : otherwise;
}

}  // namespace adit::cli
