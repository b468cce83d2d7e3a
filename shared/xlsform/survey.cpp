#include "xlsform/survey.h"

#include "base/text.h"
#include "xlsform/question_word.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>

namespace adit::xlsform {
namespace {

using forms::Node;
using forms::NodeKind;
using forms::QuestionType;

constexpr std::string_view kSurvey = "survey";
constexpr std::array<std::string_view, 4> kMedia{"image", "big-image", "audio", "video"};
constexpr std::array<std::string_view, 31> kParameters{
    "start", "end", "step", "tick_interval", "tick_labelset", "placeholder", "randomize", "seed",
    "value", "label", "capture-accuracy", "warning-accuracy", "allow-mock-accuracy",
    "reference-geometry", "incremental", "max-pixels", "app", "quality", "rows",
    "location-priority", "location-min-interval", "location-max-age", "track-changes",
    "track-changes-reasons", "identify-user",
    // As older forms spell them.
    "max_pixels", "tick-interval", "capture_accuracy", "warning_accuracy", "track_changes",
    "identify_user"};

// Walks the rows from top to bottom; groups nest by recursion.
class SurveyReading {
public:
    SurveyReading(const Sheet& sheet, Draft& draft)
        : sheet_(sheet), draft_(draft), headings_(headings_of(sheet, survey_heading)) {}

    void run();

private:
    enum class Ending { OfForm, OfGroup, OfRepeat };
    void read_children(Node& parent, Ending ending, std::size_t depth, int opened_at);
    void read_row(const Cells& cells, const QuestionWord& word, Node& parent, std::size_t depth);
    Node node_of(const Cells& cells, const QuestionWord& word, const Node& parent);
    void read_parameters(const Cells& cells, Node& node);
    void bound_range(const Cells& cells, Node& node);
    void check(const Cells& cells, const QuestionWord& word, const Node& node, const Node& parent);
    void add_other(const Node& select, Node& parent);
    std::string yes_no(const Cells& cells, std::string_view key);
    std::string default_of(const Cells& cells);
    void complain(const Cells& cells, std::string_view key, std::string what,
                  Severity severity = Severity::Error) {
        draft_.complain(kSurvey, cells.row(), cells.written(key), cells.text(key), std::move(what),
                        severity);
    }

