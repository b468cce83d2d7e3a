// The body: a control for each question that a person sees.
#include "xform/writer_parts.h"
#include "xform/writer_texts.h"

#include <algorithm>

namespace adit::xform {
namespace {

using forms::Node;
using forms::NodeKind;
using forms::QuestionType;

bool has_attribute(const Node& node, std::string_view name) {
    return std::any_of(node.body_attributes.begin(), node.body_attributes.end(),
                       [&](const auto& one) { return one.first == name; });
}

std::string control_of(const Node& node) {
    switch (node.type) {
        case QuestionType::SelectOne:
            return has_attribute(node, "query") ? "input" : "select1";
        case QuestionType::SelectMultiple:
            return "select";
        case QuestionType::Rank:
            return "odk:rank";
        case QuestionType::Range:
            return "range";
        case QuestionType::Acknowledge:
            return "trigger";
        case QuestionType::Image:
        case QuestionType::Audio:
        case QuestionType::Video:
        case QuestionType::File:
            return "upload";
        default:
            return "input";
    }
}

std::string media_of(const Node& node) {
    switch (node.type) {
        case QuestionType::Image:
            return "image/*";
        case QuestionType::Audio:
            return "audio/*";
        case QuestionType::Video:
            return "video/*";
        case QuestionType::File:
            return "application/*";
        default:
            return "";
    }
}

void write_words(Writing& form, const Node& node) {
    const std::string id = form.path(node);
    xml::Writer& out = form.out;
    const bool has_hint = !node.hint.empty() || !node.guidance.empty();
    if (label_in_itext(node)) {
        out.open("label").attribute("ref", "jr:itext('" + id + ":label')").close();
    } else if (!node.label.empty() || has_hint) {
        out.open("label");
        put_text(out, node.label.in("", ""));
        out.close();
    }
    if (!has_hint || node.kind != NodeKind::Question) return;
    out.open("hint");
    if (hint_in_itext(node)) {
        out.attribute("ref", "jr:itext('" + id + ":hint')");
    } else {
        put_text(out, node.hint.in("", ""));
    }
    out.close();
}

std::string parameter(const Node& node, std::string_view name, std::string_view fallback) {
    const auto found = node.parameters.find(name);
    return found == node.parameters.end() ? std::string(fallback) : found->second;
}

void write_itemset(Writing& form, const std::string& nodeset, const std::string& value,
                   const std::string& label) {
    form.out.open("itemset").attribute("nodeset", nodeset);
    form.out.open("value").attribute("ref", value).close();
    form.out.open("label").attribute("ref", label).close();
    form.out.close();
}

// Choices that a client's search() narrows stand in the question.
void write_items(Writing& form, const std::string& name, const forms::ChoiceList& list) {
    const bool itext = list_in_itext(list);
    for (std::size_t i = 0; i < list.size(); ++i) {
        form.out.open("item").open("label");
        if (itext) {
            form.out.attribute("ref", "jr:itext('" + name + "-" + std::to_string(i) + "')");
        } else {
            form.out.text(list[i].label.in("", ""));
        }
        form.out.close().leaf("value", list[i].name).close();
    }
}

void write_choices(Writing& form, const Node& node) {
    const auto& lists = form.definition.lists;
    const std::string marks = parameter(node, "tick_labelset", "");
    const std::string shapes = parameter(node, "reference-geometry", "");
    const std::string name = !marks.empty() ? marks : !shapes.empty() ? shapes : node.list;
    const auto list = lists.find(name);
    const bool itext = !node.list_from_file && list != lists.end() && list_in_itext(list->second);
    const std::string usual = itext ? "jr:itext(itextId)" : "label";
    if (!node.itemset.empty()) {
        write_itemset(form, node.itemset, parameter(node, "value", "name"),
                      parameter(node, "label", usual));
        return;
    }
    if (name.empty() || has_attribute(node, "query") || node.type == QuestionType::File) return;
    if (is_searched(node) && list != lists.end()) {
        write_items(form, name, list->second);
        return;
    }
    std::string nodeset = "instance('" + name + "')/root/item";
    if (!node.choice_filter.empty()) nodeset += "[" + node.choice_filter + "]";
    if (parameter(node, "randomize", "") == "true") {
        const std::string seed = parameter(node, "seed", "");
        nodeset = "randomize(" + nodeset + (seed.empty() ? "" : ", " + seed) + ")";
    }
    write_itemset(form, nodeset, parameter(node, "value", "name"), parameter(node, "label", usual));
}

void write_tags(Writing& form, const Node& node) {
    const auto list = form.definition.tags.find(node.list);
    if (node.type != QuestionType::File || list == form.definition.tags.end()) return;
    for (const forms::ChoiceItem& tag : list->second) {
        form.out.open("tag").attribute("key", tag.name).leaf("label", tag.label.in("", ""));
        const auto values = form.definition.tags.find(tag.name);
        if (values != form.definition.tags.end()) {
            for (const forms::ChoiceItem& value : values->second) {
                form.out.open("item").leaf("label", value.label.in("", ""));
                form.out.leaf("value", value.name).close();
            }
        }
        form.out.close();
    }
}

void write_question(Writing& form, const Node& node) {
    form.out.open(control_of(node));
    Tag tag(form.prefixes);
    tag.set("ref", form.path(node));
    tag.give("appearance", node.appearance);
    tag.give("mediatype", media_of(node));
    if (node.type == QuestionType::Range) {
        for (const char* name : {"start", "end", "step"}) tag.give(name, parameter(node, name, ""));
    }
    tag.add(node.body_attributes);
    tag.write(form.out);
    write_words(form, node);
    write_choices(form, node);
    write_tags(form, node);
    if (const auto found = form.set_off.find(form.path(node)); found != form.set_off.end()) {
        for (const Node* target : found->second) {
            form.set_value("xforms-value-changed", form.path(*target), target->calculation);
        }
    }
    for (const forms::Action& action : node.actions) form.write_action(action);
    form.out.close();
}

void write_children(Writing& form, const Node& above);

void write_new_repeat(Writing& form, const Node& above) {
    for (const Node& node : above.children) {
        if (!node.default_value.empty() && !text_of_default(node)) {
            form.set_value("odk-new-repeat", form.path(node), node.default_value);
        }
        if (node.kind != NodeKind::Repeat) write_new_repeat(form, node);
    }
    for (const forms::EntityRule& rule : form.definition.entities) {
        const bool names_it = !rule.entity_id.empty();
        if (names_it || !rule.in_repeat || rule.place != above.path) continue;
        form.set_value("odk-new-repeat", form.path(above) + "/meta/entity/@id", "uuid()");
    }
}

void write_section(Writing& form, const Node& node) {
    const bool repeat = node.kind == NodeKind::Repeat;
    const bool has_label = !node.label.empty() || !node.media.empty();
    form.out.open("group");
    Tag group(form.prefixes);
    group.set("ref", form.path(node));
    if (!repeat || !has_label) {
        group.give("appearance", node.appearance);
        group.add(node.body_attributes);
    }
    group.write(form.out);
    if (has_label) {
        Node labelled = {};
        labelled.kind = node.kind;
        labelled.path = node.path;
        labelled.label = node.label;
        labelled.media = node.media;
        write_words(form, labelled);
    }
    if (repeat) {
        form.out.open("repeat");
        Tag tag(form.prefixes);
        tag.set("nodeset", form.path(node));
        tag.give("jr:count", node.repeat_count);
        tag.give("appearance", node.appearance);
        tag.add(node.body_attributes);
        tag.write(form.out);
    }
    write_children(form, node);
    if (repeat) {
        write_new_repeat(form, node);
        for (const forms::Action& action : node.actions) form.write_action(action);
        form.out.close();
    }
    form.out.close();
}

void write_children(Writing& form, const Node& above) {
    for (const Node& node : above.children) {
        if (node.kind != NodeKind::Question) {
            write_section(form, node);
        } else if (forms::has_control(node)) {
            write_question(form, node);
        }
    }
}

}  // namespace

void write_body(Writing& form) {
    form.out.open("h:body");
    if (!form.definition.style.empty()) form.out.attribute("class", form.definition.style);
    write_children(form, form.definition.root);
    form.out.close();
}

}  // namespace adit::xform
