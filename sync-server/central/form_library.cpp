#include "central/form_library.h"

#include "base/log.h"
#include "xlsform/workbook.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

namespace adit::central {
namespace {

namespace fs = std::filesystem;

bool is_workbook(const std::string& file) { return file.ends_with(".xlsx"); }

std::string without_ending(const std::string& file) { return file.substr(0, file.rfind('.')); }

/// Versions are numbers or dates of growing length: "9" comes before "10".
bool is_older(const std::string& one, const std::string& other) {
    return std::pair(one.size(), one) < std::pair(other.size(), other);
}

std::optional<Bytes> file_bytes(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    if (!in) return std::nullopt;
    std::ostringstream text;
    text << in.rdbuf();
    const ByteView view = view_of(text.view());
    return Bytes(view.begin(), view.end());
}

std::optional<Bytes> media_bytes(const fs::path& folder, const std::string& file) {
    for (const fs::path& place :
         {folder / file, folder / "media" / file, folder / "_media" / file}) {
        if (auto found = file_bytes(place)) return found;
    }
    return std::nullopt;
}

struct ReadWorkbook {
    std::string name;
    Bytes content;
    std::shared_ptr<forms::Definition> definition;
};

/// Null when it cannot be filled; each problem is a line of `found`.
std::shared_ptr<forms::Definition> definition_in(ByteView bytes, const std::string& name,
                                                 std::vector<std::string>& problems) {
    xlsform::Reading reading = xlsform::read_workbook(bytes, name);
    for (const xlsform::Problem& problem : reading.problems) {
        problems.push_back(name + ": " + xlsform::text_of(problem));
    }
    if (!reading.definition) return nullptr;
    auto definition = std::make_shared<forms::Definition>(std::move(*reading.definition));
    const auto broken = forms::with_plan(*definition);
    for (const forms::ExpressionProblem& problem : broken) {
        problems.push_back(name + ": survey, row " + std::to_string(problem.row) + ", " +
                           problem.column + ": " + problem.what);
    }
    return broken.empty() ? definition : nullptr;
}

std::vector<fs::path> workbooks_in(const fs::path& folder) {
    std::vector<fs::path> workbooks;
    std::error_code failed;
    for (const auto& entry : fs::directory_iterator(folder, failed)) {
        const std::string name = entry.path().filename().string();
        // What a spreadsheet program leaves beside a file that is open.
        if (is_workbook(name) && !name.starts_with("~$")) workbooks.push_back(entry.path());
    }
    std::sort(workbooks.begin(), workbooks.end());
    return workbooks;
}

/// What would not be read of a list; "" when all would.
std::string problem_of(const std::string& file, ByteView content) {
    if (!file.ends_with(".csv")) return {};
    const std::string problem = forms::table_from_csv(text_of(content)).problem;
    return problem.empty() ? "" : "it looks things up in " + file + ", and " + problem;
}

void add_files(const ReadWorkbook& book, const fs::path& folder,
               const std::set<std::string>& entity_lists, FormsFolder& found) {
    const record::FormRef form = book.definition->form;
    found.files.push_back({form, book.name, book.content});
    for (const std::string& file : book.definition->files()) {
        if (entity_lists.contains(without_ending(file))) continue;
        if (auto content = media_bytes(folder, file)) {
            const std::string problem = problem_of(file, *content);
            if (!problem.empty()) found.problems.push_back(book.name + ": " + problem);
            found.files.push_back({form, file, std::move(*content)});
        } else {
            found.problems.push_back(book.name + ": it looks things up in " + file +
                                     ", which is not in the folder; officers will type instead");
        }
    }
}

}  // namespace

Result<FormsFolder> read_forms_folder(const std::string& folder) {
    const std::vector<fs::path> workbooks = workbooks_in(folder);
    if (workbooks.empty()) {
        return Error{Code::NotFound, "there is no workbook (.xlsx) in " + folder +
                                         ": name the folder of your forms with --forms"};
    }
    FormsFolder found;
    std::vector<ReadWorkbook> books;
    std::set<std::string> entity_lists;
    for (const fs::path& path : workbooks) {
        ReadWorkbook book{.name = path.filename().string(), .content = {}, .definition = nullptr};
        if (auto content = file_bytes(path)) {
            book.content = std::move(*content);
            book.definition = definition_in(book.content, book.name, found.problems);
        } else {
            found.problems.push_back(book.name + ": the file cannot be opened");
        }
        if (book.definition == nullptr) {
            found.usable = false;
            continue;
        }
        if (book.definition->entity()) entity_lists.insert(book.definition->entity()->list);
        found.definitions.push_back(book.definition);
        books.push_back(std::move(book));
    }
    for (const ReadWorkbook& book : books) add_files(book, folder, entity_lists, found);
    return found;
}

Status FormLibrary::load() {
    std::map<record::FormRef, std::shared_ptr<Form>> forms;
    for (const store::FormFile& file : TRY(shelf_(std::nullopt))) {
        std::shared_ptr<Form>& form = forms[file.form];
        if (form == nullptr) form = std::make_shared<Form>();
        if (is_workbook(file.file)) {
            std::vector<std::string> problems;
            form->definition = definition_in(file.content, file.file, problems);
            if (form->definition == nullptr) log(Level::Error, "central", problems.front());
        } else {
            form->media.insert_or_assign(without_ending(file.file),
                                         forms::table_from_csv(text_of(ByteView(file.content))));
        }
    }
    std::erase_if(forms, [](const auto& form) { return form.second->definition == nullptr; });
    const std::lock_guard held(guard_);
    forms_ = {forms.begin(), forms.end()};
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
