#include "base/text.h"
#include "xlsform/choosing.h"
#include "xlsform/loop.h"
#include "xlsform/question.h"
#include "xlsform/reference.h"
#include "xlsform/spelling.h"

#include <algorithm>

namespace adit::xlsform {
namespace {

using forms::Node;
using forms::NodeKind;

constexpr std::string_view kSurvey = "survey";

// Walks the rows from top to bottom; groups nest by recursion.
class SurveyReading {
public:
    SurveyReading(const Sheet& sheet, Draft& draft)
        : sheet_(sheet), draft_(draft), headings_(draft.headings_of(sheet, SheetKind::Survey)) {}

    void run();

private:
    // What is open: the row that began it, and what may close it.
    struct Open {
        RowKind end = RowKind::Question;  // Question: the form itself.
        int row = 0;
        std::size_t depth = 0;
        bool in_repeat = false;
    };
    bool has_type() const;
    void tell_columns();
    void note_languages();
    void read_children(Node& parent, const Open& open);
    void read_row(const RowInHand& row, const QuestionWord& word, Node& parent, const Open& open);
    void read_question(const RowInHand& row, const QuestionWord& word, Node& parent);
    void read_section(const RowInHand& row, const QuestionWord& word, Node& parent,
                      const Open& open);
    void read_file(const RowInHand& row, const QuestionWord& word, const Open& open);
    void count_instances(Node& parent, Node& repeat);
    bool closes(const RowInHand& row, RowKind kind, const Open& open);
    bool is_skipped(const RowInHand& row) const;
    bool take_setting(const RowInHand& row);
    void add(Node& parent, Node node) {
        parent.children.push_back(std::move(node));
        ++count_;
    }

