#include "formfiles/form_files.h"

#include "formfiles/file_bytes.h"

#include <algorithm>

namespace adit::formfiles {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kSurvey = "survey.csv";
constexpr std::string_view kSheets[] = {kSurvey,        "choices.csv",          "settings.csv",
                                        "entities.csv", "external_choices.csv", "osm.csv"};

bool is_sheet(std::string_view file) {
    return std::find(std::begin(kSheets), std::end(kSheets), file) != std::end(kSheets);
}

}  // namespace

bool is_error(const Problem& problem) {
    if (const auto* told = std::get_if<xform::Problem>(&problem)) {
        return told->severity == xform::Severity::Error;
    }
    return std::get<xlsform::Problem>(problem).severity == xlsform::Severity::Error;
}

std::string text_of(const Problem& problem) {
    if (const auto* told = std::get_if<xform::Problem>(&problem)) return xform::text_of(*told);
    return xlsform::text_of(std::get<xlsform::Problem>(problem));
}

// Comments and declarations may stand before it.
bool is_xform(ByteView content) {
    std::string_view rest = adit::text_of(content);
    for (auto at = rest.find('<'); at != std::string_view::npos; at = rest.find('<')) {
        rest.remove_prefix(at + 1);
        if (rest.starts_with("!--")) {
            rest.remove_prefix(std::min(rest.find("-->"), rest.size()));
        } else if (!rest.starts_with('?') && !rest.starts_with('!')) {
            const std::string_view name = rest.substr(0, rest.find_first_of(" \t\r\n/>"));
            return name.substr(name.find(':') + 1) == "html";
        }
    }
    return false;
}

Result<Source> source_at(const fs::path& path) {
    std::error_code ignored;
    const fs::path named = path.has_filename() ? path : path.parent_path();  // "forms/visit/"
    Source source{.name = named.filename().string(), .files = {}};
    if (!fs::is_directory(path, ignored)) {
        source.files[source.name] = TRY(bytes_at(path));
        return source;
    }
    for (const std::string_view sheet : kSheets) {
        const fs::path file = path / sheet;
        if (fs::exists(file, ignored)) source.files[std::string(sheet)] = TRY(bytes_at(file));
    }
    return source;
}

std::optional<Source> source_in(std::span<const store::FormFile> files) {
    const auto take = [&](const auto& is_wanted) -> std::optional<Source> {
        const auto found = std::find_if(files.begin(), files.end(), is_wanted);
        if (found == files.end()) return std::nullopt;
        return Source{found->file, {{found->file, found->content}}};
    };
    auto workbook = take([](const auto& one) { return one.file.ends_with(".xlsx"); });
    if (workbook) return workbook;
    auto xform =
        take([](const auto& one) { return one.file.ends_with(".xml") && is_xform(one.content); });
    if (xform) return xform;
    auto sheets = take([](const auto& one) { return one.file == kSurvey; });
    if (!sheets) return std::nullopt;
    sheets->name = files.front().form.id;
    for (const store::FormFile& file : files) {
        if (is_sheet(file.file)) sheets->files[file.file] = file.content;
    }
    return sheets;
}

Reading read(const Source& source, const xlsform::ReadingOptions& options) {
    Reading made;
    const auto take = [&made](auto reading) {
        made.definition = std::move(reading.definition);
        made.problems.assign(reading.problems.begin(), reading.problems.end());
    };
    const bool is_one = source.files.size() == 1 && !is_sheet(source.files.begin()->first);
    if (is_one) {
        const Bytes& content = source.files.begin()->second;
        if (source.name.ends_with(".xml") || is_xform(content)) {
            take(xform::read_xform(adit::text_of(content)));
        } else {
            take(xlsform::read_workbook(content, source.name, options));
        }
        return made;
    }
    std::map<std::string, std::string> sheets;
    for (const auto& [file, content] : source.files) {
        sheets.emplace(forms::file_stem(file), adit::text_of(content));
    }
    take(xlsform::read_csv_sheets(sheets, source.name, options));
    return made;
}

}  // namespace adit::formfiles
