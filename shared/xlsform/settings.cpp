#include "base/text.h"
#include "xlsform/draft.h"

namespace adit::xlsform {
namespace {

constexpr std::string_view kSettings = "settings";

// "title_fr" of our own column x_title_fr.
constexpr std::string_view kTitleIn = "x_title_";

std::string stem(std::string_view file) {
    const auto slash = file.find_last_of("/\\");
    if (slash != std::string_view::npos) file.remove_prefix(slash + 1);
    return std::string(file.substr(0, file.rfind('.')));
}

void read_other_settings(const RowInHand& row) {
    forms::Definition& definition = row.draft.definition;
    for (const auto& [heading, text] : row.cells.filled()) {
        if (heading->key.starts_with("attribute::")) {
            definition.root_attributes.emplace_back(heading->key.substr(11), text);
        } else if (heading->known) {
            continue;
        } else if (heading->key.starts_with(kTitleIn)) {
            definition.title.by_language[heading->key.substr(kTitleIn.size())] = text;
        } else if (!heading->key.starts_with("x_") && !heading->key.empty()) {
            row.draft.complain(kSettings, row.cells.row(), heading->key, text,
                               "This setting is not read: remove the column, or begin its name "
                               "with x_ to keep it as a note.",
                               Severity::Warning);
        }
    }
}

bool is_on(const RowInHand& row, std::string_view key) {
    const std::string cell = row.text(key);
    const auto said = yes_or_no(cell);
    if (!said && !cell.empty()) row.warn(key, "Write yes or no; this is taken for no.");
    return said.value_or(false);
}

// ex="http://example.org/a" more="…"
void read_namespaces(const RowInHand& row) {
    const std::string cell = row.text("namespaces");
    for (const std::string_view part : words(cell)) {
        const auto equals = part.find('=');
        const std::string_view prefix = part.substr(0, equals);
        if (equals == std::string_view::npos || !is_node_name(prefix)) {
            row.warn("namespaces", "Write namespaces as prefix=\"address\".");
            continue;
        }
        std::string address;
        for (const char c : part.substr(equals + 1)) {
            if (c != '"' && c != '\'') address += c;
        }
        row.draft.definition.namespaces.emplace_back(prefix, address);
    }
}

void read_submission(const RowInHand& row) {
    forms::Attributes& attributes = row.draft.definition.submission_attributes;
    const std::string url = row.text("submission_url");
    const std::string key = row.text("public_key");
    if (!url.empty()) attributes.emplace_back("action", url);
    if (!url.empty() || !key.empty()) attributes.emplace_back("method", "post");
    if (!key.empty()) attributes.emplace_back("base64RsaPublicKey", key);
    for (const std::string_view automatic : {"auto_send", "auto_delete"}) {
        const std::string name = automatic == "auto_send" ? "orx:auto-send" : "orx:auto-delete";
        const std::string cell = row.text(automatic);
        if (!cell.empty()) attributes.emplace_back(name, cell);
    }
    if (is_on(row, "client_editable")) attributes.emplace_back("odk:client-editable", "true");
}

void read_instance_id(const RowInHand& row) {
    forms::Definition& definition = row.draft.definition;
    if (row.cells.has("instance_id")) definition.instance_id = row.text("instance_id");
    if (!is_on(row, "omit_instance_id")) return;
    definition.instance_id.clear();
    if (row.cells.has("public_key")) {
        row.complain("omit_instance_id",
                     "An encrypted form needs its instanceID: clear omit_instanceID.");
    }
}

void read_row(const RowInHand& row) {
    forms::Definition& definition = row.draft.definition;
    const Cells& cells = row.cells;
    if (cells.has("id_string")) definition.form.id = cells.text("id_string");
    if (cells.has("form_id")) definition.form.id = cells.text("form_id");
    if (cells.has("id_string") && cells.has("form_id")) {
        row.warn("id_string", "The form has two ids: form_id is taken. Remove this column.");
    }
    if (cells.has("name")) definition.root_name = cells.text("name");
    definition.form.version = cells.text("version");
    definition.default_language = row.draft.code_of(cells.text("default_language"));
    definition.instance_name = cells.expression("instance_name");
    definition.style = cells.text("style");
    row.draft.allows_choice_duplicates = is_on(row, "allow_choice_duplicates");
    const std::string title = cells.text("form_title");
    if (!title.empty()) definition.title.by_language[definition.default_language] = title;
    for (const std::string_view compact : {"prefix", "delimiter"}) {
        if (!cells.has(compact)) continue;
        definition.root_attributes.emplace_back("odk:" + std::string(compact), cells.text(compact));
    }
    if (cells.has("instance_xmlns")) {
        definition.root_attributes.emplace_back("xmlns", cells.text("instance_xmlns"));
    }
    read_namespaces(row);
    read_submission(row);
    read_instance_id(row);
    read_other_settings(row);
}

}  // namespace

void read_settings(std::string_view file, const ReadingOptions& options, Draft& draft) {
    forms::Definition& definition = draft.definition;
    definition.form.id = options.form_id.empty() ? stem(file) : options.form_id;
    definition.root_name = options.root_name;
    const Sheet* sheet = draft.book.find(kSettings);
    if (sheet != nullptr && !sheet->rows.empty()) {
        const auto headings = draft.headings_of(*sheet, SheetKind::Settings);
        const Cells cells(*sheet, headings, sheet->rows.front());
        read_row({draft, cells, kSettings});
    }
    if (definition.title.empty()) {
        definition.title.by_language[definition.default_language] = definition.form.id;
    }
    if (definition.form.id.empty()) {
        draft.complain(kSettings, 2, "form_id", "",
                       "Write a form_id of one word, such as site_visit.");
    } else if (words(definition.form.id).size() != 1) {
        draft.complain(kSettings, 2, draft.column(kSettings, "form_id"), definition.form.id,
                       "Better write a form_id of one word, such as site_visit.",
                       Severity::Warning);
    }
    if (!is_node_name(definition.root_name)) {
        draft.complain(kSettings, 2, draft.column(kSettings, "name"), definition.root_name,
                       "Write the form's name as one word that begins with a letter and has only "
                       "letters, digits, - . and _ in it.");
    }
}

}  // namespace adit::xlsform
