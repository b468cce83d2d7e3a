#include "base/text.h"
#include "xlsform/survey.h"

#include <algorithm>
#include <array>
#include <set>

namespace adit::xlsform {
namespace {

constexpr std::string_view kChoices = "choices";
constexpr std::array<std::string_view, 4> kMedia{"image", "big-image", "audio", "video"};

bool duplicates_allowed(const Sheets& sheets) {
    const auto found = sheets.find("settings");
    if (found == sheets.end() || found->second.rows.empty()) return false;
    const auto headings = headings_of(found->second, settings_heading);
    const std::string cell = folded(
        Cells(found->second, headings, found->second.rows.front()).text("allow_choice_duplicates"));
    return cell == "yes" || cell == "true" || cell == "true()";
}

forms::ChoiceItem item_of(const Cells& cells, const std::string& language) {
    forms::ChoiceItem item;
    item.name = cells.text("name");
    item.label = cells.words("label", language);
    for (const std::string_view kind : kMedia) {
        forms::Words files = cells.words(kind, language);
        if (!files.empty()) item.media.emplace(kind, std::move(files));
    }
    for (const auto& [heading, text] : cells.filled()) {
        if (!heading->known) item.columns.emplace(heading->key, text);
    }
    return item;
}

}  // namespace

void read_choices(const Sheets& sheets, Draft& draft) {
    const auto found = sheets.find(kChoices);
    if (found == sheets.end()) return;
    const Sheet& sheet = found->second;
    const auto headings = headings_of(sheet, choices_heading);
    const bool allowed = duplicates_allowed(sheets);
    std::set<std::pair<std::string, std::string>> names;
    for (const Row& row : sheet.rows) {
        const Cells cells(sheet, headings, row);
        const std::string list = cells.text("list_name");
        forms::ChoiceItem item = item_of(cells, draft.definition.default_language);
        if (list.empty()) {
            draft.complain(kChoices, row.number, cells.written("list_name"), "",
                           "Write the name of the list that this choice belongs to.");
        } else if (item.name.empty()) {
            draft.complain(kChoices, row.number, cells.written("name"), "",
                           "Write the name of the choice: what is stored when it is chosen.");
        } else if (words(item.name).size() != 1) {
            draft.complain(kChoices, row.number, cells.written("name"), item.name,
                           "Write the name of a choice as one word, such as do_not_know.");
        } else if (!names.emplace(list, item.name).second && !allowed) {
            draft.complain(
                kChoices, row.number, cells.written("name"), item.name,
                "The list " + list + " has this name already: give each choice its own.");
        } else {
            for (const auto& [language, label] : item.label.by_language) {
                if (label.find("${") == std::string::npos) continue;
                draft.complain(kChoices, row.number, cells.written("label"), label,
                               "Answers are not written into labels of choices: write ${} into "
                               "the label of the question.",
                               Severity::Warning);
            }
            if (item.label.empty()) {
                draft.complain(kChoices, row.number, cells.written("label"), item.name,
                               "The choice has no label: its name is shown. Write a label.",
                               Severity::Warning);
            }
            draft.definition.lists[list].push_back(std::move(item));
        }
    }
}

}  // namespace adit::xlsform
