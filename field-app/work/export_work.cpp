#include "work/export_work.h"

#include "tables/geojson.h"
#include "work/files.h"

#include <functional>

namespace adit::work {
namespace {

namespace fs = std::filesystem;

using Visit = std::function<void(const record::Record&)>;

Result<std::size_t> each_record(Workspace& workspace, const ExportRequest& request,
                                const std::string& form, const Visit& visit) {
    store::Query query;
    query.form = form;
    if (!request.with_drafts) query.stage = record::Stage::Finalised;
    query.limit = 1000;
    std::size_t count = 0;
    for (;;) {
        const auto page = TRY(workspace.store().list(query));
        for (const store::Summary& summary : page) {
            const auto record = TRY(workspace.store().record(summary.id));
            if (record) visit(*record);
        }
        count += page.size();
        if (page.size() < query.limit) return count;
        query.offset += page.size();
    }
}

Result<tables::Flattener> flattener_for(Workspace& workspace, const DefinitionPtr& definition,
                                        const ExportRequest& request) {
    tables::Layout layout{.wording = request.wording,
                          .language = request.language,
                          .tables = TRY(workspace.forms().tables(*definition, std::nullopt)),
                          .device_name = {}};
    if (const auto roster = TRY(workspace.roster())) {
        layout.device_name = [roster = *roster](const record::DeviceId& id) {
            const identity::RosterDevice* device = roster.find(id.bytes);
            return device == nullptr ? id.text() : device->name;
        };
    }
    return tables::Flattener(definition, std::move(layout));
}

/// "visits.csv" takes the form itself; its repeats stand beside it.
fs::path file_for(const ExportRequest& request, const std::string& form, const std::string& sheet) {
    if (request.out.extension() != ".csv") return request.out / (sheet + ".csv");
    if (sheet == form) return request.out;
    const std::string below = sheet.substr(form.size());
    return request.out.parent_path() / (request.out.stem().string() + below + ".csv");
}

Status export_csv(Workspace& workspace, const ExportRequest& request,
                  const DefinitionPtr& definition, std::vector<ExportedFile>& files) {
    const tables::Flattener flattener = TRY(flattener_for(workspace, definition, request));
    tables::CsvExport csv(flattener);
    const std::string& form = definition->form.id;
    const std::size_t count = TRY(each_record(
        workspace, request, form, [&csv](const record::Record& record) { csv.add(record); }));
    if (count == 0 && request.form.empty()) return Done{};
    for (std::size_t i = 0; i < flattener.sheets().size(); ++i) {
        const fs::path file = file_for(request, form, flattener.sheets()[i].name);
        TRY(write_file(file, csv.take_text(i)));
        files.push_back({file, csv.rows_in(i)});
    }
    return Done{};
}

Result<std::vector<DefinitionPtr>> forms_wanted(Workspace& workspace, const std::string& form) {
    if (form.empty()) return workspace.forms().all();
    return std::vector{TRY(workspace.forms().newest(form))};
}

}  // namespace

Result<std::vector<ExportedFile>> export_records(Workspace& workspace,
                                                 const ExportRequest& request) {
    std::vector<ExportedFile> files;
    const std::vector<DefinitionPtr> wanted = TRY(forms_wanted(workspace, request.form));
    if (request.format == ExportFormat::Geojson) {
        tables::GeojsonExport geojson;
        std::size_t count = 0;
        for (const DefinitionPtr& definition : wanted) {
            const tables::Flattener flattener = TRY(flattener_for(workspace, definition, request));
            count += TRY(
                each_record(workspace, request, definition->form.id,
                            [&](const record::Record& record) { geojson.add(flattener, record); }));
        }
        TRY(write_file(request.out, geojson.finish()));
        files.push_back({request.out, count});
        return files;
    }
    if (request.out.extension() == ".csv" && request.form.empty()) {
        return Error{Code::BadInput,
                     "name one form (--form ID), or a folder that takes a file for each form"};
    }
    if (request.out.extension() != ".csv") {
        std::error_code trouble;
        fs::create_directories(request.out, trouble);
        if (trouble) {
            return Error{Code::Refused, "cannot make the folder " + request.out.string() + ": " +
                                            trouble.message()};
        }
    }
    for (const DefinitionPtr& definition : wanted) {
        TRY(export_csv(workspace, request, definition, files));
    }
    return files;
}

}  // namespace adit::work
