#include "reports/exports.h"

#include "base/text.h"
#include "reports/names.h"
#include "tables/csv.h"
#include "tables/flatten.h"
#include "tables/geojson.h"

#include <algorithm>
#include <map>
#include <memory>

namespace adit::reports {
namespace {

using tables::Flattener;

/// One Flattener a form, made when its first record comes.
class Flatteners {
public:
    Flatteners(central::Central& central, const ExportWish& wish, Names names)
        : central_(central), wish_(wish), names_(std::move(names)) {}

    /// Null when no version of the form is on this server.
    Result<const Flattener*> of(const std::string& form) {
        if (const auto found = made_.find(form); found != made_.end()) {
            return static_cast<const Flattener*>(found->second.get());
        }
        std::unique_ptr<Flattener> flattener;
        if (const central::FormPtr latest = central_.forms().find_latest(form)) {
            const auto lookups = TRY(central_.lookups(latest, wish_.filter.scopes));
            flattener = std::make_unique<Flattener>(latest->definition, layout(lookups));
        }
        return static_cast<const Flattener*>(
            made_.emplace(form, std::move(flattener)).first->second.get());
    }

private:
    tables::Layout layout(const central::FormPtr& lookups) const {
        tables::Layout layout;
        layout.wording = wish_.labels ? tables::Wording::Labels : tables::Wording::Codes;
        layout.language = wish_.language;
        layout.tables = [lookups](std::string_view instance) -> const forms::Table* {
            const auto found = lookups->media.find(instance);
            return found == lookups->media.end() ? nullptr : &found->second;
        };
        layout.device_name = [this](const record::DeviceId& device) {
            return names_.device(device);
        };
        return layout;
    }

    central::Central& central_;
    const ExportWish& wish_;
    Names names_;
    std::map<std::string, std::unique_ptr<Flattener>> made_;
};

using Look = std::function<Status(const Flattener&, const record::Record&)>;

/// Hands on every matching record with the Flattener of its form; counts those without one.
Status for_each_record(central::Central& central, Flatteners& flatteners, const Filter& filter,
                       Export& out, const Look& look) {
    return for_each(central, filter, [&](const store::Summary& summary) -> Status {
        const Flattener* flattener = TRY(flatteners.of(summary.form.id));
        if (flattener == nullptr) {
            ++out.without_form;
            return Done{};
        }
        const auto record = TRY(central.records()->record(summary.id));
        if (!record) return Done{};  // Summary and log disagree: verify says so.
        ++out.records;
        return look(*flattener, *record);
    });
}

/// Rows of several forms under the columns of all of them.
class WideTable {
public:
    void add(const std::vector<std::string>& columns, const tables::Row& row) {
        std::vector<std::size_t>& places = places_[columns];
        if (places.empty()) {
            for (const std::string& column : columns) places.push_back(place_of(column));
        }
        tables::Row wide(columns_.size());
        for (std::size_t i = 0; i < row.size(); ++i) wide[places[i]] = row[i];
        rows_.push_back(std::move(wide));
    }

    std::string csv() {
        std::string text(tables::kByteOrderMark);
        tables::append_csv_row(text, columns_);
        for (tables::Row& row : rows_) {
            row.resize(columns_.size());
            tables::append_csv_row(text, row);
        }
        return text;
    }

private:
    std::size_t place_of(const std::string& column) {
        const auto found = std::find(columns_.begin(), columns_.end(), column);
        if (found != columns_.end()) return static_cast<std::size_t>(found - columns_.begin());
        columns_.push_back(column);
        return columns_.size() - 1;
    }

    std::vector<std::string> columns_;
    std::map<std::vector<std::string>, std::vector<std::size_t>> places_;
    std::vector<tables::Row> rows_;
};

Result<Export> one_form(central::Central& central, const ExportWish& wish, Flatteners& flatteners) {
    const Flattener* flattener = TRY(flatteners.of(wish.filter.form));
    if (flattener == nullptr) {
        return Error{Code::NotFound,
                     "there is no form \"" + wish.filter.form + "\" on this server"};
    }
    const auto& sheets = flattener->sheets();
    const auto chosen = std::find_if(sheets.begin(), sheets.end(), [&](const tables::Sheet& sheet) {
        return wish.sheet.empty() || sheet.name == wish.sheet;
    });
    if (chosen == sheets.end()) {
        return Error{Code::BadInput, "there is no sheet \"" + wish.sheet + "\": choose from " +
                                         joined(sheet_names(central, wish.filter.form), ", ")};
    }
    Export out;
    tables::CsvExport csv(*flattener);
    TRY(for_each_record(central, flatteners, wish.filter, out,
                        [&](const Flattener&, const record::Record& record) -> Status {
                            csv.add(record);
                            return Done{};
                        }));
    out.text = csv.take_text(static_cast<std::size_t>(chosen - sheets.begin()));
    return out;
}

Result<Export> all_forms(central::Central& central, const ExportWish& wish,
                         Flatteners& flatteners) {
    Export out;
    WideTable table;
    TRY(for_each_record(central, flatteners, wish.filter, out,
                        [&](const Flattener& flattener, const record::Record& record) -> Status {
                            table.add(flattener.sheets().front().columns,
                                      flattener.rows_of(record).front().front());
                            return Done{};
                        }));
    out.text = table.csv();
    return out;
}

}  // namespace

std::vector<std::string> sheet_names(central::Central& central, const std::string& form) {
    std::vector<std::string> names;
    if (const central::FormPtr latest = central.forms().find_latest(form)) {
        const Flattener flattener(latest->definition, {});
        for (const tables::Sheet& sheet : flattener.sheets()) names.push_back(sheet.name);
    }
    return names;
}

Result<Export> csv_export(central::Central& central, const ExportWish& wish) {
    Flatteners flatteners(central, wish, TRY(Names::of(central)));
    if (!wish.filter.form.empty()) return one_form(central, wish, flatteners);
    if (!wish.sheet.empty()) {
        return Error{Code::BadInput, "name the form whose sheet you want"};
    }
    return all_forms(central, wish, flatteners);
}

Result<Export> geojson_export(central::Central& central, const ExportWish& wish) {
    Flatteners flatteners(central, wish, TRY(Names::of(central)));
    Export out;
    tables::GeojsonExport geojson;
    TRY(for_each_record(central, flatteners, wish.filter, out,
                        [&](const Flattener& flattener, const record::Record& record) -> Status {
                            geojson.add(flattener, record);
                            return Done{};
                        }));
    out.text = geojson.finish();
    return out;
}

}  // namespace adit::reports
