#include "xform/writer_texts.h"

#include <algorithm>

namespace adit::xform {
namespace {

std::string address_of(const std::string& form, const std::string& file) {
    if (file.find("jr://") != std::string::npos) return file;
    const bool picture = form == "image" || form == "big-image";
    return "jr://" + (picture ? std::string("images") : form) + "/" + file;
}

bool is_text(const std::string& form) { return form.empty() || form == "guidance"; }

}  // namespace

void put_text(xml::Writer& out, const std::string& text) {
    auto next = text.find("${");
    if (next == std::string::npos) {
        out.text(text);
        return;
    }
    if (next > 0) out.text(" ");
    std::size_t at = 0;
    while (next != std::string::npos) {
        const auto end = text.find('}', next);
        if (end == std::string::npos) break;
        out.text(text.substr(at, next - at));
        out.open("output").attribute("value", text.substr(next + 2, end - next - 2)).close();
        at = end + 1;
        next = text.find("${", at);
    }
    out.text(text.substr(at) + " ");
}

bool label_in_itext(const forms::Node& node) {
    return node.label.translated() || !node.media.empty();
}
bool hint_in_itext(const forms::Node& node) {
    return node.hint.translated() || !node.guidance.empty();
}
bool message_in_itext(const forms::Words& words) {
    return words.translated() || words.in("", "").find("${") != std::string::npos;
}
bool list_in_itext(const forms::ChoiceList& list) {
    return std::any_of(list.begin(), list.end(), [](const forms::ChoiceItem& item) {
        return !item.media.empty() || message_in_itext(item.label);
    });
}

Texts::Texts(const forms::Definition& definition) : definition_(definition) {
    add_nodes(definition.root);
    for (const auto& [name, list] : definition.lists) {
        if (!list_in_itext(list)) continue;
        for (std::size_t i = 0; i < list.size(); ++i) {
            const std::string id = name + "-" + std::to_string(i);
            add(id, "", list[i].label);
            add_media(id, list[i].media);
        }
    }
}

void Texts::add(const std::string& id, const std::string& form, const forms::Words& words) {
    if (words.empty()) return;
    if (!texts_.contains(id)) order_.push_back(id);
    for (const auto& [code, text] : words.by_language) {
        const std::string& language = code.empty() ? definition_.default_language : code;
        texts_[id][form][language] = text;
        languages_.insert(language);
    }
}

void Texts::add_media(const std::string& id, const forms::Media& media) {
    for (const auto& [form, files] : media) add(id, form, files);
}

void Texts::add_nodes(const forms::Node& above) {
    for (const forms::Node& node : above.children) {
        const std::string id = "/" + definition_.root_name + node.path.text;
        if (label_in_itext(node)) {
            add(id + ":label", "", node.label);
            add_media(id + ":label", node.media);
        }
        if (hint_in_itext(node)) {
            add(id + ":hint", "", node.hint);
            add(id + ":hint", "guidance", node.guidance);
        }
        if (message_in_itext(node.constraint_message)) {
            add(id + ":jr:constraintMsg", "", node.constraint_message);
        }
        if (message_in_itext(node.required_message)) {
            add(id + ":jr:requiredMsg", "", node.required_message);
        }
        add_nodes(node);
    }
}

std::string Texts::name_of(const std::string& language) const {
    if (language.empty()) return "default";
    const auto found = definition_.language_names.find(language);
    return found == definition_.language_names.end() ? language : found->second;
}

void Texts::write_text(xml::Writer& out, const std::string& id, const std::string& language) const {
    out.open("text").attribute("id", id);
    for (const auto& [form, words] : texts_.at(id)) {
        const auto said = words.find(language);
        if (said == words.end() && !is_text(form)) continue;
        out.open("value");
        if (!form.empty()) out.attribute("form", form);
        const std::string text = said == words.end() ? "-" : said->second;
        put_text(out, is_text(form) ? text : address_of(form, text));
        out.close();
    }
    out.close();
}

void Texts::write(xml::Writer& out) const {
    if (order_.empty()) return;
    out.open("itext");
    for (const std::string& language : languages_) {
        out.open("translation").attribute("lang", name_of(language));
        if (language == definition_.default_language) out.attribute("default", "true()");
        for (const std::string& id : order_) write_text(out, id, language);
        out.close();
    }
    out.close();
}

}  // namespace adit::xform
