#include "work/import_row.h"

#include "base/text.h"

#include <algorithm>
#include <set>

namespace adit::work {
namespace {

using forms::QuestionType;
using record::Value;
using record::ValueType;

/// What a map makes of a word: mapped, left blank on purpose, or unknown to it.
struct Mapped {
    bool known = false;
    std::optional<std::string> word;
};

Mapped mapped(const FromColumns& from, std::string_view word) {
    if (!from.has_map) return {true, std::string(word)};
    if (const auto exact = from.map.find(word); exact != from.map.end()) {
        return {true, exact->second};
    }
    const WordMap::value_type* best = nullptr;  // The longest beginning that fits.
    for (const auto& entry : from.map) {
        const std::string_view key = entry.first;
        if (!key.ends_with('*') || !word.starts_with(key.substr(0, key.size() - 1))) continue;
        if (best == nullptr || key.size() > best->first.size()) best = &entry;
    }
    if (best == nullptr) return {};
    return {true, best->second};
}

std::vector<std::string> words_in(std::string_view cell, const std::string& separators) {
    std::vector<std::string> words;
    while (!cell.empty()) {
        const std::size_t end = std::min(cell.find_first_of(separators), cell.size());
        const std::string_view word = trimmed(cell.substr(0, end));
        if (!word.empty()) words.emplace_back(word);
        cell.remove_prefix(std::min(end + 1, cell.size()));
    }
    return words;
}

std::string filled_in(const FromText& from, const SourceRow& row) {
    std::vector<std::string> parts;
    for (const std::string& part : from.parts) {
        std::string text;
        bool complete = true;
        std::size_t at = 0;
        for (std::size_t open = part.find('{'); open != part.npos; open = part.find('{', at)) {
            const std::size_t close = part.find('}', open);
            const std::string_view word = row.at(part.substr(open + 1, close - open - 1));
            complete = complete && !word.empty();
            text += part.substr(at, open - at);
            text += word;
            at = close + 1;
        }
        if (complete) parts.push_back(text + part.substr(at));
    }
    return joined(parts, from.between);
}

/// As a form computes: whole numbers as integers, others as decimals, the rest as text.
Value calculated(const std::string& word) {
    for (const ValueType type : {ValueType::Integer, ValueType::Decimal}) {
        auto number = record::value_from(type, word);
        if (number) return *std::move(number);
    }
    return word;
}

/// The instance's id follows from the record's, so that two laptops import the same instance.
record::InstanceId instance_id(const record::RecordId& record, std::size_t place) {
    const Uuid uuid = imported_id("instance", {record.text(), std::to_string(place)});
    std::uint64_t value = 0;
    for (std::size_t i = 8; i < 16; ++i) value = value << 8U | uuid.bytes[i];
    return {value};
}

}  // namespace

/// Choices of a select_multiple as they are found.
struct RowImport::Chosen {
    std::vector<std::string> names;
    Value value() {
        return names.empty() ? Value{record::Nothing{}} : Value{record::Choices{std::move(names)}};
    }
};

struct RowImport::Reading {
    PlannedRecord& record;
    std::vector<ImportIssue>& issues;

