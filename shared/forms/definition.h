// Definition: one version of a form, as its author wrote it: what is asked, in which order, when.
//
// Made by xlsform/ from a workbook; immutable afterwards and shared by every session (and thread)
// that fills the form. Expressions stand here as text in XPath with ${} already resolved to paths;
// FormSession compiles them. Languages are XLSForm's names: "English (en)", "French (fr)"; their
// bracketed code is what the app's language ("en", "fr") is matched with.
#pragma once

#include "forms/question_type.h"
#include "record/ids.h"
#include "record/node_path.h"
#include "record/value.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace adit::xpath {
class Tree;
}

namespace adit::forms {

/// Words in each language of the form: code ("en") -> text. "" are those that the author wrote
/// without naming a language.
struct Words {
    std::map<std::string, std::string, std::less<>> by_language;

    /// In `language`; else in the form's default; else in any; else "".
    const std::string& in(std::string_view language, std::string_view fallback) const;
    bool empty() const { return by_language.empty(); }
    /// Some of them belong to a language.
    bool translated() const { return !empty() && !by_language.rbegin()->first.empty(); }
    bool operator==(const Words&) const = default;
};

/// What a form looks things up in: a CSV, XML or GeoJSON file beside it, an entity list.
struct Table {
    std::vector<std::string> columns;            // "name", "label", "country" …
    std::vector<std::vector<std::string>> rows;  // As wide as columns.
    std::string problem{};  // Of a file: what was not read of it, and what to do; "": nothing.
    /// What expressions walk over when it is no plain table; null: root/item/<column>.
    std::shared_ptr<const xpath::Tree> document{};

    std::optional<std::size_t> find_column(std::string_view name) const;
};

/// The name of the record of the same form that was saved last on this machine, among what lies
/// beside a form (ODK XForms, jr://instance/last-saved).
constexpr std::string_view kLastSaved = "last-saved";

/// "image", "big-image", "audio", "video" -> the file's name in each language.
using Media = std::map<std::string, Words, std::less<>>;

struct ChoiceItem {
    std::string name;
    Words label;
    Media media;
    std::map<std::string, std::string, std::less<>> columns;  // Extra columns, for choice filters.
};
using ChoiceList = std::vector<ChoiceItem>;

/// An attribute as XForms write it, its name with the usual prefix: ("odk:quality", "low").
using Attributes = std::vector<std::pair<std::string, std::string>>;

/// What an event sets off: setvalue of XForms; setgeopoint and recordaudio of ODK.
struct Action {
    enum class Kind { SetValue, SetGeopoint, RecordAudio };
    Kind kind = Kind::SetValue;
    std::vector<std::string> events;  // "odk-instance-first-load", "xforms-value-changed" …
    std::string target;               // Path with the root: "/data/visit/total".
    std::string value;                // XPath; "": `text` is set as it stands.
    std::string text;
    Attributes attributes;  // Further ones.
};

/// With what a record begins inside repeats: "/house[2]" is an instance, "/house[2]/name" a text in
/// it. An instance stands before what is in it.
struct Given {
    std::string path;
    std::string text;
};

enum class NodeKind { Question, Group, Repeat };

/// One row of the survey sheet. Children in the order of the form.
struct Node {
    NodeKind kind = NodeKind::Question;
    QuestionType type = QuestionType::Text;  // Of a question.
    std::string name;
    record::NodePath path;  // Pattern: "/payments/payment/payee".
    /// In these, ${…} holds an XPath, as everywhere here already resolved to a path.
    Words label, hint, guidance, constraint_message, required_message;
    std::string relevant, constraint, required, calculation, default_value, choice_filter,
        repeat_count, trigger, read_only;  // XPath; "" when the cell is empty.
    std::string appearance;
    Media media;
    std::map<std::string, std::string, std::less<>> parameters;
    std::string list;             // Choice list, or the instance's name for a file.
    bool list_from_file = false;  // select_one_from_file: list is "admin1" …
    std::string file;             // "admin1.csv"
    std::string save_to;          // Entity property.
    std::string entity_list;      // Of which list: EntityRule::list. "" without save_to.
    std::string bind_type;        // XForms type, for the record's values.
    std::map<std::string, std::string, std::less<>> extra;  // x_sensitivity, x_indicator, x_hxl …
    int row = 0;  // In the survey sheet, from 1: for messages.
    /// Among its siblings as a person is asked, where that is not their order here; 0: it is.
    int shown_at = 0;
    // What XForms can say and the columns above cannot.
    std::string initial;          // The text that stands in the model before any default.
    bool is_attribute = false;    // Of the element above: "version", at "/visit/@version".
    std::vector<Action> actions;  // In its control, or in its repeat.
    /// XPath of the choices' nodes, when they are in no list; the parameters "value" and "label"
    /// are XPath there, on each of these nodes.
    std::string itemset;
    Attributes bind_attributes, body_attributes, instance_attributes;  // Further ones.
    std::vector<Node> children;
};

/// One row of the entities sheet: what a finalised record registers or updates.
struct EntityRule {
    std::string list;                                    // "sites"
    std::string label, create_if, update_if, entity_id;  // XPath
    /// The group or repeat whose meta holds it; "": the record as a whole. In a repeat each
    /// instance is an entity of its own, and relative paths begin at `place`/meta/entity/label.
    record::NodePath place{};
    bool in_repeat = false;
    int row = 0;  // In the entities sheet, from 1: for messages.
};

struct Plan;  // plan.h: the compiled expressions and what depends on what.

struct Definition {
    record::FormRef form;
    Words title;
    std::string default_language;        // Code: "en".
    std::vector<std::string> languages;  // Codes, in the order of the sheet.
    /// "en" -> "English (en)": the names by which the workbook and the XForm call the languages.
    std::map<std::string, std::string, std::less<>> language_names;
    std::string instance_name;  // XPath
    std::string style;
    Node root;  // A group without a name: its children are the form.
    std::map<std::string, ChoiceList, std::less<>> lists;
    std::map<std::string, ChoiceList, std::less<>> tags;  // Of questions about map features (osm).
    std::vector<EntityRule> entities;
    std::vector<std::string> more_files;  // Looked up without a question: csv-external, pulldata.
    std::string root_name = "data";       // Of the model's root element.
    std::vector<Action> actions;          // Of the model.
    Attributes namespaces;                // Further ones: prefix, address.
    Attributes root_attributes, submission_attributes;
    std::string instance_id = "uid";  // How meta/instanceID is made; "": the form has none.
    std::vector<Given> given;         // In the order of the model.
    /// Secondary instances that the form holds and that are no choice list, as documents.
    std::map<std::string, std::shared_ptr<const xpath::Tree>, std::less<>> instances;
    /// Where the others lie: instance -> address, such as "jr://file-csv/sites.csv". Without one an
    /// instance is the file of its name.
    std::map<std::string, std::string, std::less<>> sources;
    std::map<std::string, Words, std::less<>> texts;  // For jr:itext(): by id.
    /// Made by with_plan(); null: each session compiles for itself. Shared by all sessions; says
    /// nothing that the rest of the definition does not say.
    std::shared_ptr<const Plan> plan;

