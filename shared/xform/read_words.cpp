#include "base/text.h"
#include "xform/form_reader.h"

#include <algorithm>

namespace adit::xform {
namespace {

using forms::Node;

// "${" in a text is no insert: it is said by one.
std::string escaped(std::string_view text) {
    std::string out;
    for (auto at = text.find("${"); at != std::string_view::npos; at = text.find("${")) {
        out += std::string(text.substr(0, at)) + "${'${'}";
        text.remove_prefix(at + 2);
    }
    return out + std::string(text);
}

// "jr://images/north.png" -> "north.png"
std::string file_in(std::string_view address) {
    const std::string_view trimmed_address = trimmed(address);
    return std::string(trimmed_address.substr(trimmed_address.rfind('/') + 1));
}

// The argument of jr:itext(…); nothing when the expression is another.
std::optional<std::string_view> itext_argument(std::string_view expression) {
    constexpr std::string_view kCall = "jr:itext(";
    const std::string_view text = trimmed(expression);
    if (!text.starts_with(kCall) || !text.ends_with(')')) return std::nullopt;
    return trimmed(text.substr(kCall.size(), text.size() - kCall.size() - 1));
}

bool is_media(std::string_view form) {
    return form == "image" || form == "big-image" || form == "audio" || form == "video";
}

}  // namespace

void FormReader::read_itext(const xml::Node& model) {
    const xml::Node* itext = model.child("itext");
    if (itext == nullptr) return;
    std::vector<const xml::Node*> translations;
    std::set<std::string> codes;
    bool shared_code = false;
    for (const xml::Node& translation : itext->children) {
        if (!translation.is("translation")) continue;
        translations.push_back(&translation);
        const std::string code = forms::language_code(attribute_of(translation, "lang"));
        shared_code = shared_code || !codes.insert(code).second;
    }
    for (const xml::Node* translation : translations) {
        const std::string name = attribute_of(*translation, "lang");
        const std::string code = shared_code ? name : forms::language_code(name);
        definition_.languages.push_back(code);
        definition_.language_names[code] = name;
        // The attribute alone says it: default="".
        const std::string* preferred = translation->attribute("default");
        const bool first = definition_.default_language.empty();
        if (first || (preferred != nullptr && *preferred != "false()")) {
            definition_.default_language = code;
        }
        read_translation(*translation, code);
    }
    for (const auto& [id, text] : texts_) {
        if (!text.words.empty()) definition_.texts[id] = text.words;
    }
}

void FormReader::read_translation(const xml::Node& translation, const std::string& code) {
    for (const xml::Node& text : translation.children) {
        if (text.is("text")) read_text(text, code);
    }
}

void FormReader::read_text(const xml::Node& text, const std::string& code) {
    Text& into = texts_[attribute_of(text, "id")];
    for (const xml::Node& value : text.children) {
        if (!value.is("value")) continue;
        const std::string form = attribute_of(value, "form");
        if (is_media(form)) {
            into.media[form].by_language[code] = file_in(value.content());
        } else if (form == "guidance") {
            into.guidance.by_language[code] = words_of(value);
        } else if (form.empty() || !into.words.by_language.contains(code)) {
            into.words.by_language[code] = words_of(value);  // Also "long" and "short".
        }
    }
}

// Text with <output value="…"/> in it, as words with ${…}.
std::string FormReader::words_of(const xml::Node& element) {
    std::string out;
    for (const xml::Node& child : element.children) {
        if (child.kind == xml::Kind::Text) {
            out += escaped(child.text);
        } else if (child.is("output")) {
            std::string value = attribute_of(child, "value");
            if (value.empty()) value = attribute_of(child, "ref");
            out += "${" + std::string(trimmed(value)) + "}";
        } else if (child.is_element()) {
            out += words_of(child);
        }
    }
    return std::string(trimmed(out));
}

const Text* FormReader::find_text(std::string_view expression) const {
    const auto argument = itext_argument(expression);
    const auto id = argument ? literal_in(*argument) : std::nullopt;
    const auto found = id ? texts_.find(*id) : texts_.end();
    return found == texts_.end() ? nullptr : &found->second;
}

// What a long text borrows by many references is bounded.
bool FormReader::may_borrow(const xml::Node& at, const forms::Words& words) {
    const bool could = words_bytes_ <= kWordsBytesMax;
    for (const auto& [language, text] : words.by_language) words_bytes_ += text.size();
    if (words_bytes_ <= kWordsBytesMax) return true;
    if (could) {
        complain(at, {},
                 "The form's labels come to more than " + std::to_string(kWordsBytesMax >> 20) +
                     " megabytes of text: shorten them.");
    }
    return false;
}

// `node` takes the media that come with the words, and the guidance.
void FormReader::read_label(const xml::Node& label, forms::Words& words, Node* node) {
    const std::string ref = attribute_of(label, "ref");
    if (ref.empty()) {
        const std::string text = words_of(label);
        if (!text.empty()) words.by_language[""] = text;
        return;
    }
    const Text* text = find_text(ref);
    if (text == nullptr) {
        const auto argument = itext_argument(ref);
        const bool missing = argument && literal_in(*argument);
        if (missing) {
            warn(label, ref, "The texts of the form have none of this id: add it to <itext>.");
            return;
        }
        words.by_language[""] = "${" + std::string(trimmed(ref)) + "}";
        return;
    }
    if (!may_borrow(label, text->words)) return;
    words = text->words;
    if (node == nullptr) return;
    for (const auto& [kind, files] : text->media) node->media[kind] = files;
    if (!text->guidance.empty()) node->guidance = text->guidance;
}

void FormReader::read_hint(const xml::Node& hint, Node& node) {
    read_label(hint, node.hint, &node);
}

// jr:constraintMsg: a text as it stands, or one of the form's texts.
void FormReader::read_message(const xml::Node& bind, const std::string& text, forms::Words& words) {
    if (!itext_argument(text)) {
        words.by_language[""] = escaped(text);
        return;
    }
    const Text* known = find_text(text);
    if (known == nullptr) {
        words.by_language[""] = "${" + text + "}";
    } else if (may_borrow(bind, known->words)) {
        words = known->words;
    }
}

}  // namespace adit::xform
