// Records of one form laid flat: one row a record, and one more sheet for each repeat.
//
// A question's column is named by its path ("visit/visit_date"); a geopoint takes four columns. In
// front stand what the record is about itself: id, scope, form, version, title, stage, review,
// marks, conflicts, author, device, created, changed, entity, credit. Where people disagree, the
// shown value stands in the question's column and `conflicts` says all of them. Answers that the
// form version given here no longer asks stand in `retired`, so that nothing is left out.
// A repeat's sheet has record_id, key, parent_key and place in front: keys never change.
//
// Pure; a Flattener may be used from several threads at once. It keeps the definition alive.
#pragma once

#include "forms/definition.h"
#include "forms/session.h"
#include "record/record.h"
#include "tables/csv.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace adit::tables {

enum class Wording { Codes, Labels };

struct Layout {
    Wording wording = Wording::Codes;  // Of choices: their names, or their labels …
    std::string language = "en";       // … in this language.
    forms::Tables tables;              // For labels of choices from files; may be empty.
    /// The name people give a device; may be empty, then its id stands there.
    std::function<std::string(const record::DeviceId&)> device_name;
};

struct Sheet {
    std::string name;  // "site_visit", "site_visit-payments-payment"
    std::vector<std::string> columns;
};

/// Who must be named when this data is shown or passed on: "IPIS open data, ODC-BY 1.0", or "".
std::string credit_for(const std::vector<std::string>& marks);

/// A value as people write it in a cell: choices by `layout`, numbers plain.
std::string words_for(const forms::Definition& definition, const forms::Node& node,
                      const record::Value& value, const Layout& layout);

class Flattener {
public:
    Flattener(std::shared_ptr<const forms::Definition> definition, Layout layout);

    const forms::Definition& definition() const { return *definition_; }
    /// The form's own first, then its repeats in the order of the form.
    const std::vector<Sheet>& sheets() const { return sheets_; }
    /// As many as sheets(): the rows that this record adds to each.
    std::vector<std::vector<Row>> rows_of(const record::Record& record) const;

private:
    enum class Part { Whole, Latitude, Longitude, Altitude, Accuracy };
    struct Column {
        record::NodePath below;  // Relative to the record, or to the instance of its repeat.
        const forms::Node* node = nullptr;
        Part part = Part::Whole;
    };
    struct Plan {
        const forms::Node* repeat = nullptr;  // Null: the record itself.
        std::size_t parent = 0;               // Sheet of the repeat (or record) around it.
        std::vector<Column> columns;
    };

    void lay_out(const forms::Node& group, std::size_t sheet, const std::string& prefix);
    void add_question(const forms::Node& node, std::size_t sheet, const std::string& name);
    void add_answers(const record::Record& record, const record::NodePath& above, std::size_t sheet,
                     Row& row) const;
    void add_instances(const record::Record& record, const record::NodePath& above,
                       std::size_t parent, std::vector<std::vector<Row>>& rows) const;
    Row about(const record::Record& record) const;
    std::string conflicts_in(const record::Record& record) const;
    std::string retired_in(const record::Record& record) const;

    std::shared_ptr<const forms::Definition> definition_;
    Layout layout_;
    std::vector<Sheet> sheets_;
    std::vector<Plan> plans_;
};

/// All sheets as CSV text, grown record by record.
class CsvExport {
public:
    explicit CsvExport(const Flattener& flattener, bool byte_order_mark = true);

    void add(const record::Record& record);
    /// As many as the flattener's sheets; take_text() empties what was gathered so far.
    std::string take_text(std::size_t sheet) { return std::exchange(texts_[sheet], {}); }
    std::size_t rows_in(std::size_t sheet) const { return rows_[sheet]; }

private:
    const Flattener& flattener_;  // Outlives the export.
    std::vector<std::string> texts_;
    std::vector<std::size_t> rows_;
};

}  // namespace adit::tables