    const Node* find(const record::NodePath& pattern) const;
    /// What the record as a whole registers or updates; null when it does neither.
    const EntityRule* entity() const;
    /// The first question whose answer is this property of the entity; null when none is.
    const Node* find_saving(std::string_view property) const;
    /// The files that the form looks up, in the order of the sheet: "admin1.csv", "sites.csv".
    std::vector<std::string> files() const;
    /// By which name what lies behind an instance is asked for: its file's, without the ending.
    std::string_view name_beside(std::string_view instance) const;
    /// The expression may read the record that was saved last.
    bool reads_last_saved(std::string_view expression) const;
};

/// "admin1" of "jr://file-csv/admin1.csv" and of "admin1.csv".
std::string_view file_stem(std::string_view address);

/// "en" of "English (en)"; the text itself when there are no brackets.
std::string language_code(std::string_view language);

/// Its own step in paths: the name without a prefix; "@version" of an attribute.
std::string_view step_of(const Node& node);

/// The children in the order in which a person is asked.
std::vector<const Node*> shown_children(const Node& above);

/// The question stands in the form's body: a person sees it. What is calculated and has no words
/// is not, whatever its type.
bool has_control(const Node& node);

/// Calls visit(text before, XPath) for each ${…} in words, and visit(text behind the last, "").
/// Quotation marks inside an XPath may hold braces.
void each_insert(
    std::string_view words,
    const std::function<void(std::string_view text, std::string_view expression)>& visit);

/// A repeat to which nobody adds and of which nobody removes (jr:noAddRemove).
bool is_fixed(const Node& repeat);

/// The columns of a file that a question's choices come from.
struct ChoiceColumns {
    std::string name = "name";
    std::string label = "label";
};
ChoiceColumns choice_columns(const Node& question);

/// The type that an answer to this question has, for record::value_from.
record::ValueType value_type_of(const Node& node);

constexpr std::size_t kTableCellsMax = 10'000'000;

/// A table from CSV (csv.h). The first row names the columns; shorter rows are filled up with "",
/// longer ones cut; empty rows are left out. Beyond `cells_max` nothing is read.
Table table_from_csv(std::string_view text, std::size_t cells_max = kTableCellsMax);

/// An expression of the form that cannot work, for whoever wrote the form.
struct ExpressionProblem {
    int row = 0;         // Of the survey sheet; 0: settings or entities.
    std::string column;  // "relevant", "calculation", "instance_name", "create_if" …
    std::string value;   // The expression.
    std::string what;    // What is wrong and what to write.
    bool works = false;  // It can be computed all the same: what leads nowhere is empty.
};

/// Compiles every expression and finds the cycles; all problems at once, in the order of the form.
/// Without problems the definition now carries its plan.
std::vector<ExpressionProblem> with_plan(Definition& definition);

}  // namespace adit::forms