    void tell(ImportIssue::Kind kind, std::string column, std::string value, std::string question,
              std::string why) {
        issues.push_back({record.row, kind, std::move(column), std::move(value),
                          std::move(question), std::move(why)});
    }
};

std::string RowImport::id_text(const SourceRow& row, const FromEntity& entity) const {
    std::vector<std::string> values;
    for (const std::string& column : entity.columns) values.emplace_back(row.at(column));
    if (std::ranges::all_of(values, &std::string::empty)) return "";
    return imported_id(entity.name, values).text();
}

bool RowImport::is_in_list(const forms::Node& node, const std::string& name) const {
    if (node.list_from_file) {
        const auto names = names_.find(forms::file_stem(node.file));
        return names == names_.end() || names->second.contains(name);
    }
    const auto list = mapping_.definition->lists.find(node.list);
    return list != mapping_.definition->lists.end() &&
           std::ranges::find(list->second, name, &forms::ChoiceItem::name) != list->second.end();
}

Value RowImport::checked(const AnswerRule& rule, const std::string& column, const std::string& word,
                         Reading& reading) const {
    const std::string& question = rule.node->path.text;
    if (rule.node->type == QuestionType::Calculate) return calculated(word);
    if (rule.node->list_from_file && !names_.contains(forms::file_stem(rule.node->file)))
        return Value{word};
    auto value = record::value_from(value_type_of(*rule.node), word);
    if (!value) {
        reading.tell(ImportIssue::Kind::LeftOut, column, word, question, value.error().what);
        return record::Nothing{};
    }
    const auto* choice = std::get_if<record::Choice>(&*value);
    if (choice != nullptr && !is_in_list(*rule.node, choice->name)) {
        reading.tell(ImportIssue::Kind::LeftOut, column, word, question,
                     "not in the form's list " + rule.node->list);
        return record::Nothing{};
    }
    return *std::move(value);
}

Value RowImport::from_columns(const SourceRow& row, const AnswerRule& rule, const FromColumns& from,
                              Reading& reading) const {
    const bool several =
        rule.node->type == QuestionType::SelectMultiple || rule.node->type == QuestionType::Rank;
    Chosen chosen;
    for (const std::string& column : from.columns) {
        for (const std::string& word : words_in(row.at(column), from.split)) {
            const Mapped found = mapped(from, word);
            if (!found.known) {
                reading.tell(ImportIssue::Kind::LeftOut, column, word, rule.node->path.text,
                             "the mapping has no word for it");
                continue;
            }
            if (!found.word) continue;
            if (!several) return checked(rule, column, *found.word, reading);
            for (const std::string_view name : words(*found.word)) {
                choose(rule, column, std::string(name), chosen, reading);
            }
        }
    }
    return chosen.value();
}

Value RowImport::from_flags(const SourceRow& row, const AnswerRule& rule, const FromFlags& from,
                            Reading& reading) const {
    Chosen chosen;
    for (const auto& [name, when] : from.choices) {
        if (when.holds(row)) choose(rule, when.column, name, chosen, reading);
    }
    return chosen.value();
}

void RowImport::choose(const AnswerRule& rule, const std::string& column, const std::string& name,
                       Chosen& chosen, Reading& reading) const {
    if (!is_in_list(*rule.node, name)) {
        reading.tell(ImportIssue::Kind::LeftOut, column, name, rule.node->path.text,
                     "not in the form's list " + rule.node->list);
    } else if (std::ranges::find(chosen.names, name) == chosen.names.end()) {
        chosen.names.push_back(name);
    }
}

Value RowImport::value_of(const SourceRow& row, const AnswerRule& rule, Reading& reading) const {
    if (const auto* from = std::get_if<FromColumns>(&rule.origin)) {
        return from_columns(row, rule, *from, reading);
    }
    if (const auto* from = std::get_if<FromFlags>(&rule.origin)) {
        return from_flags(row, rule, *from, reading);
    }
    if (const auto* from = std::get_if<FromConstant>(&rule.origin)) {
        if (from->text.empty()) return record::Nothing{};
        return checked(rule, "", from->text, reading);
    }
    if (const auto* from = std::get_if<FromText>(&rule.origin)) {
        const std::string text = filled_in(*from, row);
        return text.empty() ? Value{record::Nothing{}} : checked(rule, "", text, reading);
    }
    if (const auto* from = std::get_if<FromEntity>(&rule.origin)) {
        const std::string entity = id_text(row, *from);
        if (entity.empty()) return record::Nothing{};
        const std::string& column = from->columns.front();
        if (!is_in_list(*rule.node, entity)) {
            reading.tell(ImportIssue::Kind::LeftOut, column, std::string(row.at(column)),
                         rule.node->path.text,
                         "not registered here; import the " + rule.node->list + " first");
            return record::Nothing{};
        }
        return checked(rule, column, entity, reading);
    }
    const auto& from = std::get<FromCoordinates>(rule.origin);
    const std::string latitude(row.at(from.latitude)), longitude(row.at(from.longitude));
    if (latitude.empty() && longitude.empty()) return record::Nothing{};
    return checked(rule, from.latitude, latitude + " " + longitude + " 0 0", reading);
}

bool RowImport::read_answers(const SourceRow& row, const std::vector<AnswerRule>& rules,
                             const record::NodePath& instance, Reading& reading) const {
    std::set<const forms::Node*> answered;
    for (const AnswerRule& rule : rules) {
        if (answered.contains(rule.node) || !rule.when.holds(row)) continue;
        Value value = value_of(row, rule, reading);
        if (is_nothing(value)) {
            if (!rule.must) continue;
            reading.tell(ImportIssue::Kind::Rejected, "", "", rule.node->path.text,
                         "the row has no usable value for this question");
            return false;
        }
        answered.insert(rule.node);
        const std::size_t cut =
            instance.text.empty() ? 0 : record::NodePath(instance).pattern().size();
        reading.record.answers.emplace_back(
            record::NodePath{instance.text + rule.node->path.text.substr(cut)}, std::move(value));
    }
    return true;
}

void RowImport::read_computed(const SourceRow& row, Reading& reading) const {
    std::map<std::string, Value> values;
    for (const AnswerRule& rule : mapping_.computed) {
        Value& value = values[rule.node->path.text];
        if (is_nothing(value) && rule.when.holds(row)) value = value_of(row, rule, reading);
    }
    if (mapping_.label) reading.record.label = filled_in(*mapping_.label, row);
    for (auto& [path, value] : values) {
        reading.record.computed.emplace_back(record::NodePath{path}, std::move(value));
    }
}

bool RowImport::read_scope(const SourceRow& row, Reading& reading) const {
    if (mapping_.scope_column.empty()) {
        reading.record.scope = mapping_.scope;
        return true;
    }
    std::string word(row.at(mapping_.scope_column));
    if (const auto known = mapping_.scope_map.find(word); known != mapping_.scope_map.end()) {
        word = known->second.value_or("");
    }
    auto scope = record::scope_id_from(word);
    if (!scope) {
        reading.tell(ImportIssue::Kind::Rejected, mapping_.scope_column, word, "",
                     "names no country");
        return false;
    }
    reading.record.scope = *std::move(scope);
    return true;
}

bool RowImport::read(const SourceRow& row, std::size_t number, PlannedRecord& record,
                     std::vector<ImportIssue>& issues) const {
    record = {};
    record.row = number;
    Reading reading{record, issues};
    const std::string id = id_text(row, {mapping_.id_name, mapping_.id_columns});
    if (id.empty()) {
        reading.tell(ImportIssue::Kind::Rejected, mapping_.id_columns.front(), "", "",
                     "the row has no id");
        return false;
    }
    const auto uuid = uuid_from(id);
    ENSURE(uuid);
    record.id = {*uuid};
    if (mapping_.registers) record.registers = id_text(row, *mapping_.registers);
    if (!read_scope(row, reading) || !read_answers(row, mapping_.answers, {}, reading)) {
        return false;
    }
    read_computed(row, reading);
    std::size_t place = 0;
    for (const InstanceRule& rule : mapping_.instances) {
        if (!rule.when.holds(row)) continue;
        const record::NodePath instance =
            rule.repeat->path.instance(instance_id(record.id, place++));
        record.instances.push_back(instance);
        if (!read_answers(row, rule.answers, instance, reading)) return false;
    }
    return true;
}

}  // namespace adit::work
