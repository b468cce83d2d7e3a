#include "formfiles/form_folder.h"

#include "formfiles/file_bytes.h"
#include "formfiles/form_files.h"
#include "xform/beside.h"

#include <algorithm>
#include <set>

namespace adit::formfiles {
namespace {

namespace fs = std::filesystem;

std::string name_of(const fs::path& path) { return path.filename().string(); }

bool is_there(const fs::path& path) {
    std::error_code ignored;
    return fs::exists(path, ignored);
}

class FolderReading {
public:
    explicit FolderReading(fs::path folder) : folder_(std::move(folder)) {}
    Result<FormFolder> run();

private:
    struct Form {
        fs::path path;
        Source source;
        std::shared_ptr<const forms::Definition> definition;
    };

    Status look();
    void read_form(const fs::path& path);
    bool is_first_of_its_version(const Form& form);
    void add_files(const Form& form);
    void add_file(const Form& form, const std::string& file);
    Result<std::optional<Bytes>> find_file(const Form& form, const std::string& file) const;
    void tell_unused();

    fs::path folder_;
    FormFolder found_;
    std::vector<fs::path> paths_;   // Of forms.
    std::vector<fs::path> others_;  // XML that is no form.
    std::vector<Form> forms_;
    std::set<std::string> entity_lists_, asked_;
};

Status FolderReading::look() {
    std::error_code failed;
    std::vector<fs::path> all;
    for (const auto& entry : fs::directory_iterator(folder_, failed)) all.push_back(entry.path());
    if (failed) return Error{Code::NotFound, "cannot read the folder of forms " + folder_.string()};
    std::sort(all.begin(), all.end());
    for (const fs::path& path : all) {
        if (path.extension() == ".xlsx") {
            // What a spreadsheet program leaves beside a file that is open.
            if (!name_of(path).starts_with("~$")) paths_.push_back(path);
        } else if (path.extension() == ".xml") {
            const auto content = bytes_at(path);
            (content && !is_xform(*content) ? others_ : paths_).push_back(path);
        } else if (is_there(path / "survey.csv") && !is_there(path.string() + ".xlsx")) {
            paths_.push_back(path);
        }
    }
    return Done{};
}

bool FolderReading::is_first_of_its_version(const Form& form) {
    const record::FormRef& ref = form.definition->form;
    const auto other = std::find_if(forms_.begin(), forms_.end(),
                                    [&](const Form& one) { return one.definition->form == ref; });
    if (other == forms_.end()) return true;
    found_.problems.push_back(name_of(form.path) + ": it is the form " + ref.id + " of version \"" +
                              ref.version + "\", as is " + name_of(other->path) +
                              ": take one away, or give it another version");
    return false;
}

void FolderReading::read_form(const fs::path& path) {
    auto source = source_at(path);
    if (!source) {
        found_.problems.push_back(name_of(path) + ": " + source.error().what);
        found_.usable = false;
        return;
    }
    Reading reading = read(*source);
    for (const Problem& problem : reading.problems) {
        found_.problems.push_back(name_of(path) + ": " + text_of(problem));
    }
    if (!reading.definition) {
        found_.usable = false;
        return;
    }
    Form form{path, *std::move(source),
              std::make_shared<const forms::Definition>(*std::move(reading.definition))};
    if (!is_first_of_its_version(form)) {
        found_.usable = false;
        return;
    }
    if (form.definition->entity()) entity_lists_.insert(form.definition->entity()->list);
    found_.definitions.push_back(form.definition);
    forms_.push_back(std::move(form));
}

Result<std::optional<Bytes>> FolderReading::find_file(const Form& form,
                                                      const std::string& file) const {
    const fs::path own_media = form.path.parent_path() / (form.path.stem().string() + "-media");
    for (const fs::path& place : {form.path, form.path / "media", own_media, folder_,
                                  folder_ / "media", folder_ / "_media"}) {
        std::error_code ignored;
        if (fs::is_regular_file(place / file, ignored))
            return std::optional(TRY(bytes_at(place / file)));
    }
    return std::optional<Bytes>();
}

void FolderReading::add_file(const Form& form, const std::string& file) {
    const std::string name = name_of(form.path) + ": ";
    auto content = find_file(form, file);
    if (!content) {
        found_.problems.push_back(name + content.error().what);
    } else if (!*content) {
        found_.problems.push_back(name + "it looks things up in " + file +
                                  ", which is not in the folder; officers will type instead");
    } else {
        const auto table = xform::table_from_file(file, adit::text_of(**content));
        if (!table) {
            found_.problems.push_back(name + "it looks things up in " + file +
                                      ", which cannot be read (" + table.error().what +
                                      "); officers will type instead");
        } else if (!table->problem.empty()) {
            found_.problems.push_back(name + "it looks things up in " + file + ", and " +
                                      table->problem);
        }
        found_.files.push_back({form.definition->form, file, **std::move(content)});
    }
}

void FolderReading::add_files(const Form& form) {
    for (const auto& [file, content] : form.source.files) {
        found_.files.push_back({form.definition->form, file, content});
    }
    for (const std::string& file : form.definition->files()) {
        asked_.insert(file);
        const bool is_there = form.source.files.contains(file);
        if (!is_there && !entity_lists_.contains(std::string(forms::file_stem(file)))) {
            add_file(form, file);
        }
    }
}

void FolderReading::tell_unused() {
    for (const fs::path& path : others_) {
        if (asked_.contains(name_of(path))) continue;
        found_.problems.push_back(name_of(path) +
                                  ": it is no XForm (it does not begin with <h:html>), and no form "
                                  "looks things up in it; it is left out");
    }
}

Result<FormFolder> FolderReading::run() {
    TRY(look());
    if (paths_.empty()) {
        return Error{Code::NotFound,
                     "there is no form in " + folder_.string() +
                         " (workbook .xlsx, XForm .xml, or folder with survey.csv): "
                         "name the folder of your forms with --forms"};
    }
    for (const fs::path& path : paths_) read_form(path);
    for (const Form& form : forms_) add_files(form);
    tell_unused();
    return std::move(found_);
}

}  // namespace

Result<FormFolder> read_form_folder(const fs::path& folder) { return FolderReading(folder).run(); }

}  // namespace adit::formfiles
