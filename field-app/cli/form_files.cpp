#include "cli/form_files.h"

#include "base/ensure.h"
#include "xform/reading.h"
#include "xform/writer.h"

namespace adit::cli {
namespace {

std::string first_error_in(const formfiles::Reading& reading) {
    for (const formfiles::Problem& problem : reading.problems) {
        if (formfiles::is_error(problem)) return formfiles::text_of(problem);
    }
    return "the form cannot be read";
}

}  // namespace

Result<formfiles::Reading> read_form_at(const std::filesystem::path& path,
                                        const xlsform::ReadingOptions& options) {
    return formfiles::read(TRY(formfiles::source_at(path)), options);
}

Result<std::shared_ptr<const forms::Definition>> form_to_fill_at(
    const std::filesystem::path& path) {
    const formfiles::Source source = TRY(formfiles::source_at(path));
    formfiles::Reading reading = formfiles::read(source);
    if (!reading.definition) return Error{Code::BadInput, first_error_in(reading)};
    const bool is_xform =
        source.files.size() == 1 && formfiles::is_xform(source.files.begin()->second);
    if (!is_xform) {
        reading.definition = xform::read_xform(xform::write_xform(*reading.definition)).definition;
        ENSURE(reading.definition.has_value());  // What we write we read.
    }
    return std::make_shared<const forms::Definition>(*std::move(reading.definition));
}

std::string text_in(const Json& object, const char* name, const char* otherwise) {
    if (!object.is_object()) return otherwise;
    const auto found = object.find(name);
    return found != object.end() && found->is_string() ? found->get<std::string>() : otherwise;
}

}  // namespace adit::cli