    const Sheet& sheet_;
    Draft& draft_;
    const std::vector<Heading> headings_;
    TableList table_list_;
    std::size_t next_ = 0;
    std::size_t count_ = 0;
};

std::string_view word_of(RowKind end) {
    return end == RowKind::EndRepeat ? "repeat" : end == RowKind::EndLoop ? "loop" : "group";
}

bool SurveyReading::is_skipped(const RowInHand& row) const {
    const Cells& cells = row.cells;
    const std::string type = cells.text("type");
    if (type.empty() && !cells.has("name") && !cells.has("label")) return true;
    if (type.starts_with('#')) return true;  // An author's note.
    return yes_or_no(cells.text("disabled")) == true;
}

// A file that the form looks things up in, without a question about it.
void SurveyReading::read_file(const RowInHand& row, const QuestionWord& word, const Open& open) {
    const std::string name = row.text("name");
    if (!is_node_name(name)) {
        row.complain("name", "Write the file's name without its ending, as one word.");
        return;
    }
    if (open.in_repeat) {
        row.complain("type", "A file is not looked up in a repeat: move this row out of it.");
    }
    const std::string file = name + "." + word.list;
    std::vector<std::string>& files = draft_.definition.more_files;
    if (std::find(files.begin(), files.end(), file) != files.end()) {
        row.complain("name", "The file " + file + " is named already: remove this row.");
    }
    files.push_back(file);
    draft_.named_files.push_back(name);
}

void SurveyReading::read_question(const RowInHand& row, const QuestionWord& word, Node& parent) {
    Node node = node_of(row, word);
    if (node.type == forms::QuestionType::Note && node.name.empty()) {
        node.name = "generated_note_name_" + std::to_string(row.cells.row());
    }
    if (!word.list.empty()) read_list(row, word, node);
    if (word.bind_type == "odk:rank" || !node.list.empty()) {
        const bool chooses = word.special == Special::None;
        auto labels = chooses ? table_list_.take(row, node) : std::nullopt;
        if (labels) add(parent, *std::move(labels));
    }
    const bool other = word.or_other && draft_.definition.lists.contains(node.list);
    std::optional<Node> text;
    if (other) text = other_of(row, node);
    add(parent, std::move(node));
    if (text) add(parent, *std::move(text));
}

// A count that is no answer is calculated by a node of its own, as clients expect it.
void SurveyReading::count_instances(Node& parent, Node& repeat) {
    const std::string_view count = trimmed(repeat.repeat_count);
    const bool single = count.starts_with("${") && count.find('}') == count.size() - 1;
    if (count.empty() || single || repeat.kind != NodeKind::Repeat) return;
    Node counted;
    counted.type = forms::QuestionType::Calculate;
    counted.name = repeat.name + "_count";
    counted.row = repeat.row;
    counted.bind_type = "string";
    counted.read_only = "true()";
    counted.calculation = std::move(repeat.repeat_count);
    repeat.repeat_count = "${" + counted.name + "}";
    add(parent, std::move(counted));
}

void SurveyReading::read_section(const RowInHand& row, const QuestionWord& word, Node& parent,
                                 const Open& open) {
    if (open.depth >= kDepthMax) {
        row.complain("type", "Groups stand in one another more than 32 deep: flatten the form.");
        next_ = sheet_.rows.size();
        return;
    }
    Node section = node_of(row, word);
    count_instances(parent, section);
    std::vector<Node> first;
    table_list_.begin(section, first);
    section.children = std::move(first);
    count_ += section.children.size();
    const bool repeat = word.kind == RowKind::BeginRepeat;
    const bool loop = word.kind == RowKind::BeginLoop;
    const RowKind end = repeat ? RowKind::EndRepeat : loop ? RowKind::EndLoop : RowKind::EndGroup;
    read_children(section, {end, row.cells.row(), open.depth + 1, open.in_repeat || repeat});
    table_list_.end();
    if (loop) {
        const auto list = draft_.definition.lists.find(word.list);
        if (list == draft_.definition.lists.end()) {
            row.complain("type", "The choices sheet has no list " + word.list +
                                     ": add its rows, or mend the name.");
        } else if (!write_out(section, list->second, count_)) {
            row.complain("type",
                         "The loops of the form come to more than 100,000 questions: "
                         "shorten the list, or ask in a repeat.");
        }
    }
    add(parent, std::move(section));
}

bool SurveyReading::closes(const RowInHand& row, RowKind kind, const Open& open) {
    if (row.cells.has("save_to")) {
        row.complain("save_to", "Only questions are saved as properties: clear this cell.");
    }
    if (kind == open.end) return true;
    if (open.end == RowKind::Question) {
        row.complain("type",
                     "Nothing is open here: remove this row or add the row that begins it.");
        return false;
    }
    row.complain("type", "Row " + std::to_string(open.row) + " opened a " +
                             std::string(word_of(open.end)) + ": write the matching end.");
    return true;
}

// Older forms set their title in a row of the survey: "set form title | My form".
bool SurveyReading::take_setting(const RowInHand& row) {
    const std::string type = folded(row.text("type"));
    forms::Definition& definition = draft_.definition;
    if (type == "set form title" || type == "form_title") {
        definition.title.by_language[definition.default_language] = row.text("name");
    } else if (type == "set form id" || type == "form_id") {
        definition.form.id = row.text("name");
    } else {
        return false;
    }
    return true;
}

void SurveyReading::read_row(const RowInHand& row, const QuestionWord& word, Node& parent,
                             const Open& open) {
    if (count_ >= kNodesMax) {
        row.complain("type", "The form has more than 100,000 questions: divide it.");
        next_ = sheet_.rows.size();
        return;
    }
    switch (word.kind) {
        case RowKind::Question:
            return read_question(row, word, parent);
        case RowKind::FileInstance:
            return read_file(row, word, open);
        default:
            return read_section(row, word, parent, open);
    }
}

void SurveyReading::read_children(Node& parent, const Open& open) {
    while (next_ < sheet_.rows.size()) {
        const Row& line = sheet_.rows[next_++];
        const Cells cells(sheet_, headings_, line);
        const RowInHand row{draft_, cells};
        if (is_skipped(row) || take_setting(row)) continue;
        const std::string type = cells.text("type");
        const TypeReading read = question_word_of(type);
        if (!read.word) {
            row.complain("type",
                         !read.instead.empty() ? read.instead
                         : type.empty()
                             ? "Write the type of this row, such as text or select_one yes_no."
                             : "This type is not known: write text, integer, decimal, date, "
                               "select_one LIST, geopoint, note, calculate …");
            continue;
        }
        const RowKind kind = read.word->kind;
        const bool ends =
            kind == RowKind::EndGroup || kind == RowKind::EndRepeat || kind == RowKind::EndLoop;
        if (!ends) {
            read_row(row, *read.word, parent, open);
        } else if (closes(row, kind, open)) {
            return;
        }
    }
    if (open.end == RowKind::Question) return;
    draft_.complain(kSurvey, open.row, draft_.column(kSurvey, "type"),
                    "begin_" + std::string(word_of(open.end)),
                    "This is never closed: add the row that ends it.");
}

void SurveyReading::tell_columns() {
    for (std::size_t i = 0; i < headings_.size(); ++i) {
        const Heading& heading = headings_[i];
        const bool note = heading.known || heading.key.empty() || heading.key.starts_with("x_") ||
                          heading.key.starts_with("_");
        if (note) continue;
        const bool used = std::any_of(sheet_.rows.begin(), sheet_.rows.end(), [&](const Row& row) {
            return i < row.cells.size() && !row.cells[i].empty();
        });
        if (!used) continue;
        std::vector<std::string> known;
        for (const std::string_view key :
             {"type", "name", "label", "hint", "required", "relevant", "constraint", "calculation",
              "appearance", "default", "parameters", "choice_filter", "repeat_count"}) {
            known.emplace_back(key);
        }
        const std::string similar = similar_names(folded(heading.key), known);
        draft_.complain(kSurvey, 1, heading.key, "",
                        "This column is not read: mend its name" +
                            (similar.empty() ? std::string() : " (" + similar + "?)") +
                            ", or begin it with x_ to keep it as a note.",
                        Severity::Warning);
    }
}

void SurveyReading::note_languages() {
    std::vector<std::string>& languages = draft_.definition.languages;
    for (const Heading& heading : headings_) {
        if (heading.key != "label" || heading.code.empty()) continue;
        if (std::find(languages.begin(), languages.end(), heading.code) == languages.end()) {
            languages.push_back(heading.code);
        }
    }
}

bool SurveyReading::has_type() const {
    return std::any_of(headings_.begin(), headings_.end(),
                       [](const Heading& heading) { return heading.key == "type"; });
}

void SurveyReading::run() {
    if (!has_type()) {
        draft_.complain(kSurvey, 1, "", "",
                        "The sheet has no column called type: write type, name and label into its "
                        "first row.");
        return;
    }
    tell_columns();
    note_languages();
    forms::Definition& definition = draft_.definition;
    read_children(definition.root, {});
    set_paths(definition.root);
    if (definition.root.children.empty() && draft_.named_files.empty()) {
        draft_.complain(kSurvey, 0, "", "",
                        "The sheet asks nothing: write a row for each question.");
    }
}

}  // namespace

void read_survey(Draft& draft) {
    draft.definition.root.kind = NodeKind::Group;
    const Sheet* sheet = draft.book.find(kSurvey);
    if (sheet == nullptr || sheet->columns.empty()) {
        const std::string similar = similar_names(kSurvey, draft.book.others);
        draft.complain(kSurvey, 0, "", "",
                       "The workbook has no survey sheet: " +
                           (similar.empty() ? "add a sheet called survey with the columns type, "
                                              "name and label."
                                            : "call the sheet " + similar + " survey."));
        return;
    }
    SurveyReading(*sheet, draft).run();
}

}  // namespace adit::xlsform