    const Sheet& sheet_;
    Draft& draft_;
    std::vector<Heading> headings_;
    std::map<std::string, int> rows_by_path_;
    std::size_t next_ = 0;
};

// "yes" in a column of expressions means true().
std::string SurveyReading::yes_no(const Cells& cells, std::string_view key) {
    std::string text = cells.text(key);
    const std::string plain = folded(text);
    if (plain == "yes" || plain == "true" || plain == "true()") return "true()";
    if (plain == "no" || plain == "false" || plain == "false()") return "";
    return text;
}

// A default is an expression when it refers to a question or calls a function, else plain text.
std::string SurveyReading::default_of(const Cells& cells) {
    const std::string text = cells.text("default");
    if (text.empty() || text.find("${") != std::string::npos) return text;
    const auto open = text.find('(');
    const auto is_name = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
    if (open != std::string::npos && open > 0 && is_name(text[open - 1])) return text;
    if (text.find('\'') == std::string::npos) return "'" + text + "'";
    if (text.find('"') == std::string::npos) return '"' + text + '"';
    complain(cells, "default", "Write the default with one kind of quotation marks only.");
    return {};
}

void SurveyReading::read_parameters(const Cells& cells, Node& node) {
    std::string text = cells.text("parameters");
    std::replace_if(text.begin(), text.end(), [](char c) { return c == ',' || c == ';'; }, ' ');
    // "max-pixels = 1600" is one parameter.
    for (auto at = text.find('='); at != std::string::npos; at = text.find('=', at + 1)) {
        while (at > 0 && text[at - 1] == ' ') text.erase(--at, 1);
        while (at + 1 < text.size() && text[at + 1] == ' ') text.erase(at + 1, 1);
    }
    for (const std::string_view part : words(text)) {
        const auto equals = part.find('=');
        const std::string name = folded(part.substr(0, equals));
        if (equals == std::string_view::npos) {
            complain(cells, "parameters", "Write parameters as name=value, such as rows=4.");
        } else if (std::find(kParameters.begin(), kParameters.end(), name) == kParameters.end()) {
            complain(cells, "parameters", "The parameter " + name + " is not known: remove it.",
                     Severity::Warning);
        } else {
            node.parameters[name] = part.substr(equals + 1);
            if (name != "randomize" || folded(part.substr(equals + 1)) == "false") continue;
            complain(cells, "parameters", "Choices are shown in the order of their list.",
                     Severity::Warning);
        }
    }
}

// A range holds what lies between start and end; with a fraction in any of them it is a decimal.
void SurveyReading::bound_range(const Cells& cells, Node& node) {
    std::array<std::string, 3> bounds{"1", "10", "1"};
    constexpr std::array<std::string_view, 3> kNames{"start", "end", "step"};
    std::array<double, 3> numbers{};
    for (std::size_t i = 0; i < bounds.size(); ++i) {
        if (const auto given = node.parameters.find(kNames[i]); given != node.parameters.end()) {
            bounds[i] = given->second;
        }
        node.parameters.emplace(kNames[i], bounds[i]);
        const char* end = bounds[i].data() + bounds[i].size();
        if (std::from_chars(bounds[i].data(), end, numbers[i]).ptr != end) {
            complain(cells, "parameters", "Write start, end and step of a range as numbers.");
            return;
        }
        if (bounds[i].find('.') != std::string::npos) node.bind_type = "decimal";
    }
    if (!(numbers[2] > 0) || !(numbers[0] < numbers[1])) {
        complain(cells, "parameters", "Write a range with start below end and step above 0.");
    } else if (node.constraint.empty()) {
        node.constraint = ". >= " + bounds[0] + " and . <= " + bounds[1];
    }
}

Node SurveyReading::node_of(const Cells& cells, const QuestionWord& word, const Node& parent) {
    const std::string& language = draft_.definition.default_language;
    Node node;
    node.kind = word.kind == RowKind::BeginGroup    ? NodeKind::Group
                : word.kind == RowKind::BeginRepeat ? NodeKind::Repeat
                                                    : NodeKind::Question;
    node.type = word.type;
    node.name = cells.text("name");
    node.path = parent.path.child(node.name);
    node.row = cells.row();
    node.label = cells.words("label", language);
    node.hint = cells.words("hint", language);
    node.guidance = cells.words("guidance_hint", language);
    node.constraint_message = cells.words("constraint_message", language);
    node.required_message = cells.words("required_message", language);
    node.relevant = yes_no(cells, "relevant");
    if (folded(cells.text("relevant")) == "no") node.relevant = "false()";
    node.constraint = yes_no(cells, "constraint");
    node.required = yes_no(cells, "required");
    node.read_only = yes_no(cells, "read_only");
    node.calculation = cells.text("calculation");
    node.default_value = default_of(cells);
    node.choice_filter = cells.text("choice_filter");
    node.repeat_count = cells.text("repeat_count");
    node.trigger = cells.text("trigger");
    node.appearance = cells.text("appearance");
    node.save_to = cells.text("save_to");
    node.bind_type = word.bind_type;
    if (!cells.text("bind::type").empty()) node.bind_type = cells.text("bind::type");
    for (const std::string_view kind : kMedia) {
        forms::Words files = cells.words(kind, language);
        if (!files.empty()) node.media.emplace(kind, std::move(files));
    }
    node.list_from_file = word.from_file;
    node.file = word.from_file ? word.list : "";
    node.list = word.from_file ? word.list.substr(0, word.list.rfind('.')) : word.list;
    read_parameters(cells, node);
    if (node.type == QuestionType::Range && node.kind == NodeKind::Question) {
        bound_range(cells, node);
    }
    for (const auto& [heading, text] : cells.filled()) {
        if (!heading->known && heading->key.starts_with("x_")) node.extra[heading->key] = text;
    }
    return node;
}

void SurveyReading::check(const Cells& cells, const QuestionWord& word, const Node& node,
                          const Node& parent) {
    const bool question = node.kind == NodeKind::Question;
    if (!record::node_path_from("/" + node.name)) {
        complain(cells, "name",
                 node.name.empty() ? "Write a name for this row, such as village."
                                   : "Write a name that begins with a letter and has only letters, "
                                     "digits, - . and _ in it.");
    } else if (node.path.text.size() > record::kPathBytesMax / 2) {
        complain(cells, "name", "The names of this row and of the groups around it are too long.");
    }
    if (parent.path.text.empty() && node.name == "meta") {
        complain(cells, "name", "The name meta is taken: choose another.");
    }
    const auto [first, is_new] = rows_by_path_.emplace(node.path.text, node.row);
    if (!is_new && !node.name.empty()) {
        complain(cells, "name",
                 "Row " + std::to_string(first->second) + " has this name too: choose another.");
    }
    if (question && forms::is_asked(node.type) && node.label.empty() && node.hint.empty() &&
        node.media.empty() && node.calculation.empty()) {
        complain(cells, "label", "The question has no label: its name is shown. Write a label.",
                 Severity::Warning);
    }
    if (!word.list.empty() && !word.from_file && !draft_.definition.lists.contains(word.list)) {
        complain(
            cells, "type",
            "The choices sheet has no list " + word.list + ": add its rows, or mend the name.");
    }
    if (question && node.type == QuestionType::Calculate && node.calculation.empty() &&
        node.default_value.empty()) {
        complain(cells, "calculation", "Write what is calculated, or remove the row.");
    }
    if (!node.choice_filter.empty() && word.list.empty()) {
        complain(cells, "choice_filter", "Only choices can be filtered: clear this cell.");
    }
    if (!node.repeat_count.empty() && node.kind != NodeKind::Repeat) {
        complain(cells, "repeat_count", "Only a repeat has a count: clear this cell.");
    }
    if (node.appearance.find("search(") != std::string::npos) {
        complain(cells, "appearance",
                 "search() is not read: write select_one_from_file LIST.csv and a choice_filter.");
    }
}

// or_other: one more choice, and a text for what it is.
void SurveyReading::add_other(const Node& select, Node& parent) {
    forms::ChoiceList& list = draft_.definition.lists[select.list];
    const bool has_other = std::any_of(list.begin(), list.end(),
                                       [](const auto& item) { return item.name == "other"; });
    const auto in_all = [&](std::string_view english, std::string_view french) {
        forms::Words words;
        for (const auto& [language, text] : select.label.by_language) {
            words.by_language[language] = language == "fr" ? french : english;
        }
        return words;
    };
    if (!has_other) {
        forms::ChoiceItem other;
        other.name = "other";
        other.label = in_all("Other", "Autre");
        list.push_back(std::move(other));
    }
    Node text;
    text.name = select.name + "_other";
    text.path = parent.path.child(text.name);
    text.row = select.row;
    text.label = in_all("Specify other.", "Préciser.");
    text.relevant = "selected(${" + select.name + "}, 'other')";
    text.bind_type = "string";
    parent.children.push_back(std::move(text));
}

void SurveyReading::read_row(const Cells& cells, const QuestionWord& word, Node& parent,
                             std::size_t depth) {
    if (word.kind == RowKind::FileInstance) {
        draft_.definition.more_files.push_back(cells.text("name") + ".csv");
        return;
    }
    Node node = node_of(cells, word, parent);
    check(cells, word, node, parent);
    parent.children.push_back(std::move(node));
    if (word.kind == RowKind::Question) {
        const Node select = word.or_other ? parent.children.back() : Node{};
        if (word.or_other) add_other(select, parent);
        return;
    }
    if (depth >= kDepthMax) {
        complain(cells, "type", "Groups stand in one another more than 32 deep: flatten the form.");
        next_ = sheet_.rows.size();
        return;
    }
    const Ending ending = word.kind == RowKind::BeginRepeat ? Ending::OfRepeat : Ending::OfGroup;
    read_children(parent.children.back(), ending, depth + 1, cells.row());
}

void SurveyReading::read_children(Node& parent, Ending ending, std::size_t depth, int opened_at) {
    while (next_ < sheet_.rows.size()) {
        const Row& row = sheet_.rows[next_++];
        const Cells cells(sheet_, headings_, row);
        const std::string type = cells.text("type");
        if (type.empty() && cells.text("name").empty() && cells.text("label").empty()) continue;
        if (type.starts_with('#')) continue;  // An author's note.
        const TypeReading read = question_word_of(type);
        if (!read.word) {
            complain(cells, "type",
                     !read.instead.empty() ? read.instead
                     : type.empty()
                         ? "Write the type of this row, such as text or select_one yes_no."
                         : "This type is not known: write text, integer, decimal, date, "
                           "select_one LIST, geopoint, note, calculate …");
            continue;
        }
        const bool ends_group = read.word->kind == RowKind::EndGroup;
        const bool ends_repeat = read.word->kind == RowKind::EndRepeat;
        if (!ends_group && !ends_repeat) {
            read_row(cells, *read.word, parent, depth);
            continue;
        }
        const bool fits = (ends_group && ending == Ending::OfGroup) ||
                          (ends_repeat && ending == Ending::OfRepeat);
        if (!fits) {
            complain(cells, "type",
                     ending == Ending::OfForm
                         ? "Nothing is open here: remove this row or add the row that begins it."
                         : "Row " + std::to_string(opened_at) + " opened a " +
                               (ending == Ending::OfGroup ? "group" : "repeat") +
                               ": write the matching end.");
        }
        if (ending != Ending::OfForm) return;
    }
    if (ending != Ending::OfForm) {
        draft_.complain(kSurvey, opened_at, "type",
                        ending == Ending::OfGroup ? "begin_group" : "begin_repeat",
                        "This is never closed: add the row that ends it.");
    }
}

void SurveyReading::run() {
    for (std::size_t i = 0; i < headings_.size(); ++i) {
        const Heading& heading = headings_[i];
        const bool note = heading.known || heading.key.empty() || heading.key.starts_with("x_") ||
                          heading.key.starts_with("_");
        if (note) continue;
        const bool used = std::any_of(sheet_.rows.begin(), sheet_.rows.end(), [&](const Row& row) {
            return i < row.cells.size() && !row.cells[i].empty();
        });
        if (!used) continue;
        draft_.complain(kSurvey, 1, heading.key, "",
                        "This column is not read: mend its name, or begin it with x_ to keep it "
                        "as a note.",
                        Severity::Warning);
    }
    forms::Definition& definition = draft_.definition;
    for (const Heading& heading : headings_) {
        if (heading.key != "label" || heading.language.empty()) continue;
        auto& languages = definition.languages;
        if (std::find(languages.begin(), languages.end(), heading.language) == languages.end()) {
            languages.push_back(heading.language);
        }
    }
    read_children(definition.root, Ending::OfForm, 0, 0);
    if (definition.root.children.empty()) {
        draft_.complain(kSurvey, 0, "", "",
                        "The sheet asks nothing: write a row for each question.");
    }
}

}  // namespace

std::vector<Heading> headings_of(const Sheet& sheet, Heading (*read)(std::string_view)) {
    std::vector<Heading> headings;
    headings.reserve(sheet.columns.size());
    for (const std::string& column : sheet.columns) headings.push_back(read(column));
    return headings;
}

void read_survey(const Sheets& sheets, Draft& draft) {
    draft.definition.root.kind = NodeKind::Group;
    const auto found = sheets.find(kSurvey);
    if (found == sheets.end() || found->second.columns.empty()) {
        draft.complain(kSurvey, 0, "", "",
                       "The workbook has no survey sheet: add a sheet called survey with the "
                       "columns type, name and label.");
        return;
    }
    const auto headings = headings_of(found->second, survey_heading);
    const bool has_type = std::any_of(headings.begin(), headings.end(),
                                      [](const Heading& heading) { return heading.key == "type"; });
    if (!has_type) {
        draft.complain(kSurvey, 1, "", "",
                       "The sheet has no column called type: write type, name and label into its "
                       "first row.");
        return;
    }
    SurveyReading(found->second, draft).run();
}

}  // namespace adit::xlsform
