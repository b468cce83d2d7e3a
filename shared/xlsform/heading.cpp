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
                             Alias{"relevant", "relevant"},
                             Alias{"relevance", "relevant"},
                             Alias{"bind::relevant", "relevant"},
                             Alias{"constraint", "constraint"},
                             Alias{"bind::constraint", "constraint"},
                             Alias{"constraint_message", "constraint_message"},
                             Alias{"constraining_message", "constraint_message"},
                             Alias{"calculation", "calculation"},
                             Alias{"calculate", "calculation"},
                             Alias{"bind::calculate", "calculation"},
                             Alias{"trigger", "trigger"},
                             Alias{"default", "default"},
                             Alias{"read_only", "read_only"},
                             Alias{"readonly", "read_only"},
                             Alias{"bind::readonly", "read_only"},
                             Alias{"appearance", "appearance"},
                             Alias{"control::appearance", "appearance"},
                             Alias{"parameters", "parameters"},
                             Alias{"choice_filter", "choice_filter"},
                             Alias{"repeat_count", "repeat_count"},
                             Alias{"count", "repeat_count"},
                             Alias{"jr:count", "repeat_count"},
                             Alias{"image", "image"},
                             Alias{"big_image", "big-image"},
                             Alias{"big-image", "big-image"},
                             Alias{"audio", "audio"},
                             Alias{"video", "video"},
                             Alias{"save_to", "save_to"},
                             Alias{"bind::entities:saveto", "save_to"},
                             Alias{"bind::type", "bind::type"}};

constexpr std::array kChoices{Alias{"list_name", "list_name"}, Alias{"name", "name"},
                              Alias{"value", "name"},          Alias{"label", "label"},
                              Alias{"caption", "label"},       Alias{"image", "image"},
                              Alias{"big_image", "big-image"}, Alias{"big-image", "big-image"},
                              Alias{"audio", "audio"},         Alias{"video", "video"}};

constexpr std::array kSettings{Alias{"form_title", "form_title"},
                               Alias{"title", "form_title"},
                               Alias{"form_id", "form_id"},
                               Alias{"id_string", "form_id"},
                               Alias{"version", "version"},
                               Alias{"default_language", "default_language"},
                               Alias{"instance_name", "instance_name"},
                               Alias{"style", "style"},
                               Alias{"allow_choice_duplicates", "allow_choice_duplicates"}};

constexpr std::array kEntities{Alias{"list_name", "list_name"}, Alias{"dataset", "list_name"},
                               Alias{"label", "label"},         Alias{"entity_id", "entity_id"},
                               Alias{"create_if", "create_if"}, Alias{"update_if", "update_if"}};

constexpr std::array<std::string_view, 9> kTranslated{
    "label",     "hint",  "guidance_hint", "constraint_message", "required_message", "image",
    "big-image", "audio", "video"};

std::string plain(std::string_view written) {
    std::string key;
    for (const char c : trimmed(written)) {
        key += c == ' ' ? '_' : c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    }
    return key;
}

std::optional<std::string> key_of(std::string_view written, std::span<const Alias> aliases) {
    const std::string key = plain(written);
    for (const auto& [alias, name] : aliases) {
        if (alias == key) return std::string(name);
    }
    return std::nullopt;
}

bool is_translated(std::string_view key) {
    return std::find(kTranslated.begin(), kTranslated.end(), key) != kTranslated.end();
}

Heading heading_of(std::string_view written, std::span<const Alias> aliases) {
    written = trimmed(written);
    if (written.starts_with("media::")) written.remove_prefix(7);
    if (const auto key = key_of(written, aliases)) return {*key, "", true};
    for (const std::string_view between : {std::string_view("::"), std::string_view(":")}) {
        const auto at = written.find(between);
        if (at == std::string_view::npos) continue;
        const auto key = key_of(written.substr(0, at), aliases);
        if (!key || !is_translated(*key)) continue;
        return {*key, forms::language_code(written.substr(at + between.size())), true};
    }
    return {std::string(written), "", false};
}

}  // namespace

Heading survey_heading(std::string_view written) { return heading_of(written, kSurvey); }
Heading choices_heading(std::string_view written) { return heading_of(written, kChoices); }
Heading settings_heading(std::string_view written) { return heading_of(written, kSettings); }
Heading entities_heading(std::string_view written) { return heading_of(written, kEntities); }

std::string Cells::text(std::string_view key) const {
    for (std::size_t i = 0; i < headings_.size() && i < row_.cells.size(); ++i) {
        if (headings_[i].key == key && !row_.cells[i].empty()) return row_.cells[i];
    }
    return {};
}

forms::Words Cells::words(std::string_view key, std::string_view default_language) const {
    forms::Words words;
    for (std::size_t i = 0; i < headings_.size() && i < row_.cells.size(); ++i) {
        if (headings_[i].key != key || row_.cells[i].empty()) continue;
        const bool named = !headings_[i].language.empty();
        words.by_language[named ? headings_[i].language : std::string(default_language)] =
            row_.cells[i];
    }
    return words;
}

std::string Cells::written(std::string_view key) const {
    for (std::size_t i = 0; i < headings_.size(); ++i) {
        if (headings_[i].key == key) return sheet_.columns[i];
    }
    return std::string(key);
}

std::vector<std::pair<const Heading*, std::string>> Cells::filled() const {
    std::vector<std::pair<const Heading*, std::string>> all;
    for (std::size_t i = 0; i < headings_.size() && i < row_.cells.size(); ++i) {
        if (!row_.cells[i].empty()) all.emplace_back(&headings_[i], row_.cells[i]);
    }
    return all;
}

}  // namespace adit::xlsform
