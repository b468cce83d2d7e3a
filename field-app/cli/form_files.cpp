#include "cli/form_files.h"

#include "work/files.h"
#include "xform/reading.h"
#include "xform/writer.h"

namespace adit::cli {
namespace {

template <class Problem, class Severity>
std::string first_error_in(const std::vector<Problem>& problems, Severity error) {
    for (const Problem& problem : problems) {
        if (problem.severity == error) return text_of(problem);
    }
    return "the form cannot be read";
}

Result<std::string> xform_at(const std::filesystem::path& file) {
    std::error_code ignored;
    const bool is_workbook =
        file.extension() == ".xlsx" || std::filesystem::is_directory(file, ignored);
    if (!is_workbook) return work::read_file(file);
    const xlsform::Reading reading = TRY(read_workbook_at(file));
    if (reading.definition) return xform::write_xform(*reading.definition);
    return Error{Code::BadInput, first_error_in(reading.problems, xlsform::Severity::Error)};
}

}  // namespace

Result<xlsform::Reading> read_workbook_at(const std::filesystem::path& file,
                                          const xlsform::ReadingOptions& options) {
    std::error_code ignored;
    if (std::filesystem::is_directory(file, ignored)) {
        return xlsform::read_csv_folder(file, options);
    }
    const std::string content = TRY(work::read_file(file));
    return xlsform::read_workbook(view_of(content), file.filename().string(), options);
}

Result<std::shared_ptr<const forms::Definition>> read_form_at(const std::filesystem::path& file) {
    xform::Reading reading = xform::read_xform(TRY(xform_at(file)));
    if (!reading.definition) {
        return Error{Code::BadInput, first_error_in(reading.problems, xform::Severity::Error)};
    }
    return std::make_shared<const forms::Definition>(*std::move(reading.definition));
}

std::string text_in(const Json& object, const char* name, const char* otherwise) {
    if (!object.is_object()) return otherwise;
    const auto found = object.find(name);
    return found != object.end() && found->is_string() ? found->get<std::string>() : otherwise;
}

}  // namespace adit::cli
