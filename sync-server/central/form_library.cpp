#include "central/form_library.h"

#include "base/log.h"
#include "formfiles/form_files.h"
#include "xform/beside.h"

#include <algorithm>
#include <set>

namespace adit::central {
namespace {

/// Versions are numbers or dates of growing length: "9" comes before "10".
bool is_older(const std::string& one, const std::string& other) {
    return std::pair(one.size(), one) < std::pair(other.size(), other);
}

/// Null when there is no form among the files, or it cannot be filled: the log says why.
FormPtr form_in(std::span<const store::FormFile> files) {
    const auto source = formfiles::source_in(files);
    if (!source) return nullptr;
    formfiles::Reading reading = formfiles::read(*source);
    if (!reading.definition) {
        const auto error = std::ranges::find_if(reading.problems, formfiles::is_error);
        log(Level::Error, "central", source->name + ": " + formfiles::text_of(*error));
        return nullptr;
    }
    reading.definition->form = files.front().form;
    auto form = std::make_shared<Form>();
    form->definition = std::make_shared<const forms::Definition>(*std::move(reading.definition));
    for (const std::string& asked : form->definition->files()) {
        const auto file = std::ranges::find(files, asked, &store::FormFile::file);
        if (file == files.end()) continue;
        auto table = xform::table_from_file(asked, text_of(ByteView(file->content)));
        if (!table) {
            log(Level::Warning, "central", asked + ": " + table.error().what);
            continue;
        }
        form->media.insert_or_assign(std::string(forms::file_stem(asked)), *std::move(table));
    }
    return form;
}

}  // namespace

Status FormLibrary::load() {
    std::map<record::FormRef, FormPtr> forms;
    const std::vector<store::FormFile> files = TRY(shelf_(std::nullopt));
    for (auto from = files.begin(); from != files.end();) {  // In the order of forms.
        const auto to = std::find_if(from, files.end(), [&](const store::FormFile& file) {
            return file.form != from->form;
        });
        if (auto form = form_in({from, to})) forms.emplace(from->form, std::move(form));
        from = to;
    }
    const std::lock_guard held(guard_);
    forms_ = std::move(forms);
    return Done{};
}

FormPtr FormLibrary::find(const record::FormRef& form) const {
    const std::lock_guard held(guard_);
    const auto found = forms_.find(form);
    return found == forms_.end() ? nullptr : found->second;
}

FormPtr FormLibrary::find_latest(const std::string& id) const {
    const std::lock_guard held(guard_);
    const FormPtr* latest = nullptr;
    const std::string* version = nullptr;
    for (const auto& [ref, form] : forms_) {
        if (ref.id != id || (version != nullptr && is_older(ref.version, *version))) continue;
        latest = &form;
        version = &ref.version;
    }
    return latest == nullptr ? nullptr : *latest;
}

std::vector<FormPtr> FormLibrary::latest() const {
    std::set<std::string> ids;
    {
        const std::lock_guard held(guard_);
        for (const auto& [ref, form] : forms_) ids.insert(ref.id);
    }
    std::vector<FormPtr> latest;
    for (const std::string& id : ids) latest.push_back(find_latest(id));
    return latest;
}

bool FormLibrary::is_entity_list(const std::string& name) const {
    const std::lock_guard held(guard_);
    return std::any_of(forms_.begin(), forms_.end(), [&](const auto& form) {
        const forms::EntityRule* entity = form.second->definition->entity();
        return entity && entity->list == name;
    });
}

bool FormLibrary::registers(const std::string& form) const {
    const FormPtr latest = find_latest(form);
    if (!latest || !latest->definition->entity()) return false;
    const forms::EntityRule& rule = *latest->definition->entity();
    return !rule.create_if.empty() || rule.update_if.empty();
}

}  // namespace adit::central
