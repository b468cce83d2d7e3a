#include "work/mapping_reader.h"

#include "base/text.h"

#include <algorithm>

namespace adit::work {
namespace {

/// The question that a mapping names: by its whole path, or below its repeat.
const forms::Node* question_at(const forms::Definition& definition, const forms::Node* repeat,
                               const std::string& path, bool computed) {
    const std::string whole =
        repeat == nullptr ? path : repeat->path.text + (path.starts_with("/") ? "" : "/") + path;
    const forms::Node* node = definition.find({whole});
    if (node == nullptr || node->kind != forms::NodeKind::Question) return nullptr;
    const bool answered = forms::is_asked(node->type) && node->type != forms::QuestionType::Note;
    const bool calculated = node->type == forms::QuestionType::Calculate;
    return (computed ? calculated : answered) ? node : nullptr;
}

}  // namespace

Error MappingReader::wrong(std::string why) const {
    return {Code::BadInput, place_ + ": " + std::move(why)};
}

Status MappingReader::only(const Json& json, std::initializer_list<std::string_view> words) {
    if (!json.is_object()) return wrong("braces {…} are needed here");
    for (const auto& [word, value] : json.items()) {
        if (std::ranges::find(words, word) == words.end()) {
            return wrong("the word \"" + word + "\" is not known here; known are " +
                         joined({words.begin(), words.end()}, ", "));
        }
    }
    return Done{};
}

Result<std::string> MappingReader::text(const Json& json, std::string_view what) {
    if (!json.is_string()) return wrong(std::string(what) + " must be a text in quotes");
    return json.get<std::string>();
}

Result<std::vector<std::string>> MappingReader::texts(const Json& json, std::string_view what) {
    if (json.is_string()) return std::vector{json.get<std::string>()};
    if (!json.is_array()) return wrong(std::string(what) + " must be a text or a list of texts");
    std::vector<std::string> list;
    for (const Json& entry : json) list.push_back(TRY(text(entry, what)));
    return list;
}

Result<std::string> MappingReader::column(const Json& json) {
    std::string name = TRY(text(json, "a column's name"));
    if (!columns_.contains(name)) {
        return wrong("the CSV has no column \"" + name + "\"; check its header row");
    }
    used_.insert(name);
    return name;
}

Result<std::vector<std::string>> MappingReader::columns(const Json& json) {
    if (json.is_string()) return std::vector{TRY(column(json))};
    if (!json.is_array() || json.empty()) return wrong("columns must be a list of names");
    std::vector<std::string> list;
    for (const Json& entry : json) list.push_back(TRY(column(entry)));
    return list;
}

Result<WordMap> MappingReader::word_map(const Json& json) {
    if (!json.is_object()) return wrong("\"map\" must be {\"word of the source\": \"choice\", …}");
    WordMap map;
    for (const auto& [word, value] : json.items()) {
        if (value.is_null()) {
            map.emplace(word, std::nullopt);
        } else {
            map.emplace(word, TRY(text(value, "what \"" + word + "\" becomes")));
        }
    }
    return map;
}

Result<Condition> MappingReader::condition(const Json& json) {
    TRY(only(json, {"column", "is", "is_not", "above", "all", "any"}));
    Condition read;
    if (json.contains("column")) read.column = TRY(column(json["column"]));
    if (json.contains("is")) read.is = TRY(texts(json["is"], "\"is\""));
    if (json.contains("is_not")) read.is_not = TRY(texts(json["is_not"], "\"is_not\""));
    if (json.contains("above")) {
        if (!json["above"].is_number()) return wrong("\"above\" must be a number");
        read.above = json["above"].get<double>();
    }
    const bool compares = !read.is.empty() || !read.is_not.empty() || read.above;
    if (compares == read.column.empty()) {
        return wrong("a condition needs a column together with is, is_not or above");
    }
    for (const auto& [word, list] : {std::pair{"all", &read.all}, std::pair{"any", &read.any}}) {
        if (!json.contains(word)) continue;
        if (!json[word].is_array()) return wrong("\"all\" and \"any\" are lists of conditions");
        for (const Json& part : json[word]) list->push_back(TRY(condition(part)));
    }
    return read;
}

Result<FromText> MappingReader::text_origin(const Json& json) {
    FromText read;
    read.parts = TRY(texts(json["text"], "\"text\""));
    if (json.contains("between")) read.between = TRY(text(json["between"], "\"between\""));
    for (const std::string& part : read.parts) {
        for (std::size_t open = part.find('{'); open != part.npos;
             open = part.find('{', open + 1)) {
            const std::size_t close = part.find('}', open);
            if (close == part.npos) return wrong("a brace in \"" + part + "\" is not closed");
            TRY(column(Json(part.substr(open + 1, close - open - 1))));
        }
    }
    return read;
}

Result<FromFlags> MappingReader::flags_origin(const Json& json) {
    if (!json.is_object()) return wrong("\"choices\" must be {\"choice\": {condition}, …}");
    FromFlags read;
    for (const auto& [choice, when] : json.items()) {
        read.choices.emplace_back(choice, TRY(condition(when)));
    }
    return read;
}

Result<FromEntity> MappingReader::entity_origin(const Json& json) {
    TRY(only(json, {"name", "columns"}));
    if (!json.contains("name") || !json.contains("columns")) {
        return wrong("an entity needs a name and columns");
    }
    return FromEntity{TRY(text(json["name"], "\"name\"")), TRY(columns(json["columns"]))};
}

Result<Origin> MappingReader::origin(const Json& json) {
    if (json.contains("constant")) {
        return Origin{FromConstant{TRY(text(json["constant"], "\"constant\""))}};
    }
    if (json.contains("text")) return Origin{TRY(text_origin(json))};
    if (json.contains("entity")) return Origin{TRY(entity_origin(json["entity"]))};
    if (json.contains("choices")) return Origin{TRY(flags_origin(json["choices"]))};
    if (json.contains("latitude") && json.contains("longitude")) {
        return Origin{
            FromCoordinates{TRY(column(json["latitude"])), TRY(column(json["longitude"]))}};
    }
    if (!json.contains("column") && !json.contains("columns")) {
        return wrong(
            "say where the answer comes from: column, columns, constant, text, entity, or "
            "latitude and longitude");
    }
    FromColumns read;
    read.columns = TRY(columns(json.contains("column") ? json["column"] : json["columns"]));
    if (json.contains("split")) read.split = TRY(text(json["split"], "\"split\""));
    read.has_map = json.contains("map");
    if (read.has_map) read.map = TRY(word_map(json["map"]));
    return Origin{std::move(read)};
}

Result<AnswerRule> MappingReader::rule(const Json& json, const forms::Definition& definition,
                                       const forms::Node* repeat, bool computed) {
    if (++rules_ > kMappingRulesMax) return wrong("there are more than 2,000 rules");
    TRY(only(json, {"question", "column", "columns", "split", "map", "constant", "text", "between",
                    "latitude", "longitude", "entity", "choices", "when", "must"}));
    if (!json.contains("question")) return wrong("\"question\" is missing");
    const std::string path = TRY(text(json["question"], "\"question\""));
    AnswerRule read;
    read.node = question_at(definition, repeat, path, computed);
    if (read.node == nullptr) {
        return wrong("the form " + definition.form.id + " has no question \"" + path +
                     (computed ? "\" that it computes" : "\" that a person could answer"));
    }
    const std::string before = std::exchange(place_, place_ + ", question " + path);
    read.origin = TRY(origin(json));
    if (json.contains("when")) read.when = TRY(condition(json["when"]));
    if (json.contains("must")) {
        if (!json["must"].is_boolean()) return wrong("\"must\" is true or false");
        read.must = json["must"].get<bool>();
    }
    place_ = before;
    return read;
}

Result<std::vector<AnswerRule>> MappingReader::rules(const Json& list,
                                                     const forms::Definition& definition,
                                                     const forms::Node* repeat, bool computed) {
    if (!list.is_array()) return wrong("\"answers\" must be a list [ … ]");
    std::vector<AnswerRule> read;
    for (const Json& entry : list) read.push_back(TRY(rule(entry, definition, repeat, computed)));
    return read;
}

Status MappingReader::read_instances(const Json& file, Mapping& mapping) {
    if (!file.contains("instances")) return Done{};
    if (!file["instances"].is_array()) return wrong("\"instances\" must be a list [ … ]");
    for (const Json& entry : file["instances"]) {
        TRY(only(entry, {"repeat", "when", "answers"}));
        if (!entry.contains("repeat") || !entry.contains("answers")) {
            return wrong("an instance needs \"repeat\" and \"answers\"");
        }
        const std::string path = TRY(text(entry["repeat"], "\"repeat\""));
        InstanceRule read;
        read.repeat = mapping.definition->find({path});
        if (read.repeat == nullptr || read.repeat->kind != forms::NodeKind::Repeat) {
            return wrong("the form " + mapping.definition->form.id + " has no repeat \"" + path +
                         "\"");
        }
        if (entry.contains("when")) read.when = TRY(condition(entry["when"]));
        read.answers = TRY(rules(entry["answers"], *mapping.definition, read.repeat, false));
        mapping.instances.push_back(std::move(read));
    }
    return Done{};
}

Status MappingReader::read_scope(const Json& file, Mapping& mapping) {
    if (!file.contains("scope")) return wrong("\"scope\" is missing: a country such as \"COD\"");
    if (file["scope"].is_string()) {
        const std::string code = TRY(text(file["scope"], "\"scope\""));
        mapping.scope = TRY(record::scope_id_from(code));
        return Done{};
    }
    TRY(only(file["scope"], {"column", "map"}));
    if (!file["scope"].contains("column")) return wrong("\"scope\" needs a column");
    mapping.scope_column = TRY(column(file["scope"]["column"]));
    if (file["scope"].contains("map")) mapping.scope_map = TRY(word_map(file["scope"]["map"]));
    return Done{};
}

Status MappingReader::read_rows(const Json& file, Mapping& mapping) {
    if (!file.contains("id")) return wrong("\"id\" is missing: what names a row for ever");
    const FromEntity id = TRY(entity_origin(file["id"]));
    mapping.id_name = id.name;
    mapping.id_columns = id.columns;
    if (file.contains("registers")) mapping.registers = TRY(entity_origin(file["registers"]));
    if (file.contains("label")) mapping.label = TRY(text_origin(Json{{"text", file["label"]}}));
    if (file.contains("one_per")) {
        TRY(only(file["one_per"], {"columns", "latest"}));
        if (!file["one_per"].contains("columns") || !file["one_per"].contains("latest")) {
            return wrong("\"one_per\" needs \"columns\" and \"latest\"");
        }
        mapping.one_per = TRY(columns(file["one_per"]["columns"]));
        mapping.latest = TRY(column(file["one_per"]["latest"]));
    }
    if (file.contains("order")) mapping.order = TRY(column(file["order"]));
    if (file.contains("when")) mapping.when = TRY(condition(file["when"]));
    if (file.contains("marks")) mapping.marks = TRY(texts(file["marks"], "\"marks\""));
    if (file.contains("about")) mapping.about = TRY(text(file["about"], "\"about\""));
    if (!file.contains("left_out")) return Done{};
    if (!file["left_out"].is_object())
        return wrong("\"left_out\" must be {\"column\": \"why\", …}");
    for (const auto& [name, why] : file["left_out"].items()) {
        TRY(column(Json(name)));
        mapping.left_out.emplace(name, TRY(text(why, "the reason for leaving out " + name)));
    }
    return Done{};
}

Status MappingReader::all_columns_told() {
    for (const std::string& name : columns_) {
        if (!used_.contains(name)) {
            return wrong("the column \"" + name +
                         "\" of the CSV is neither used nor named in \"left_out\" with a reason");
        }
    }
    return Done{};
}

Result<Mapping> MappingReader::read(const Json& file, const DefinitionOf& definition_of) {
    TRY(only(file, {"adit_mapping", "about", "form", "scope", "marks", "id", "registers", "label",
                    "one_per", "order", "when", "answers", "computed", "instances", "left_out"}));
    if (!file.contains("adit_mapping") || file["adit_mapping"] != 1) {
        return wrong("it has to begin with \"adit_mapping\": 1");
    }
    if (!file.contains("form") || !file.contains("answers")) {
        return wrong("\"form\" and \"answers\" are needed");
    }
    Mapping mapping;
    const std::string form = TRY(text(file["form"], "\"form\""));
    mapping.definition = TRY(definition_of(form));
    TRY(read_rows(file, mapping));
    TRY(read_scope(file, mapping));
    mapping.answers = TRY(rules(file["answers"], *mapping.definition, nullptr, false));
    if (file.contains("computed")) {
        mapping.computed = TRY(rules(file["computed"], *mapping.definition, nullptr, true));
    }
    TRY(read_instances(file, mapping));
    TRY(all_columns_told());
    return mapping;
}

}  // namespace adit::work
