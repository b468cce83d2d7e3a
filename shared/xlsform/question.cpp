#include "xlsform/question.h"

#include "base/text.h"
#include "xlsform/parameters.h"
#include "xlsform/reference.h"

#include <algorithm>
#include <array>

namespace adit::xlsform {
namespace {

using forms::Action;
using forms::Node;
using forms::NodeKind;
using forms::QuestionType;

constexpr std::array<std::string_view, 4> kMedia{"image", "big-image", "audio", "video"};

NodeKind kind_of(RowKind kind) {
    switch (kind) {
        case RowKind::BeginGroup:
        case RowKind::BeginLoop:
            return NodeKind::Group;
        case RowKind::BeginRepeat:
            return NodeKind::Repeat;
        default:
            return NodeKind::Question;
    }
}

// "yes" in a column of expressions means true().
std::string condition(const Cells& cells, std::string_view key) {
    const std::string text = cells.expression(key);
    const auto said = yes_or_no(text);
    return !said ? text : *said ? "true()" : "false()";
}

void read_words(const Cells& cells, const std::string& language, Node& node) {
    node.label = cells.words("label", language);
    node.hint = cells.words("hint", language);
    node.guidance = cells.words("guidance_hint", language);
    node.constraint_message = cells.words("constraint_message", language);
    node.required_message = cells.words("required_message", language);
    for (const std::string_view kind : kMedia) {
        forms::Words files = cells.words(kind, language);
        if (!files.empty()) node.media.emplace(kind, std::move(files));
    }
}

void read_expressions(const RowInHand& row, Node& node) {
    const Cells& cells = row.cells;
    node.relevant = condition(cells, "relevant");
    node.constraint = condition(cells, "constraint");
    node.required = condition(cells, "required");
    node.read_only = condition(cells, "read_only");
    node.calculation = condition(cells, "calculation");
    node.choice_filter = cells.expression("choice_filter");
    node.repeat_count = cells.expression("repeat_count");
    node.trigger = cells.text("trigger");
    std::string text = cells.text("default");
    const bool picture = node.type == QuestionType::Image && node.kind == NodeKind::Question;
    node.default_value = default_expression(text, node.type);
    if (node.default_value == text) node.default_value = cells.expression("default");
    if (text.empty() || node.default_value == text) return;
    if (picture && text.find("jr://") == std::string::npos) {
        text = "jr://images/" + text;
        node.default_value = default_expression(text, QuestionType::Date);
    }
    // With both kinds of quotation marks the text cannot stand as one literal.
    if (node.default_value.starts_with("concat(")) node.initial = text;
}

void read_attributes(const Cells& cells, Node& node) {
    for (const auto& [heading, text] : cells.filled()) {
        const std::string& key = heading->key;
        if (key.starts_with("x_")) node.extra[key] = text;
        if (!heading->known || !heading->language.empty()) continue;
        if (key.starts_with("bind::") && key != "bind::type") {
            node.bind_attributes.emplace_back(key.substr(6), text);
        } else if (key.starts_with("body::")) {
            node.body_attributes.emplace_back(key.substr(6), text);
        } else if (key.starts_with("instance::")) {
            node.instance_attributes.emplace_back(key.substr(10), text);
        }
    }
}

// What fills a question that nobody is asked. Its place is found when all names are known.
void add_special(const QuestionWord& word, Node& node) {
    if (!word.preload.empty()) {
        node.bind_attributes.emplace_back("jr:preload", word.preload);
        node.bind_attributes.emplace_back("jr:preloadParams", word.preload_params);
    }
    Action action;
    action.kind = Action::Kind::SetGeopoint;
    if (word.special == Special::StartGeopoint) {
        action.events = {"odk-instance-first-load"};
    } else if (word.special == Special::BackgroundGeopoint) {
        action.events = {"xforms-value-changed"};
    } else if (word.special == Special::BackgroundAudio) {
        action.kind = Action::Kind::RecordAudio;
        action.events = {"odk-instance-load"};
        const auto quality = node.parameters.find("quality");
        if (quality != node.parameters.end()) {
            action.attributes.emplace_back("odk:quality", quality->second);
        }
    } else {
        return;
    }
    node.actions.push_back(std::move(action));
}

void warn_of_special(const RowInHand& row, const QuestionWord& word) {
    if (word.special == Special::BackgroundAudio) {
        row.warn("type", "Sound is not recorded in the background of a laptop.");
    } else if (word.special == Special::StartGeopoint ||
               word.special == Special::BackgroundGeopoint) {
        row.warn("type", "Positions are not taken in the background of a laptop.");
    } else if (word.special == Special::Map) {
        row.warn("type", "Map features are not picked on a laptop: a file can be given instead.");
    } else if (!word.preload.empty()) {
        row.warn("type", "A laptop has no SIM card: this stays empty.");
    }
}

void check_question(const RowInHand& row, const QuestionWord& word, const Node& node) {
    // A column called only "media" says nothing, and is let pass as pyxform does.
    const bool has_words =
        !node.label.empty() || !node.media.empty() || !node.hint.empty() || row.cells.has("media");
    if (forms::has_control(node) && !has_words) {
        row.complain("label", "The question has no words: write a label or a hint.");
    }
    if (node.media.contains("big-image") && !node.media.contains("image")) {
        row.complain("big-image", "A big-image needs an image beside it: write both.");
    }
    const bool dynamic = !node.default_value.empty() && node.default_value[0] != '\'' &&
                         node.default_value[0] != '"';
    if (node.type == QuestionType::Calculate && node.calculation.empty() && !dynamic) {
        row.complain("calculation", "Write what is calculated, or remove the row.");
    }
    if (word.special == Special::BackgroundGeopoint && node.trigger.empty()) {
        row.complain("trigger", "Write the question that sets this off, such as ${name}.");
    }
    if (word.special == Special::BackgroundGeopoint && !node.calculation.empty()) {
        row.complain("calculation", "The position itself is the value: clear this cell.");
    }
    const bool filters = !word.list.empty() || node.parameters.contains("reference-geometry");
    if (!node.choice_filter.empty() && !filters) {
        row.warn("choice_filter", "Only choices can be filtered: clear this cell.");
    }
    if (node.type == QuestionType::Audit && !node.name.empty() && node.name != "audit") {
        row.complain("name", "The audit is always called audit: write that, or nothing.");
    }
}

void check_structure(const RowInHand& row, Node& node) {
    if (!node.trigger.empty()) {
        row.warn("trigger", "A group or repeat has no value to set: clear this cell.");
        node.trigger.clear();
    }
    if (!node.required.empty() && node.required != "false()") {
        row.complain("required", "Groups and repeats cannot be required: clear this cell.");
    }
    if (!node.save_to.empty()) {
        row.complain("save_to", "Only questions are saved as properties: clear this cell.");
    }
}

}  // namespace

Node node_of(const RowInHand& row, const QuestionWord& word) {
    Node node;
    node.kind = kind_of(word.kind);
    node.type = word.type;
    node.name = row.text("name");
    node.row = row.cells.row();
    node.appearance = row.text("appearance");
    node.save_to = row.text("save_to");
    node.bind_type = row.cells.has("bind::type") ? row.text("bind::type") : word.bind_type;
    read_words(row.cells, row.draft.definition.default_language, node);
    read_expressions(row, node);
    read_attributes(row.cells, node);
    if (node.hint.empty() && !word.hint.empty()) node.hint.by_language[""] = word.hint;
    if (node.constraint.empty()) node.constraint = word.constraint;
    if (word.special == Special::Map) {
        node.body_attributes.emplace_back("mediatype", "osm/*");
        node.list = word.list;
    }
    if (node.kind != NodeKind::Question) {
        check_structure(row, node);
        return node;
    }
    read_parameters(row, word, node);
    if (node.type == QuestionType::Range) check_range(row, node);
    add_special(word, node);
    warn_of_special(row, word);
    check_question(row, word, node);
    if (!node.repeat_count.empty()) {
        row.warn("repeat_count", "Only a repeat has a count: clear this cell.");
        node.repeat_count.clear();
    }
    if (node.type == QuestionType::Audit) node.name = "audit";
    return node;
}

}  // namespace adit::xlsform
