#include "base/text.h"
#include "xlsform/survey.h"

namespace adit::xlsform {
namespace {

constexpr std::string_view kSettings = "settings";
constexpr std::string_view kEntities = "entities";

// "title_fr" of our own column x_title_fr.
constexpr std::string_view kTitleIn = "x_title_";

std::string stem(std::string_view file) {
    const auto slash = file.find_last_of("/\\");
    if (slash != std::string_view::npos) file.remove_prefix(slash + 1);
    return std::string(file.substr(0, file.rfind('.')));
}

void read_other_settings(const Cells& cells, Draft& draft) {
    for (const auto& [heading, text] : cells.filled()) {
        if (heading->known) continue;
        if (heading->key.starts_with(kTitleIn)) {
            draft.definition.title.by_language[heading->key.substr(kTitleIn.size())] = text;
        } else if (!heading->key.starts_with("x_")) {
            draft.complain(kSettings, cells.row(), heading->key, text,
                           "This setting is not read: remove the column, or begin its name with "
                           "x_ to keep it as a note.",
                           Severity::Warning);
        }
    }
}

void check_save_to(const forms::Node& above, bool in_repeat, Draft& draft) {
    for (const forms::Node& node : above.children) {
        const bool inside = in_repeat || node.kind == forms::NodeKind::Repeat;
        if (!node.save_to.empty()) {
            const bool reserved =
                node.save_to == "name" || node.save_to == "label" || node.save_to.starts_with("__");
            std::string what;
            if (!draft.definition.entity) {
                what = "Name the entity list on an entities sheet, or clear save_to.";
            } else if (inside) {
                what =
                    "Properties are not saved from repeats: move the question out, or clear "
                    "save_to.";
            } else if (reserved || !record::node_path_from("/" + node.save_to)) {
                what =
                    "Write a property name of letters, digits and _; name, label and __… are "
                    "taken.";
            }
            if (!what.empty()) draft.complain("survey", node.row, "save_to", node.save_to, what);
        }
        check_save_to(node, inside, draft);
    }
}

}  // namespace

void read_settings(const Sheets& sheets, std::string_view name, Draft& draft) {
    forms::Definition& definition = draft.definition;
    definition.form.id = stem(name);
    const auto found = sheets.find(kSettings);
    if (found != sheets.end() && !found->second.rows.empty()) {
        const Sheet& sheet = found->second;
        const auto headings = headings_of(sheet, settings_heading);
        const Cells cells(sheet, headings, sheet.rows.front());
        if (!cells.text("form_id").empty()) definition.form.id = cells.text("form_id");
        definition.form.version = cells.text("version");
        definition.default_language = forms::language_code(cells.text("default_language"));
        definition.instance_name = cells.text("instance_name");
        definition.style = cells.text("style");
        const std::string title = cells.text("form_title");
        if (!title.empty()) definition.title.by_language[definition.default_language] = title;
        read_other_settings(cells, draft);
    }
    if (definition.title.empty()) {
        definition.title.by_language[definition.default_language] = definition.form.id;
    }
    if (definition.form.id.empty() || words(definition.form.id).size() != 1) {
        draft.complain(kSettings, 2, "form_id", definition.form.id,
                       "Write a form_id of one word, such as site_visit.");
    }
}

void read_entities(const Sheets& sheets, Draft& draft) {
    const auto found = sheets.find(kEntities);
    if (found != sheets.end() && !found->second.rows.empty()) {
        const Sheet& sheet = found->second;
        const auto headings = headings_of(sheet, entities_heading);
        const Cells cells(sheet, headings, sheet.rows.front());
        draft.definition.entity = forms::EntityRule{.list = cells.text("list_name"),
                                                    .label = cells.text("label"),
                                                    .create_if = cells.text("create_if"),
                                                    .update_if = cells.text("update_if"),
                                                    .entity_id = cells.text("entity_id")};
        const forms::EntityRule& rule = *draft.definition.entity;
        if (!record::node_path_from("/" + rule.list) || rule.list.starts_with("__")) {
            draft.complain(kEntities, cells.row(), "list_name", rule.list,
                           "Write the name of the entity list: letters, digits and _.");
        }
        if (rule.label.empty() && rule.entity_id.empty()) {
            draft.complain(kEntities, cells.row(), "label", "",
                           "Write the label of a new entity, such as ${name}.");
        }
        if (rule.entity_id.empty() && !rule.update_if.empty()) {
            draft.complain(kEntities, cells.row(), "entity_id", "",
                           "Write which entity is updated, such as ${site}, or clear update_if.");
        }
        for (const auto& [heading, text] : cells.filled()) {
            if (heading->known || heading->key.starts_with("x_")) continue;
            draft.complain(kEntities, cells.row(), heading->key, text,
                           "Entities are made from the record as a whole: remove this column.");
        }
        if (sheet.rows.size() > 1) {
            draft.complain(kEntities, sheet.rows[1].number, "", "",
                           "A form fills one entity list: move the others to forms of their own.");
        }
    }
    check_save_to(draft.definition.root, false, draft);
}

}  // namespace adit::xlsform
