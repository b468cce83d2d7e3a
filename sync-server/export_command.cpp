#include "base/text.h"
#include "central/central.h"
#include "commands.h"
#include "reports/exports.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>

namespace adit::server {
namespace {

namespace fs = std::filesystem;

Status write_out(const fs::path& file, const std::string& text) {
    std::ofstream out(file, std::ios::binary | std::ios::trunc);
    if (!out) {
        return Error{Code::Refused, "cannot write " + file.string() +
                                        ": look whether its folder is there and yours"};
    }
    out.write(text.data(), static_cast<std::streamsize>(text.size()));
    out.close();
    if (!out) return Error{Code::Full, "the disk was full while writing " + file.string()};
    return Done{};
}

Result<reports::ExportWish> wish_of(const Options& options, const central::Programme& programme) {
    reports::ExportWish wish;
    wish.filter.scopes = programme.codes();
    if (const auto countries = options.list("country"); !countries.empty()) {
        wish.filter.scopes = TRY(accounts::checked_scopes(countries, programme.codes()));
    }
    wish.filter.form = options.value("form");
    const std::string labels = options.value("labels");
    if (labels != "" && labels != "en" && labels != "fr") {
        return Error{Code::BadInput,
                     "--labels is en or fr; left away, choices stand by their codes"};
    }
    wish.labels = !labels.empty();
    if (wish.labels) wish.language = labels;
    return wish;
}

Status tell(const reports::Export& made, const fs::path& file) {
    TRY(write_out(file, made.text));
    std::cout << made.records << " records in " << file.string() << '\n';
    if (made.without_form > 0) {
        std::cout << made.without_form
                  << " records were left out: their form is not on this server\n";
    }
    return Done{};
}

/// One table a form and one a repeat, in a folder.
Status export_tables(central::Central& central, reports::ExportWish wish, const fs::path& folder) {
    std::error_code failed;
    fs::create_directories(folder, failed);
    if (failed) return Error{Code::Refused, "cannot make the folder " + folder.string()};
    const std::string only = wish.filter.form;
    for (const central::FormPtr& form : central.forms().latest()) {
        const std::string& id = form->definition->form.id;
        if (!only.empty() && id != only) continue;
        wish.filter.form = id;
        for (const std::string& sheet : reports::sheet_names(central, id)) {
            wish.sheet = sheet;
            const reports::Export made = TRY(reports::csv_export(central, wish));
            TRY(tell(made, folder / (sheet + ".csv")));
        }
    }
    return Done{};
}

}  // namespace

Status export_records(const Options& options, const Surroundings& world) {
    const std::string format = TRY(options.need("format"));
    const fs::path out = TRY(options.need("out"));
    const central::DataFolder folder{TRY(options.need("data"))};
    if (format != "csv" && format != "geojson") {
        return Error{Code::BadInput, "--format is csv or geojson"};
    }
    const auto central = TRY(central::Central::open(folder, central::Use::Look, world));
    const reports::ExportWish wish = TRY(wish_of(options, central->programme()));
    if (format == "csv" && out.extension() != ".csv") return export_tables(*central, wish, out);
    const auto made = TRY(format == "csv" ? reports::csv_export(*central, wish)
                                          : reports::geojson_export(*central, wish));
    return tell(made, out);
}

}  // namespace adit::server
