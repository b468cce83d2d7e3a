#include "xlsform/heading.h"

#include "base/text.h"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

namespace adit::xlsform {
namespace {

using Alias = std::pair<std::string_view, std::string_view>;  // As written -> our key.

constexpr std::array kSurvey{Alias{"type", "type"},
                             Alias{"command", "type"},
                             Alias{"name", "name"},
                             Alias{"tag", "name"},
                             Alias{"value", "name"},
                             Alias{"label", "label"},
                             Alias{"caption", "label"},
                             Alias{"hint", "hint"},
                             Alias{"guidance_hint", "guidance_hint"},
                             Alias{"required", "required"},
                             Alias{"bind::required", "required"},
                             Alias{"required_message", "required_message"},
                             Alias{"requiredmsg", "required_message"},
                             Alias{"bind::jr:requiredmsg", "required_message"},
                             Alias{"relevant", "relevant"},
                             Alias{"relevance", "relevant"},
                             Alias{"bind::relevant", "relevant"},
                             Alias{"constraint", "constraint"},
                             Alias{"bind::constraint", "constraint"},
                             Alias{"constraint_message", "constraint_message"},
                             Alias{"constraining_message", "constraint_message"},
                             Alias{"bind::jr:constraintmsg", "constraint_message"},
                             Alias{"calculation", "calculation"},
                             Alias{"calculate", "calculation"},
                             Alias{"bind::calculate", "calculation"},
                             Alias{"trigger", "trigger"},
                             Alias{"default", "default"},
                             Alias{"read_only", "read_only"},
                             Alias{"readonly", "read_only"},
                             Alias{"bind::readonly", "read_only"},
                             Alias{"appearance", "appearance"},
                             Alias{"body::appearance", "appearance"},
                             Alias{"parameters", "parameters"},
                             Alias{"choice_filter", "choice_filter"},
                             Alias{"repeat_count", "repeat_count"},
                             Alias{"count", "repeat_count"},
                             Alias{"jr:count", "repeat_count"},
                             Alias{"body::jr:count", "repeat_count"},
                             Alias{"image", "image"},
                             Alias{"big-image", "big-image"},
                             Alias{"big_image", "big-image"},
                             Alias{"audio", "audio"},
                             Alias{"video", "video"},
                             Alias{"save_to", "save_to"},
                             Alias{"bind::entities:saveto", "save_to"},
                             Alias{"disabled", "disabled"},
                             Alias{"compact_tag", "instance::odk:tag"},
                             Alias{"noapperrorstring", "bind::jr:noAppErrorString"},
                             Alias{"no_app_error_string", "bind::jr:noAppErrorString"},
                             Alias{"intent", "body::intent"},
                             Alias{"autoplay", "body::autoplay"},
                             Alias{"rows", "body::rows"}};

constexpr std::array kChoices{Alias{"list_name", "list_name"}, Alias{"name", "name"},
                              Alias{"value", "name"},          Alias{"label", "label"},
                              Alias{"caption", "label"},       Alias{"image", "image"},
                              Alias{"big-image", "big-image"}, Alias{"big_image", "big-image"},
                              Alias{"audio", "audio"},         Alias{"video", "video"}};

constexpr std::array kSettings{Alias{"form_title", "form_title"},
                               Alias{"title", "form_title"},
                               Alias{"set_form_title", "form_title"},
                               Alias{"form_id", "form_id"},
                               Alias{"id_string", "id_string"},
                               Alias{"set_form_id", "form_id"},
                               Alias{"name", "name"},
                               Alias{"version", "version"},
                               Alias{"default_language", "default_language"},
                               Alias{"instance_name", "instance_name"},
                               Alias{"instance_id", "instance_id"},
                               Alias{"style", "style"},
                               Alias{"public_key", "public_key"},
                               Alias{"submission_url", "submission_url"},
                               Alias{"auto_send", "auto_send"},
                               Alias{"auto_delete", "auto_delete"},
                               Alias{"client_editable", "client_editable"},
                               Alias{"namespaces", "namespaces"},
                               Alias{"instance_xmlns", "instance_xmlns"},
                               Alias{"omit_instanceid", "omit_instance_id"},
                               Alias{"clean_text_values", "clean_text_values"},
                               Alias{"prefix", "prefix"},
                               Alias{"delimiter", "delimiter"},
                               Alias{"allow_choice_duplicates", "allow_choice_duplicates"}};

constexpr std::array kEntities{Alias{"list_name", "list_name"}, Alias{"dataset", "list_name"},
                               Alias{"label", "label"},         Alias{"entity_id", "entity_id"},
                               Alias{"create_if", "create_if"}, Alias{"update_if", "update_if"},
                               Alias{"repeat", "repeat"}};

constexpr std::array<std::string_view, 9> kTranslated{
    "label",     "hint",  "guidance_hint", "constraint_message", "required_message", "image",
    "big-image", "audio", "video"};

// Headings in two parts: the attributes of an element of the XForm, by its place.
constexpr std::array<std::string_view, 4> kAttributesOf{"bind", "body", "instance", "attribute"};

std::span<const Alias> aliases_of(SheetKind kind) {
    switch (kind) {
        case SheetKind::Survey:
            return kSurvey;
        case SheetKind::Choices:
            return kChoices;
        case SheetKind::Settings:
            return kSettings;
        case SheetKind::Entities:
            return kEntities;
    }
    return {};
}

// "Form  Title" and "form_title" are one.
std::string plain(std::string_view written) {
    std::string key;
    for (const std::string_view word : words(written)) {
        if (!key.empty()) key += '_';
        for (const char c : word) key += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    }
    return key;
}

const std::string_view* find_key(std::string_view written, SheetKind kind) {
    const std::string key = plain(written);
    for (const auto& [alias, name] : aliases_of(kind)) {
        if (alias == key) return &name;
    }
    return nullptr;
}

bool is_in(std::span<const std::string_view> list, std::string_view word) {
    return std::find(list.begin(), list.end(), word) != list.end();
}

std::vector<std::string> parts_of(std::string_view written, bool double_colons) {
    const bool doubled = double_colons || written.find("::") != std::string_view::npos;
    const std::string_view between = doubled ? "::" : ":";
    std::vector<std::string> parts;
    for (;;) {
        const auto at = written.find(between);
        parts.emplace_back(trimmed(written.substr(0, at)));
        if (at == std::string_view::npos) break;
        written.remove_prefix(at + between.size());
    }
    // "jr:count" is one word where single colons divide.
    for (std::size_t i = 0; i + 1 < parts.size() && !doubled; ++i) {
        if (parts[i] != "jr") continue;
        parts[i] += ":" + parts[i + 1];
        parts.erase(parts.begin() + static_cast<std::ptrdiff_t>(i) + 1);
    }
    return parts;
}

}  // namespace

Heading heading_of(std::string_view written, SheetKind kind, bool double_colons) {
    written = trimmed(written);
    if (const auto* key = find_key(written, kind)) return {std::string(*key), "", "", true};
    std::vector<std::string> parts = parts_of(written, double_colons);
    if (plain(parts[0]) == "media" && parts.size() > 1) parts.erase(parts.begin());
    const std::string first = plain(parts[0]) == "control" ? "body" : plain(parts[0]);
    if (is_in(kAttributesOf, first) && parts.size() > 1) {
        const std::string whole = first + "::" + parts[1];
        const auto* key = find_key(whole, kind);
        return {key ? std::string(*key) : whole, parts.size() > 2 ? parts[2] : "", "", true};
    }
    const auto* key = find_key(parts[0], kind);
    if (key != nullptr && is_in(kTranslated, *key) && parts.size() < 3) {
        return {std::string(*key), parts.size() > 1 ? parts[1] : "", "", true};
    }
    return {std::string(written), "", "", false};
}

std::string Cells::text(std::string_view key) const {
    for (std::size_t i = 0; i < headings_.size() && i < row_.cells.size(); ++i) {
        if (headings_[i].key == key && !row_.cells[i].empty()) return row_.cells[i];
    }
    return {};
}

std::string Cells::expression(std::string_view key) const {
    constexpr std::array<std::pair<std::string_view, char>, 4> kCurly{
        {{"\u2018", '\''}, {"\u2019", '\''}, {"\u201c", '"'}, {"\u201d", '"'}}};
    std::string text = this->text(key);
    for (const auto& [curly, straight] : kCurly) {
        for (auto at = text.find(curly); at != std::string::npos; at = text.find(curly, at)) {
            text.replace(at, curly.size(), 1, straight);
        }
    }
    return text;
}

forms::Words Cells::words(std::string_view key, std::string_view default_language) const {
    forms::Words words;
    for (std::size_t i = 0; i < headings_.size() && i < row_.cells.size(); ++i) {
        if (headings_[i].key != key || row_.cells[i].empty()) continue;
        words.by_language.emplace(headings_[i].code, row_.cells[i]);
    }
    const bool twice = !default_language.empty() && words.by_language.contains(default_language);
    if (twice) words.by_language.erase("");
    return words;
}

std::string Cells::written(std::string_view key) const {
    std::string first;
    for (std::size_t i = 0; i < headings_.size(); ++i) {
        if (headings_[i].key != key) continue;
        if (first.empty()) first = sheet_.columns[i];
        if (i < row_.cells.size() && !row_.cells[i].empty()) return sheet_.columns[i];
    }
    return first.empty() ? std::string(key) : first;
}

std::vector<std::pair<const Heading*, std::string>> Cells::filled() const {
    std::vector<std::pair<const Heading*, std::string>> all;
    for (std::size_t i = 0; i < headings_.size() && i < row_.cells.size(); ++i) {
        if (!row_.cells[i].empty()) all.emplace_back(&headings_[i], row_.cells[i]);
    }
    return all;
}

}  // namespace adit::xlsform
