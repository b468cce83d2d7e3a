#include "base/text.h"
#include "xform/form_reader.h"

#include <algorithm>

namespace adit::xform {
namespace {

using forms::Node;
using forms::QuestionType;

// "xsd:int" -> "int"
std::string type_in(const std::string& text) {
    const auto colon = text.find(':');
    return colon == std::string::npos ? text : text.substr(colon + 1);
}

void take(std::string& into, const std::string& text) {
    if (!text.empty()) into = text;
}

}  // namespace

void FormReader::read_binds(const xml::Node& model) {
    for (const xml::Node& bind : model.children) {
        if (!bind.is("bind")) continue;
        std::string nodeset = attribute_of(bind, "nodeset");
        if (nodeset.empty()) nodeset = attribute_of(bind, "ref");
        const std::string path = absolute(nodeset, "/" + definition_.root_name);
        Node* node = find(path);
        if (node == nullptr || node == &definition_.root) {
            if (node == nullptr) {
                warn(bind, nodeset,
                     "No node of the model stands at " + nodeset + ": mend the path, or add it.");
            }
            continue;
        }
        const std::string id = attribute_of(bind, "id");
        if (!id.empty()) bind_ids_[id] = path;
        read_bind(bind, *node);
    }
}

void FormReader::read_bind(const xml::Node& bind, Node& node) {
    node.row = static_cast<int>(bind.line);
    for (const xml::Attribute& attribute : bind.attributes) {
        const std::string& name = attribute.name->local;
        const std::string& uri = attribute.name->uri;
        const std::string& value = attribute.value;
        if (uri == kJavaRosaUri && name == "constraintMsg") {
            read_message(bind, value, node.constraint_message);
        } else if (uri == kJavaRosaUri && name == "requiredMsg") {
            read_message(bind, value, node.required_message);
        } else if (uri == kJavaRosaUri && name == "preload") {
            preloads_[&node].first = value;
        } else if (uri == kJavaRosaUri && name == "preloadParams") {
            preloads_[&node].second = value;
        } else if (name == "saveto" && !uri.empty()) {
            node.save_to = value;
        } else if (!uri.empty()) {
            node.bind_attributes.emplace_back(attribute.name->qualified(), value);
        } else if (name == "type") {
            node.bind_type = type_in(value);
        } else if (name == "calculate") {
            take(node.calculation, value);
        } else if (name == "relevant") {
            take(node.relevant, value);
        } else if (name == "constraint") {
            take(node.constraint, value);
        } else if (name == "required") {
            take(node.required, value);
        } else if (name == "readonly") {
            take(node.read_only, value);
        } else if (name != "nodeset" && name != "ref" && name != "id") {
            node.bind_attributes.emplace_back(name, value);
        }
    }
}

// What is asked where is known when binds and controls have been read.
void FormReader::settle_types(Node& above) {
    for (Node& node : above.children) {
        if (node.kind == forms::NodeKind::Question) settle_type(node);
        settle_types(node);
    }
}

void FormReader::settle_type(Node& node) {
    const auto control = controls_.find(&node);
    const auto preload = preloads_.find(&node);
    if (preload != preloads_.end()) {
        const auto& [kind, what] = preload->second;
        const bool known = control == controls_.end() && read_preload(kind, what, node);
        if (!known) {
            node.bind_attributes.emplace_back("jr:preload", kind);
            if (!what.empty()) node.bind_attributes.emplace_back("jr:preloadParams", what);
        }
        if (known) return;
    }
    if (control != controls_.end()) {
        node.type = control->second;
        return;
    }
    if (node.path.text == "/meta/audit") {
        node.type = QuestionType::Audit;
    } else {
        node.type = node.calculation.empty() ? QuestionType::Hidden : QuestionType::Calculate;
    }
}

// What a record says of itself. False when it is of another kind.
bool FormReader::read_preload(const std::string& kind, const std::string& what, Node& node) {
    struct Known {
        std::string_view kind, what;
        QuestionType type;
    };
    constexpr Known kKnown[] = {
        {"timestamp", "start", QuestionType::Start},
        {"timestamp", "end", QuestionType::End},
        {"date", "today", QuestionType::Today},
        {"property", "deviceid", QuestionType::DeviceId},
        {"property", "username", QuestionType::Username},
        {"property", "email", QuestionType::Email},
        {"property", "phonenumber", QuestionType::PhoneNumber},
    };
    const auto found = std::find_if(std::begin(kKnown), std::end(kKnown), [&](const Known& one) {
        return one.kind == kind && one.what == what;
    });
    if (found == std::end(kKnown)) return false;
    node.type = found->type;
    return true;
}

// What a finalised record registers or updates: meta/entity, as ODK's entities have it.
void FormReader::read_entity() {
    const std::string top = "/" + definition_.root_name + "/meta/entity";
    const auto found = by_local_.find(top);
    if (found == by_local_.end()) return;
    const auto part = [&](std::string_view name) -> const Node* {
        const auto node = by_local_.find(top + "/" + std::string(name));
        return node == by_local_.end() ? nullptr : node->second;
    };
    const auto calculated = [&](std::string_view name) {
        const Node* node = part(name);
        return node == nullptr ? std::string() : node->calculation;
    };
    const auto happens = [&](std::string_view name) {
        const Node* node = part(name);
        if (node == nullptr) return std::string();
        if (!node->calculation.empty()) return node->calculation;
        return std::string(node->initial == "1" || node->initial == "true" ? "true()" : "");
    };
    forms::EntityRule rule;
    const Node* list = part("@dataset");
    if (list != nullptr) rule.list = list->initial;
    rule.label = calculated("label");
    rule.entity_id = calculated("@id");
    rule.create_if = happens("@create");
    rule.update_if = happens("@update");
    if (!rule.list.empty()) definition_.entities.push_back(std::move(rule));
}

}  // namespace adit::xform
