#include "xform/writer.h"

#include "base/text.h"
#include "xform/writer_parts.h"

#include <algorithm>
#include <array>

namespace adit::xform {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 8> kNamespaces{
    {{"xmlns", "http://www.w3.org/2002/xforms"},
     {"xmlns:h", "http://www.w3.org/1999/xhtml"},
     {"xmlns:ev", "http://www.w3.org/2001/xml-events"},
     {"xmlns:xsd", "http://www.w3.org/2001/XMLSchema"},
     {"xmlns:jr", "http://openrosa.org/javarosa"},
     {"xmlns:orx", "http://openrosa.org/xforms"},
     {"xmlns:odk", "http://www.opendatakit.org/xforms"},
     {"xmlns:entities", "http://www.opendatakit.org/xforms/entities"}}};

void note_triggers(Writing& form, const forms::Node& above) {
    for (const forms::Node& node : above.children) {
        for (const std::string_view part : split(node.trigger, ',')) {
            const std::string path(trimmed(part));
            if (!path.empty()) form.set_off[path].push_back(&node);
        }
        note_triggers(form, node);
    }
}

void open_root(Writing& form) {
    form.out.open("h:html");
    for (const auto& [name, address] : kNamespaces) {
        const bool entities = name == "xmlns:entities";
        if (entities && form.definition.entities.empty()) continue;
        form.out.attribute(name, address);
        if (name.size() > 6) form.prefixes.emplace(name.substr(6));
    }
    for (const auto& [prefix, address] : form.definition.namespaces) {
        if (address.empty() || !xml::is_name(prefix) || !form.prefixes.insert(prefix).second) {
            continue;
        }
        form.out.attribute("xmlns:" + prefix, address);
    }
}

}  // namespace

void Tag::set(std::string_view name, std::string value) {
    if (!xml::is_name(name) || name.starts_with("xmlns:")) return;
    const auto colon = name.find(':');
    const bool known =
        colon == std::string_view::npos || prefixes_.contains(std::string(name.substr(0, colon)));
    if (!known) return;
    for (auto& [other, old] : attributes_) {
        if (other == name) {
            old = std::move(value);
            return;
        }
    }
    attributes_.emplace_back(name, std::move(value));
}

void Writing::write_action(const forms::Action& action) {
    using Kind = forms::Action::Kind;
    out.open(action.kind == Kind::SetGeopoint   ? "odk:setgeopoint"
             : action.kind == Kind::RecordAudio ? "odk:recordaudio"
                                                : "setvalue");
    Tag tag(prefixes);
    tag.set("ref", action.target);
    tag.set("event", joined(action.events, " "));
    tag.give("value", action.value);
    tag.add(action.attributes);
    tag.write(out);
    out.text(action.text).close();
}

void Writing::set_value(const std::string& event, const std::string& target,
                        const std::string& value) {
    out.open("setvalue").attribute("ref", target).attribute("event", event);
    if (!value.empty()) out.attribute("value", value);
    out.close();
}

std::optional<std::string> text_of_default(const forms::Node& node) {
    if (!node.initial.empty()) return node.initial;
    const std::string& text = node.default_value;
    if (text.size() < 2 || (text[0] != '\'' && text[0] != '"')) return std::nullopt;
    if (text.find(text[0], 1) != text.size() - 1) return std::nullopt;
    return text.substr(1, text.size() - 2);
}

bool is_searched(const forms::Node& node) {
    return node.appearance.find("search(") != std::string::npos;
}

std::string write_xform(const forms::Definition& definition) {
    Writing form{definition};
    note_triggers(form, definition.root);
    form.out.declaration();
    open_root(form);
    form.out.open("h:head");
    const std::string& code = definition.default_language;
    form.out.leaf("h:title", definition.title.in(code, code));
    write_model(form);
    form.out.close();
    write_body(form);
    form.out.close();
    return form.out.take();
}

}  // namespace adit::xform
