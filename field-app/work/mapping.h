// Mapping: how the columns of somebody's CSV become the answers of one of our forms.
//
// A mapping is a JSON file that a programme writes once for a source and keeps with the source's
// name and licence; assets/import/README.md explains it line by line. Reading it checks everything
// that can be checked without the data: unknown words, columns and questions that do not exist.
#pragma once

#include "base/json.h"
#include "base/result.h"
#include "forms/definition.h"
#include "record/ids.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace adit::work {

/// The columns of the CSV by name, and one row of it.
class SourceRow {
public:
    SourceRow(const std::map<std::string, std::size_t, std::less<>>& places,
              const std::vector<std::string>& cells)
        : places_(&places), cells_(&cells) {}
    /// Trimmed; "" when the column is empty (mappings are checked: no unknown column is asked).
    std::string_view at(std::string_view column) const;

private:
    const std::map<std::string, std::size_t, std::less<>>* places_;
    const std::vector<std::string>* cells_;
};

/// "when": true for every row when empty.
struct Condition {
    std::string column;
    std::vector<std::string> is;      // One of these; "" is the empty cell.
    std::vector<std::string> is_not;  // None of these.
    std::optional<double> above;      // A number greater than this.
    std::vector<Condition> all, any;

    bool holds(const SourceRow& row) const;
};

/// One word of the source and what it is in the form (of a select_multiple several names, with
/// spaces between); nothing: left blank on purpose.
using WordMap = std::map<std::string, std::optional<std::string>, std::less<>>;

/// Columns whose words become one value: one word, or several for a select_multiple.
struct FromColumns {
    std::vector<std::string> columns;
    std::string split;     // Letters that part words in a cell: ",;"
    WordMap map;           // "Or" -> "gold"; "GPS (*" by its beginning; "*" for all others.
    bool has_map = false;  // Without one the words stand as they are.
};
struct FromConstant {
    std::string text;
};
/// Sentences with {column} in them, joined; one with an empty column is left out.
struct FromText {
    std::vector<std::string> parts;
    std::string between = "\n";
};
struct FromCoordinates {
    std::string latitude, longitude;
};
/// The entity that another mapping (or this one) registers under the same name and columns.
struct FromEntity {
    std::string name;  // "ipis-site"
    std::vector<std::string> columns;
};
/// A select_multiple whose choices stand in columns of their own: 1 or 0 each.
struct FromFlags {
    std::vector<std::pair<std::string, Condition>> choices;  // In the order of the file.
};
using Origin =
    std::variant<FromColumns, FromConstant, FromText, FromCoordinates, FromEntity, FromFlags>;

struct AnswerRule {
    const forms::Node* node = nullptr;  // Of the mapping's definition.
    Origin origin;
    Condition when;
    bool must = false;  // Without a value the row is rejected.
};

/// One instance of a repeat that a row may have.
struct InstanceRule {
    const forms::Node* repeat = nullptr;  // At the top of the form, not inside another repeat.
    Condition when;
    std::vector<AnswerRule> answers;
};

struct Mapping {
    std::shared_ptr<const forms::Definition> definition;
    std::string about;      // What the source is and whose.
    record::ScopeId scope;  // Empty: by scope_column.
    std::string scope_column;
    WordMap scope_map;
    std::vector<std::string> marks;  // "imported:ipis"
    std::string id_name;             // With the columns' values: the record's id for ever.
    std::vector<std::string> id_columns;
    std::optional<FromEntity> registers;  // The entity that each record registers.
    std::optional<FromText> label;        // What the entity is called; else the form says.
    std::vector<std::string> one_per;     // One record for each value of these columns:
    std::string latest;                   // the row with the greatest value here.
    std::string order;                    // Rows are written in the order of this column.
    Condition when;                       // Rows that are wanted at all.
    std::vector<AnswerRule> answers;      // The first rule of a question that gives a value wins.
    /// What the source says where the form would compute: kept instead, blank when it says nothing.
    std::vector<AnswerRule> computed;
    std::vector<InstanceRule> instances;
    std::map<std::string, std::string> left_out;  // Column -> why.
};

constexpr std::size_t kMappingRulesMax = 2'000;

/// `definition_of` gives the newest version of a form that this laptop has.
using DefinitionOf =
    std::function<Result<std::shared_ptr<const forms::Definition>>(const std::string& form)>;

/// BadInput says what is wrong and where in the file. `columns`: of the CSV; each has to be used
/// or left out with a reason, so that nothing is lost by oversight.
Result<Mapping> mapping_from(std::string_view json, const std::vector<std::string>& columns,
                             const DefinitionOf& definition_of);

/// The id of what a name and some values of a row stand for: the same on every laptop.
Uuid imported_id(const std::string& name, const std::vector<std::string>& values);

}  // namespace adit::work
