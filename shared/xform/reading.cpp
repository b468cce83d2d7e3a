#include "xform/reading.h"

#include "base/text.h"
#include "forms/limits.h"
#include "forms/plan.h"
#include "xform/form_reader.h"
#include "xml/reader.h"

#include <algorithm>

namespace adit::xform {
namespace {

constexpr std::string_view kNewestEntities = "2025.1";

// What the columns of a sheet are called in XML.
struct Place {
    std::string_view column, element, attribute;
};
constexpr Place kPlaces[] = {
    {"calculation", "bind", "calculate"},
    {"relevant", "bind", "relevant"},
    {"repeat_count", "repeat", "jr:count"},
    {"constraint", "bind", "constraint"},
    {"required", "bind", "required"},
    {"read_only", "bind", "readonly"},
    {"choice_filter", "itemset", "nodeset"},
    {"label", "label", ""},
    {"hint", "hint", ""},
    {"ref", "setvalue", "ref"},
    {"value", "setvalue", "value"},
    {"type", "bind", ""},
    {"parameters", "bind", ""},
    {"appearance", "input", "appearance"},
    {"image", "label", ""},
    {"big-image", "label", ""},
    {"audio", "label", ""},
    {"video", "label", ""},
    {"public_key", "submission", "base64RsaPublicKey"},
    {"submission_url", "submission", "action"},
    {"auto_send", "submission", "orx:auto-send"},
    {"auto_delete", "submission", "orx:auto-delete"},
};

std::string element_of(std::string_view column) {
    for (const Place& place : kPlaces) {
        if (place.column != column) continue;
        const std::string element(place.element);
        return place.attribute.empty() ? element : element + " " + std::string(place.attribute);
    }
    return "model";
}

Problem problem_of(const forms::ExpressionProblem& problem) {
    return {problem.row, element_of(problem.column), problem.value, problem.what,
            problem.works ? Severity::Warning : Severity::Error};
}

}  // namespace

std::string text_of(const Problem& problem) {
    std::string text;
    if (problem.line > 0) text = "line " + std::to_string(problem.line);
    if (!problem.element.empty()) {
        text += (text.empty() ? "<" : ", <") + problem.element + ">";
    }
    return text.empty() ? problem.what : text + ": " + problem.what;
}

std::string attribute_of(const xml::Node& element, std::string_view local, std::string_view uri) {
    const std::string* value = element.attribute(local, uri);
    return value == nullptr ? std::string() : *value;
}

std::optional<std::string> literal_in(std::string_view expression) {
    const std::string_view text = trimmed(expression);
    const bool marked = text.size() >= 2 && (text[0] == '\'' || text[0] == '"') &&
                        text.find(text[0], 1) == text.size() - 1;
    if (!marked) return std::nullopt;
    return std::string(text.substr(1, text.size() - 2));
}

void FormReader::complain(const xml::Node& at, std::string value, std::string what,
                          Severity severity) {
    problems_.add({static_cast<int>(at.line), at.name->qualified(), std::move(value),
                   std::move(what), severity});
}

// Prefixes that expressions and attributes of the form may use.
void FormReader::read_namespaces(const xml::Node& html, const xml::Node& model,
                                 const xml::Node& root) {
    for (const xml::Node* element : {&html, &model, &root}) {
        for (const xml::Namespace& declared : element->declared) {
            auto& known = definition_.namespaces;
            const bool again = std::any_of(known.begin(), known.end(), [&](const auto& one) {
                return one.first == declared.prefix;
            });
            if (!declared.prefix.empty() && !again) {
                known.emplace_back(declared.prefix, declared.uri);
            }
        }
    }
    for (const xml::Namespace& declared : root.declared) {
        if (declared.prefix.empty()) {
            definition_.root_attributes.emplace_back("xmlns", declared.uri);
        }
    }
}

void FormReader::read_submission(const xml::Node& model) {
    const xml::Node* submission = model.child("submission");
    if (submission == nullptr) return;
    for (const xml::Attribute& attribute : submission->attributes) {
        definition_.submission_attributes.emplace_back(attribute.name->qualified(),
                                                       attribute.value);
    }
}

void FormReader::make_plan() {
    std::vector<forms::ExpressionProblem> found;
    auto plan = forms::plan_of(definition_, found);
    bool works = true;
    for (const forms::ExpressionProblem& problem : found) {
        works = works && problem.works;
        problems_.add(problem_of(problem));
    }
    if (works) definition_.plan = std::move(plan);
}

void FormReader::tell_limits() {
    for (const forms::Limit& limit : forms::limits_of(definition_)) {
        problems_.add(
            {limit.row, element_of(limit.column), limit.value, limit.what, Severity::Warning});
    }
}

void FormReader::read(const xml::Node& html) {
    const xml::Node* head = html.child("head");
    const xml::Node* model = head == nullptr ? nullptr : head->child("model");
    const xml::Node* primary = model == nullptr ? nullptr : model->child("instance");
    if (primary == nullptr) {
        complain(html, {},
                 "This is no XForm: <h:html> holds <h:head>, that <model>, and that an "
                 "<instance>.");
        return;
    }
    const auto root = std::find_if(primary->children.begin(), primary->children.end(),
                                   [](const xml::Node& node) { return node.is_element(); });
    if (root == primary->children.end()) {
        complain(*primary, {}, "The first instance is empty: put the form's nodes there.");
        return;
    }
    root_ = &*root;
    if (const xml::Node* title = head->child("title")) {
        definition_.title.by_language[""] = std::string(trimmed(title->content()));
    }
    const std::string entities = attribute_of(*model, "entities-version", kEntitiesUri);
    if (entities.substr(0, kNewestEntities.size()) > kNewestEntities) {
        complain(*model, entities,
                 "This form wants entities of version " + entities + ", and this program knows " +
                     std::string(kNewestEntities) + ": use a newer program.");
        return;
    }
    read_namespaces(html, *model, *root_);
    read_itext(*model);
    read_instances(*model);
    const xml::Node* body = html.child("body");
    if (body != nullptr) find_repeats(*body, "/" + root_->name->qualified());
    read_primary(*model);
    read_binds(*model);
    for (const xml::Node& element : model->children) {
        if (element.is_element()) {
            read_action(element, "/" + definition_.root_name, definition_.actions);
        }
    }
    if (body != nullptr) read_body(*body);
    settle_types(definition_.root);
    read_entity();
    read_submission(*model);
    make_plan();
    tell_limits();
}

Reading FormReader::run(std::string_view text) {
    auto document = xml::read(text);
    if (!document) {
        problems_.add({0, {}, {}, "This form cannot be read: " + document.error().what + "."});
    } else {
        read(document->root());
    }
    Reading reading;
    if (!problems_.refuses()) reading.definition = std::move(definition_);
    reading.problems = problems_.take();
    return reading;
}

Reading read_xform(std::string_view text) { return FormReader().run(text); }

}  // namespace adit::xform
