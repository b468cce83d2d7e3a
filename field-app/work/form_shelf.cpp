#include "work/form_shelf.h"

#include "base/text.h"
#include "entities/entities.h"
#include "formfiles/form_files.h"
#include "formfiles/form_folder.h"
#include "forms/plan.h"
#include "xform/beside.h"

#include <algorithm>

namespace adit::work {
namespace {

const std::string kSavedLast = "saved.last/";  // And the form.
constexpr std::size_t kSavedKept = 8;

/// Versions are numbers or dates of growing length: "9" before "10", "2025112301" before the next.
bool is_older(const std::string& one, const std::string& other) {
    return std::pair(one.size(), one) < std::pair(other.size(), other);
}

Result<forms::Definition> definition_in(const formfiles::Source& source) {
    formfiles::Reading reading = formfiles::read(source);
    if (reading.definition) return *std::move(reading.definition);
    std::string what = source.name + " cannot be used";
    const auto error = std::ranges::find_if(reading.problems, formfiles::is_error);
    if (error != reading.problems.end()) what += ": " + formfiles::text_of(*error);
    return Error{Code::BadInput, what};
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
    const auto files = TRY(store_.form_files(form));
    const auto source = formfiles::source_in(files);
    if (!source) {
        return Error{Code::NotFound, "the form " + form.id + " is not here; sync to receive it"};
    }
    auto definition = std::make_shared<forms::Definition>(TRY(definition_in(*source)));
    definition->form = form;
    definitions_.emplace(form, definition);
    return DefinitionPtr(definition);
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
    const std::string name(forms::file_stem(file));
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
        // One that is not what its ending says is missing: the form tells which.
        auto table = xform::table_from_file(file, text_of(kept.content));
        if (table) read = std::make_shared<forms::Table>(*std::move(table));
    }
    media_.emplace(key, read);
    return read;
}

Result<forms::Tables> FormShelf::tables(const forms::Definition& definition,
                                        const std::optional<record::ScopeId>& scope) {
    std::map<std::string, TablePtr, std::less<>> found;
    for (const std::string& file : definition.files()) {
        found.emplace(forms::file_stem(file), TRY(table(definition, file, scope)));
    }
    return forms::Tables([found = std::move(found)](std::string_view name) {
        const auto known = found.find(name);
        return known == found.end() ? nullptr : known->second.get();
    });
}

// The newest first. To whoever opens that one again the next is last, and so it is when the newest
// was deleted.
Result<std::vector<record::RecordId>> FormShelf::saved_last(const std::string& form) {
    std::vector<record::RecordId> ids;
    const auto kept = TRY(store_.get(kSavedLast + form));
    if (!kept) return ids;
    for (const std::string_view word : words(text_of(ByteView(*kept)))) {
        if (auto id = uuid_from(word)) ids.push_back({*id});
    }
    return ids;
}

Status FormShelf::note_saved(const record::Record& record) {
    auto known = TRY(saved_last(record.form.id));
    if (!known.empty() && known.front() == record.id) return Done{};
    std::erase(known, record.id);
    if (known.size() >= kSavedKept) known.resize(kSavedKept - 1);
    std::string noted = record.id.text();
    for (const record::RecordId& id : known) noted += " " + id.text();
    return store_.set(kSavedLast + record.form.id, view_of(noted));
}

Result<TablePtr> FormShelf::last_saved(const record::Record& before) {
    for (const record::RecordId& id : TRY(saved_last(before.form.id))) {
        if (id == before.id) continue;
        auto record = TRY(store_.record(id));
        if (!record || record->deleted) continue;
        const DefinitionPtr definition = TRY(version(record->form));
        const forms::Tables beside = TRY(tables(*definition, record->scope));
        return std::make_shared<const forms::Table>(
            forms::last_saved(definition, *std::move(record), beside));
    }
    return TablePtr();
}

Result<forms::Tables> FormShelf::tables_for(const forms::Definition& definition,
                                            const record::Record& record) {
    const forms::Tables beside = TRY(tables(definition, record.scope));
    if (!definition.plan || !definition.plan->reads_last_saved) return beside;
    const TablePtr saved = TRY(last_saved(record));
    return forms::Tables([beside, saved](std::string_view name) {
        return name == forms::kLastSaved ? saved.get() : beside(name);
    });
}

Result<std::vector<record::FormRef>> keep_form_folder(store::RecordStore& store,
                                                      const std::string& folder) {
    const auto found = TRY(formfiles::read_form_folder(folder));
    if (!found.usable) {
        return Error{Code::BadInput,
                     "the forms in " + folder + " cannot be used: " + joined(found.problems, "; ")};
    }
    for (const store::FormFile& file : found.files) TRY(store.keep_form_file(file));
    std::vector<record::FormRef> kept;
    for (const auto& definition : found.definitions) kept.push_back(definition->form);
    return kept;
}

}  // namespace adit::work
