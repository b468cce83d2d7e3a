// The model: texts, the record's instance, lists to look up, binds, and what happens by itself.
#include "base/text.h"
#include "xform/writer_parts.h"
#include "xform/writer_texts.h"

#include <algorithm>

namespace adit::xform {
namespace {

using forms::EntityRule;
using forms::Node;
using forms::NodeKind;
using forms::QuestionType;

bool is_audit(const Node& node) {
    return node.kind == NodeKind::Question && node.type == QuestionType::Audit;
}

// --- the instance -------------------------------------------------------------------------------

void write_entity(Writing& form, const EntityRule& rule) {
    xml::Writer& out = form.out;
    const bool updates = !rule.entity_id.empty() || !rule.update_if.empty();
    out.open("entity").attribute("dataset", rule.list).attribute("id", "");
    if (!rule.create_if.empty() || !updates) out.attribute("create", "1");
    if (updates) out.attribute("update", "1");
    if (!rule.entity_id.empty()) {
        for (const char* name : {"baseVersion", "trunkVersion", "branchId"})
            out.attribute(name, "");
    }
    if (!rule.label.empty()) out.open("label").close();
    out.close();
}

void write_audits(Writing& form, const Node& above) {
    for (const Node& node : above.children) {
        if (is_audit(node)) form.out.open("audit").close();
        write_audits(form, node);
    }
}

bool has_audit(const Node& above) {
    return std::any_of(above.children.begin(), above.children.end(),
                       [](const Node& node) { return is_audit(node) || has_audit(node); });
}

void write_meta(Writing& form, const Node& node) {
    const bool root = node.path.text.empty();
    const forms::Definition& definition = form.definition;
    const auto rule = std::find_if(definition.entities.begin(), definition.entities.end(),
                                   [&](const EntityRule& one) { return one.place == node.path; });
    const bool entity = rule != definition.entities.end();
    const bool more = root && (!definition.instance_id.empty() ||
                               !definition.instance_name.empty() || has_audit(definition.root));
    if (!entity && !more) return;
    form.out.open("meta");
    if (root) {
        write_audits(form, definition.root);
        if (!definition.instance_id.empty()) form.out.open("instanceID").close();
        if (!definition.instance_name.empty()) form.out.open("instanceName").close();
    }
    if (entity) write_entity(form, *rule);
    form.out.close();
}

void write_children(Writing& form, const Node& above, bool with_templates);

void write_element(Writing& form, const Node& node, bool is_template, bool with_templates) {
    form.open(node.name);
    Tag tag(form.prefixes);
    if (is_template) tag.set("jr:template", "");
    tag.add(node.instance_attributes);
    for (const Node& child : node.children) {
        if (child.is_attribute) tag.set(child.name, text_of_default(child).value_or(""));
    }
    tag.write(form.out);
    if (node.kind == NodeKind::Question) {
        form.out.text(text_of_default(node).value_or(""));
    } else {
        write_children(form, node, with_templates);
    }
    form.out.close();
}

void write_children(Writing& form, const Node& above, bool with_templates) {
    for (const Node& node : above.children) {
        if (is_audit(node) || node.is_attribute) continue;
        const bool repeat = node.kind == NodeKind::Repeat;
        if (repeat && with_templates) write_element(form, node, true, true);
        write_element(form, node, false, with_templates && !repeat);
    }
    write_meta(form, above);
}

void write_instance(Writing& form) {
    const forms::Definition& definition = form.definition;
    form.out.open("instance");
    form.open(definition.root_name);
    Tag tag(form.prefixes);
    tag.set("id", definition.form.id);
    tag.give("version", definition.form.version);
    tag.add(definition.root_attributes);
    tag.write(form.out);
    write_children(form, definition.root, true);
    form.out.close().close();
}

// --- lists --------------------------------------------------------------------------------------

// Lists that stand in questions, or that clients look up by a query.
void note_other_lists(const Node& above, std::set<std::string>& others,
                      std::set<std::string>& needed) {
    for (const Node& node : above.children) {
        const bool asks = std::any_of(node.body_attributes.begin(), node.body_attributes.end(),
                                      [](const auto& one) { return one.first == "query"; });
        if (!node.list.empty()) (asks || is_searched(node) ? others : needed).insert(node.list);
        note_other_lists(node, others, needed);
    }
}

void write_list(Writing& form, const std::string& name, const forms::ChoiceList& list) {
    const bool itext = list_in_itext(list);
    form.out.open("instance").attribute("id", name).open("root");
    for (std::size_t i = 0; i < list.size(); ++i) {
        form.out.open("item");
        if (itext) form.out.leaf("itextId", name + "-" + std::to_string(i));
        form.out.leaf("name", list[i].name);
        if (!itext && !list[i].label.empty()) form.out.leaf("label", list[i].label.in("", ""));
        for (const auto& [column, text] : list[i].columns) {
            if (xml::is_name(column) && column.find(':') == std::string::npos) {
                form.out.leaf(column, text);
            }
        }
        form.out.close();
    }
    form.out.close().close();
}

void write_source(Writing& form, const std::string& id, const std::string& address) {
    form.out.open("instance").attribute("id", id).attribute("src", address).close();
}

bool names_last_saved(const Node& above) {
    constexpr std::string_view kName = "__last-saved";
    const auto in = [&](const std::string& text) { return text.find(kName) != std::string::npos; };
    return std::any_of(above.children.begin(), above.children.end(), [&](const Node& node) {
        return in(node.calculation) || in(node.relevant) || in(node.constraint) ||
               in(node.required) || in(node.read_only) || in(node.default_value) ||
               in(node.choice_filter) || in(node.itemset) || names_last_saved(node);
    });
}

void write_lists(Writing& form) {
    std::set<std::string> others, needed;
    note_other_lists(form.definition.root, others, needed);
    for (const auto& [name, list] : form.definition.lists) {
        if (!others.contains(name) || needed.contains(name)) write_list(form, name, list);
    }
    for (const std::string& file : form.definition.files()) {
        const bool csv = file.ends_with(".csv");
        write_source(form, file.substr(0, file.rfind('.')),
                     (csv ? "jr://file-csv/" : "jr://file/") + file);
    }
    if (names_last_saved(form.definition.root)) {
        write_source(form, "__last-saved", "jr://instance/last-saved");
    }
}

// --- binds --------------------------------------------------------------------------------------

std::string message_of(const std::string& id, const forms::Words& words) {
    if (words.empty()) return "";
    return message_in_itext(words) ? "jr:itext('" + id + "')" : words.in("", "");
}

void write_bind(Writing& form, const Node& node) {
    Tag tag(form.prefixes);
    const std::string path =
        is_audit(node) ? "/" + form.definition.root_name + "/meta/audit" : form.path(node);
    const bool question = node.kind == NodeKind::Question;
    tag.set("nodeset", path);
    if (question) tag.give("type", node.bind_type.empty() ? "string" : node.bind_type);
    const bool note = question && node.type == QuestionType::Note;
    tag.give("readonly", note && node.read_only.empty() ? "true()" : node.read_only);
    tag.give("required", node.required);
    tag.give("relevant", node.relevant);
    tag.give("constraint", node.constraint);
    if (node.trigger.empty()) tag.give("calculate", node.calculation);
    tag.give("jr:constraintMsg", message_of(path + ":jr:constraintMsg", node.constraint_message));
    tag.give("jr:requiredMsg", message_of(path + ":jr:requiredMsg", node.required_message));
    tag.give("entities:saveto", node.save_to);
    const auto preload = [&](std::string_view how, std::string_view what) {
        tag.set("jr:preload", std::string(how));
        tag.set("jr:preloadParams", std::string(what));
    };
    if (question && node.type == QuestionType::Start) preload("timestamp", "start");
    if (question && node.type == QuestionType::End) preload("timestamp", "end");
    if (question && node.type == QuestionType::Today) preload("date", "today");
    if (question && node.type == QuestionType::Username) preload("property", "username");
    if (question && node.type == QuestionType::DeviceId) preload("property", "deviceid");
    if (question && node.type == QuestionType::Email) preload("property", "email");
    if (question && node.type == QuestionType::PhoneNumber) preload("property", "phonenumber");
    tag.add(node.bind_attributes);
    if (question || tag.size() > 1) {
        form.out.open("bind");
        tag.write(form.out);
        form.out.close();
    }
    for (const Node& child : node.children) write_bind(form, child);
}

void write_meta_bind(Writing& form, const std::string& path, const std::string& calculate) {
    form.out.open("bind").attribute("nodeset", path).attribute("type", "string");
    form.out.attribute("readonly", "true()");
    if (!calculate.empty()) form.out.attribute("calculate", calculate);
    form.out.close();
}

// In a predicate a relative path begins at the record, not at the entity looked at.
std::string from_current(const std::string& expression) {
    std::string out;
    char quote = 0;
    for (std::size_t i = 0; i < expression.size(); ++i) {
        const char c = expression[i];
        if (quote == 0 && (c == '\'' || c == '"')) {
            quote = c;
        } else if (c == quote) {
            quote = 0;
        }
        const bool begins =
            i == 0 || std::string_view("/.[").find(expression[i - 1]) == std::string_view::npos;
        if (quote == 0 && begins && expression.compare(i, 3, "../") == 0) out += "current()/";
        out += c;
    }
    return out;
}

void write_entity_binds(Writing& form, const EntityRule& rule) {
    const std::string path = "/" + form.definition.root_name + rule.place.text + "/meta/entity";
    if (!rule.create_if.empty()) write_meta_bind(form, path + "/@create", rule.create_if);
    if (!rule.update_if.empty()) write_meta_bind(form, path + "/@update", rule.update_if);
    write_meta_bind(form, path + "/@id", rule.entity_id);
    if (!rule.entity_id.empty()) {
        const std::string item =
            "instance('" + rule.list + "')/root/item[name=" + from_current(rule.entity_id) + "]/";
        write_meta_bind(form, path + "/@baseVersion", item + "__version");
        write_meta_bind(form, path + "/@trunkVersion", item + "__trunkVersion");
        write_meta_bind(form, path + "/@branchId", item + "__branchId");
    }
    if (!rule.label.empty()) write_meta_bind(form, path + "/label", rule.label);
}

void write_binds(Writing& form) {
    const forms::Definition& definition = form.definition;
    for (const Node& node : definition.root.children) write_bind(form, node);
    const std::string meta = "/" + definition.root_name + "/meta/";
    if (!definition.instance_id.empty()) {
        form.out.open("bind").attribute("nodeset", meta + "instanceID").attribute("type", "string");
        form.out.attribute("readonly", "true()");
        form.out.attribute("jr:preload", definition.instance_id).close();
    }
    if (!definition.instance_name.empty()) {
        form.out.open("bind").attribute("nodeset", meta + "instanceName");
        form.out.attribute("type", "string");
        form.out.attribute("calculate", definition.instance_name).close();
    }
    for (const EntityRule& rule : definition.entities) write_entity_binds(form, rule);
}

void write_defaults(Writing& form, const Node& above) {
    for (const Node& node : above.children) {
        if (!node.default_value.empty() && !text_of_default(node)) {
            form.set_value("odk-instance-first-load", form.path(node), node.default_value);
        }
        write_defaults(form, node);
    }
}

void write_actions(Writing& form) {
    write_defaults(form, form.definition.root);
    for (const EntityRule& rule : form.definition.entities) {
        if (!rule.entity_id.empty()) continue;
        form.set_value("odk-instance-first-load",
                       "/" + form.definition.root_name + rule.place.text + "/meta/entity/@id",
                       "uuid()");
    }
    for (const forms::Action& action : form.definition.actions) form.write_action(action);
}

}  // namespace

void write_model(Writing& form) {
    const forms::Definition& definition = form.definition;
    form.out.open("model").attribute("odk:xforms-version", "1.0.0");
    if (!definition.entities.empty()) {
        const bool simple =
            definition.entities.size() == 1 && definition.entities.front().place.text.empty();
        form.out.attribute("entities:entities-version", simple ? "2024.1.0" : "2025.1.0");
    }
    Texts(definition).write(form.out);
    if (!definition.submission_attributes.empty()) {
        Tag tag(form.prefixes);
        tag.add(definition.submission_attributes);
        form.out.open("submission");
        tag.write(form.out);
        form.out.close();
    }
    write_instance(form);
    write_lists(form);
    write_binds(form);
    write_actions(form);
    form.out.close();
}

}  // namespace adit::xform
