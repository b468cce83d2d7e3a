// Sheets of choices: choices, external_choices, and osm, whose "choices" are tags of map features.
#include "base/text.h"
#include "xlsform/draft.h"

#include <algorithm>
#include <array>
#include <set>

namespace adit::xlsform {
namespace {

constexpr std::array<std::string_view, 4> kMedia{"image", "big-image", "audio", "video"};
using ChoiceLists = std::map<std::string, forms::ChoiceList, std::less<>>;

struct Way {
    std::string_view sheet;
    bool needs_labels = true;
    bool may_repeat = false;  // One name several times.
};

// Further columns are elements of the choices; notes of the author often are none.
bool is_column(const Heading& heading) {
    return !heading.known && !heading.key.starts_with("__") && is_node_name(heading.key);
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
        if (is_column(*heading)) item.columns.emplace(heading->key, text);
    }
    return item;
}

class ListReading {
public:
    ListReading(Draft& draft, const Way& way, ChoiceLists& lists)
        : draft_(draft), way_(way), lists_(lists) {}

    void run();

private:
    bool has_columns(const std::vector<Heading>& headings);
    void read(const RowInHand& row);

    Draft& draft_;
    const Way way_;
    ChoiceLists& lists_;
    std::map<std::pair<std::string, std::string>, int> first_rows_;
};

bool ListReading::has_columns(const std::vector<Heading>& headings) {
    bool whole = true;
    for (const std::string_view key : {"list_name", "name"}) {
        const bool there = std::any_of(headings.begin(), headings.end(),
                                       [&](const Heading& heading) { return heading.key == key; });
        if (there) continue;
        whole = false;
        draft_.complain(way_.sheet, 1, "", "",
                        "The sheet has no column called " + std::string(key) +
                            ": write list_name, name and label into its first row.");
    }
    for (const Heading& heading : headings) {
        const bool note = heading.known || heading.key.empty() || heading.key.starts_with("x_") ||
                          heading.key.starts_with("_") || is_node_name(heading.key);
        if (note) continue;
        draft_.complain(way_.sheet, 1, heading.key, "",
                        "Choices cannot be filtered by this column: write its name as one word "
                        "of letters, digits, - . and _.",
                        Severity::Warning);
    }
    return whole;
}

void ListReading::read(const RowInHand& row) {
    const std::string list = row.text("list_name");
    forms::ChoiceItem item = item_of(row.cells, draft_.definition.default_language);
    if (list.empty()) {
        row.warn("list_name",
                 "This choice belongs to no list and is left out: write the name of its list.");
        return;
    }
    if (item.name.empty()) {
        row.complain("name", "Write the name of the choice: what is stored when it is chosen.");
        return;
    }
    const auto [first, is_new] = first_rows_.emplace(std::pair(list, item.name), row.cells.row());
    if (!is_new && !way_.may_repeat) {
        row.complain("name",
                     "The list " + list + " has this name already: give each choice its own.");
        return;
    }
    if (item.label.empty() && item.media.empty() && way_.needs_labels) {
        row.draft.complain(way_.sheet, row.cells.row(), row.cells.written("label"), item.name,
                           "The choice has no label: its name is shown. Write a label.",
                           Severity::Warning);
    }
    lists_[list].push_back(std::move(item));
}

void ListReading::run() {
    const Sheet* sheet = draft_.book.find(way_.sheet);
    if (sheet == nullptr || sheet->rows.empty()) return;
    const auto headings = draft_.headings_of(*sheet, SheetKind::Choices);
    if (!has_columns(headings)) return;
    for (const Row& row : sheet->rows) {
        const Cells cells(*sheet, headings, row);
        read({draft_, cells, way_.sheet});
    }
}

}  // namespace

void read_choices(Draft& draft) {
    const bool repeats = draft.allows_choice_duplicates;
    ListReading(draft, {"choices", true, repeats}, draft.definition.lists).run();
    ListReading(draft, {"external_choices", false, true}, draft.external).run();
    ListReading(draft, {"osm", true, true}, draft.definition.tags).run();
}

}  // namespace adit::xlsform
