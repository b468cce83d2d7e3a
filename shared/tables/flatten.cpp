#include "tables/flatten.h"

#include "base/text.h"

#include <algorithm>
#include <utility>

namespace adit::tables {
namespace {

using forms::Node;
using forms::NodeKind;
using forms::QuestionType;

bool makes_a_column(const Node& node) {
    return node.kind == NodeKind::Question && node.type != QuestionType::Note &&
           node.type != QuestionType::Audit;
}

Cell text_cell(std::string text) { return {std::move(text), Cell::Kind::Text}; }

Cell number_cell(double number) { return {text_of(record::Value{number}), Cell::Kind::Number}; }

Cell cell_of(const forms::Definition& definition, const Node& node, const record::Value& value,
             const Layout& layout) {
    const bool number =
        std::holds_alternative<std::int64_t>(value) || std::holds_alternative<double>(value);
    return {words_for(definition, node, value, layout),
            number ? Cell::Kind::Number : Cell::Kind::Text};
}

const char* word_for(record::Stage stage) {
    return stage == record::Stage::Draft ? "draft" : "finalised";
}

const char* word_for(record::ReviewState state) {
    switch (state) {
        case record::ReviewState::Received:
            return "received";
        case record::ReviewState::HasIssues:
            return "has issues";
        case record::ReviewState::Approved:
            return "approved";
        case record::ReviewState::Rejected:
            return "rejected";
    }
    return "received";
}

std::string text_at(const record::Record& record, const char* path) {
    const record::Value* value = record.find_value({path});
    return value == nullptr ? "" : text_of(*value);
}

const std::vector<std::string> kAbout = {"record_id", "scope",   "form",    "version",   "title",
                                         "stage",     "review",  "marks",   "conflicts", "author",
                                         "device",    "created", "changed", "entity",    "credit"};

}  // namespace

std::string credit_for(const std::vector<std::string>& marks) {
    const bool ipis = std::ranges::find(marks, "imported:ipis") != marks.end();
    return ipis ? "IPIS open data, ODC-BY 1.0" : "";
}

Flattener::Flattener(std::shared_ptr<const forms::Definition> definition, Layout layout)
    : definition_(std::move(definition)), layout_(std::move(layout)) {
    sheets_.push_back({definition_->form.id, kAbout});
    plans_.push_back({});
    lay_out(definition_->root, 0, "");
    sheets_.front().columns.push_back("retired");
}

void Flattener::lay_out(const Node& group, std::size_t sheet, const std::string& prefix) {
    for (const Node& node : group.children) {
        const std::string name = prefix.empty() ? node.name : prefix + "/" + node.name;
        if (node.kind == NodeKind::Group) {
            lay_out(node, sheet, name);
        } else if (node.kind == NodeKind::Repeat) {
            std::string below = node.path.text;
            std::ranges::replace(below, '/', '-');
            sheets_.push_back(
                {definition_->form.id + below, {"record_id", "key", "parent_key", "place"}});
            plans_.push_back({.repeat = &node, .parent = sheet, .columns = {}});
            lay_out(node, sheets_.size() - 1, "");
        } else if (makes_a_column(node)) {
            add_question(node, sheet, name);
        }
    }
}

void Flattener::add_question(const Node& node, std::size_t sheet, const std::string& name) {
    const Node* repeat = plans_[sheet].repeat;
    const std::size_t above = repeat == nullptr ? 0 : repeat->path.text.size();
    const record::NodePath below{node.path.text.substr(above)};
    if (node.type != QuestionType::Geopoint) {
        sheets_[sheet].columns.push_back(name);
        plans_[sheet].columns.push_back({below, &node, Part::Whole});
        return;
    }
    for (const auto& [part, word] : {std::pair{Part::Latitude, ".latitude"},
                                     {Part::Longitude, ".longitude"},
                                     {Part::Altitude, ".altitude"},
                                     {Part::Accuracy, ".accuracy"}}) {
        sheets_[sheet].columns.push_back(name + word);
        plans_[sheet].columns.push_back({below, &node, part});
    }
}

void Flattener::add_answers(const record::Record& record, const record::NodePath& above,
                            std::size_t sheet, Row& row) const {
    for (const Column& column : plans_[sheet].columns) {
        const record::Value* value = record.find_value({above.text + column.below.text});
        if (value == nullptr) {
            row.emplace_back();
            continue;
        }
        const auto* point = std::get_if<geo::Point>(value);
        if (column.part == Part::Whole || point == nullptr) {
            const bool shown = column.part == Part::Whole || column.part == Part::Latitude;
            row.push_back(shown ? cell_of(*definition_, *column.node, *value, layout_) : Cell{});
            continue;
        }
        switch (column.part) {
            case Part::Latitude:
                row.push_back(number_cell(point->latitude));
                break;
            case Part::Longitude:
                row.push_back(number_cell(point->longitude));
                break;
            case Part::Altitude:
                row.push_back(number_cell(point->altitude_m));
                break;
            case Part::Accuracy:
                row.push_back(number_cell(point->accuracy_m));
                break;
            case Part::Whole:
                break;
        }
    }
}

void Flattener::add_instances(const record::Record& record, const record::NodePath& above,
                              std::size_t parent, std::vector<std::vector<Row>>& rows) const {
    const Node* around = plans_[parent].repeat;
    const std::size_t cut = around == nullptr ? 0 : around->path.text.size();
    for (std::size_t sheet = 1; sheet < plans_.size(); ++sheet) {
        if (plans_[sheet].parent != parent) continue;
        const record::NodePath repeat{above.text + plans_[sheet].repeat->path.text.substr(cut)};
        const auto found = record.instances.find(repeat);
        if (found == record.instances.end()) continue;
        std::int64_t place = 0;
        for (const record::InstanceId& id : found->second) {
            const record::NodePath instance = repeat.instance(id);
            Row row = {text_cell(record.id.text()),
                       text_cell(record.id.text() + instance.text),
                       text_cell(record.id.text() + above.text),
                       {text_of(record::Value{++place}), Cell::Kind::Number}};
            add_answers(record, instance, sheet, row);
            rows[sheet].push_back(std::move(row));
            add_instances(record, instance, sheet, rows);
        }
    }
}

std::string Flattener::conflicts_in(const record::Record& record) const {
    std::vector<std::string> lines;
    for (const auto& [path, answer] : record.answers) {
        if (!answer.in_conflict()) continue;
        const Node* node = definition_->find({path.pattern()});
        std::vector<std::string> values;
        for (const record::Sibling& sibling : answer.siblings) {
            const std::string words = node == nullptr
                                          ? text_of(sibling.value)
                                          : words_for(*definition_, *node, sibling.value, layout_);
            values.push_back((words.empty() ? "(blank)" : words) + " (" + sibling.author + ")");
        }
        lines.push_back(display_path(record, path).substr(1) + ": " + joined(values, " | "));
    }
    return joined(lines, "; ");
}

std::string Flattener::retired_in(const record::Record& record) const {
    std::vector<std::string> lines;
    for (const auto& [path, answer] : record.answers) {
        if (path.text.starts_with("/meta/") || is_nothing(answer.value())) continue;
        if (definition_->find({path.pattern()}) != nullptr) continue;
        lines.push_back(display_path(record, path).substr(1) + " = " + text_of(answer.value()));
    }
    return joined(lines, "; ");
}

Row Flattener::about(const record::Record& record) const {
    const std::string device =
        layout_.device_name ? layout_.device_name(record.device) : record.device.text();
    std::string review = word_for(record.review);
    if (record.edited_since_review) review += ", edited since review";
    Row row;
    for (std::string text :
         {record.id.text(), record.scope.code, record.form.id, record.form.version,
          instance_name_of(record), std::string(word_for(record.stage)), review,
          joined(record.marks, " "), conflicts_in(record), record.author, device,
          iso_time(record.created_wall_ms), iso_time(record.changed.ms()),
          text_at(record, "/meta/entity/@id"), credit_for(record.marks)}) {
        row.push_back(text_cell(std::move(text)));
    }
    return row;
}

std::vector<std::vector<Row>> Flattener::rows_of(const record::Record& record) const {
    std::vector<std::vector<Row>> rows(sheets_.size());
    Row row = about(record);
    add_answers(record, {}, 0, row);
    row.push_back(text_cell(retired_in(record)));
    rows.front().push_back(std::move(row));
    add_instances(record, {}, 0, rows);
    return rows;
}

CsvExport::CsvExport(const Flattener& flattener, bool byte_order_mark)
    : flattener_(flattener), texts_(flattener.sheets().size()), rows_(flattener.sheets().size()) {
    for (std::size_t i = 0; i < texts_.size(); ++i) {
        if (byte_order_mark) texts_[i] = kByteOrderMark;
        append_csv_row(texts_[i], flattener.sheets()[i].columns);
    }
}

void CsvExport::add(const record::Record& record) {
    const auto rows = flattener_.rows_of(record);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        for (const Row& row : rows[i]) append_csv_row(texts_[i], row);
        rows_[i] += rows[i].size();
    }
}

}  // namespace adit::tables
