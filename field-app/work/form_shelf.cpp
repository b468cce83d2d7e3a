#include "work/form_shelf.h"

#include "base/text.h"
#include "entities/entities.h"
#include "work/files.h"
#include "xlsform/workbook.h"

#include <algorithm>
#include <filesystem>
#include <set>

namespace adit::work {
namespace {

namespace fs = std::filesystem;

std::string without_ending(const std::string& file) { return file.substr(0, file.rfind('.')); }

/// Versions are numbers or dates of growing length: "9" before "10", "2025112301" before the next.
bool is_older(const std::string& one, const std::string& other) {
    return std::pair(one.size(), one) < std::pair(other.size(), other);
}

Result<forms::Definition> definition_in(ByteView workbook, const std::string& name) {
    xlsform::Reading reading = xlsform::read_workbook(workbook, name);
    if (!reading.definition) {
        std::string what = name + " cannot be used";
        if (!reading.problems.empty()) what += ": " + xlsform::text_of(reading.problems.front());
        return Error{Code::BadInput, what};
    }
    const auto problems = forms::with_plan(*reading.definition);
    if (!problems.empty()) {
        return Error{Code::BadInput, name + ", survey row " + std::to_string(problems[0].row) +
                                         ", " + problems[0].column + ": " + problems[0].what};
    }
    return *std::move(reading.definition);
}

/// The file of this name beside the workbook, or in the folder's media/.
Result<std::optional<std::string>> media_file(const fs::path& folder, const std::string& file) {
    for (const fs::path& place : {folder / file, folder / "media" / file}) {
        std::error_code ignored;
        if (fs::is_regular_file(place, ignored)) return std::optional(TRY(read_file(place)));
    }
    return std::optional<std::string>();
}

}  // namespace

void FormShelf::forget_forms() {
    looked_ = false;
    versions_.clear();
    definitions_.clear();
    media_.clear();
    entities_.clear();
}

Status FormShelf::look() {
    if (looked_) return Done{};
    for (const store::FormFile& file : TRY(store_.form_files(std::nullopt))) {
        std::vector<std::string>& known = versions_[file.form.id];
        if (std::ranges::find(known, file.form.version) == known.end()) {
            known.push_back(file.form.version);
        }
    }
    for (auto& [form, known] : versions_) std::ranges::sort(known, is_older);
    looked_ = true;
    return Done{};
}

Result<DefinitionPtr> FormShelf::read(const record::FormRef& form) {
    if (const auto known = definitions_.find(form); known != definitions_.end()) {
        return known->second;
    }
    for (const store::FormFile& file : TRY(store_.form_files(form))) {
        if (!file.file.ends_with(".xlsx")) continue;
        auto definition =
            std::make_shared<forms::Definition>(TRY(definition_in(file.content, file.file)));
        definition->form = form;
        definitions_.emplace(form, definition);
        return DefinitionPtr(definition);
    }
    return Error{Code::NotFound,
                 "the workbook of the form " + form.id + " is not here; sync to receive it"};
}

Result<DefinitionPtr> FormShelf::newest(const std::string& form) {
    TRY(look());
    const auto known = versions_.find(form);
    if (known == versions_.end()) {
        std::vector<std::string> names;
        for (const auto& [id, ignored] : versions_) names.push_back(id);
        return Error{Code::NotFound,
                     "there is no form \"" + form + "\" here; there are: " + joined(names, ", ")};
    }
    return read({form, known->second.back()});
}

Result<DefinitionPtr> FormShelf::version(const record::FormRef& form) {
    TRY(look());
    const auto known = versions_.find(form.id);
    if (known != versions_.end() &&
        std::ranges::find(known->second, form.version) != known->second.end()) {
        return read(form);
    }
    return newest(form.id);
}

Result<std::vector<DefinitionPtr>> FormShelf::all() {
    TRY(look());
    std::vector<DefinitionPtr> definitions;
    for (const auto& [form, known] : versions_) {
        definitions.push_back(TRY(read({form, known.back()})));
    }
    return definitions;
}

Result<bool> FormShelf::is_entity_list(const std::string& name) {
    for (const DefinitionPtr& definition : TRY(all())) {
        if (definition->entity() && definition->entity()->list == name) return true;
    }
    return false;
}

Result<TablePtr> FormShelf::table(const forms::Definition& definition, const std::string& file,
                                  const std::optional<record::ScopeId>& scope) {
    const std::string name = without_ending(file);
    if (TRY(is_entity_list(name))) {
        const std::pair key{name, scope ? scope->code : ""};
        TablePtr& known = entities_[key];
        if (known == nullptr) {
            const auto folded = TRY(store_.entities(name, scope));
            known = std::make_shared<forms::Table>(entities::table_of(folded));
        }
        return known;
    }
    const std::pair key{definition.form, file};
    if (const auto known = media_.find(key); known != media_.end()) return known->second;
    TablePtr read;
    for (const store::FormFile& kept : TRY(store_.form_files(definition.form))) {
        if (kept.file != file) continue;
        read = std::make_shared<forms::Table>(forms::table_from_csv(text_of(kept.content)));
    }
    media_.emplace(key, read);
    return read;
}

Result<forms::Tables> FormShelf::tables(const forms::Definition& definition,
                                        const std::optional<record::ScopeId>& scope) {
    std::map<std::string, TablePtr, std::less<>> found;
    for (const std::string& file : definition.files()) {
        found.emplace(without_ending(file), TRY(table(definition, file, scope)));
    }
    return forms::Tables([found = std::move(found)](std::string_view name) {
        const auto known = found.find(name);
        return known == found.end() ? nullptr : known->second.get();
    });
}

Result<std::vector<record::FormRef>> keep_form_folder(store::RecordStore& store,
                                                      const std::string& folder) {
    std::vector<fs::path> workbooks;
    std::error_code trouble;
    for (const auto& entry : fs::directory_iterator(folder, trouble)) {
        if (entry.path().extension() == ".xlsx") workbooks.push_back(entry.path());
    }
    if (trouble) return Error{Code::NotFound, "cannot read the folder of forms " + folder};
    std::ranges::sort(workbooks);

    std::vector<record::FormRef> kept;
    for (const fs::path& workbook : workbooks) {
        const std::string content = TRY(read_file(workbook));
        const std::string name = workbook.filename().string();
        const forms::Definition definition = TRY(definition_in(view_of(content), name));
        const ByteView bytes = view_of(content);
        TRY(store.keep_form_file({definition.form, name, Bytes(bytes.begin(), bytes.end())}));
        for (const std::string& file : definition.files()) {
            const auto media = TRY(media_file(folder, file));
            if (!media) continue;
            const ByteView csv = view_of(*media);
            TRY(store.keep_form_file({definition.form, file, Bytes(csv.begin(), csv.end())}));
        }
        kept.push_back(definition.form);
    }
    return kept;
}

}  // namespace adit::work
