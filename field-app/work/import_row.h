// One row of a source read as one record of the form, as a mapping says; nothing is stored here.
//
// A value that the form's type or choice list does not know is left out and told, never bent into
// another; a row is rejected only when it cannot be named, has no country, or lacks an answer that
// the mapping calls a must. Blank stays blank, zero stays zero, no stays no.
#pragma once

#include "record/record.h"
#include "work/mapping.h"

#include <map>
#include <string>
#include <unordered_set>
#include <vector>

namespace adit::work {

/// Something about one row that a person should know.
struct ImportIssue {
    enum class Kind { Rejected, LeftOut, Warning };
    std::size_t row = 0;
    Kind kind = Kind::LeftOut;
    std::string column, value, question, why;
};

/// The names in each list that comes from a file; a list that is not here takes any text.
using NamesInFiles = std::map<std::string, std::unordered_set<std::string>, std::less<>>;

struct PlannedRecord {
    std::size_t row = 0;
    record::RecordId id;
    record::ScopeId scope;
    std::string registers;  // Entity id that the record registers, or "".
    std::string label;      // Of the entity it registers or updates; "": as the form says.
    std::vector<record::NodePath> instances;
    std::vector<std::pair<record::NodePath, record::Value>> answers;
    /// Instead of what the form computes; Nothing: blank.
    std::vector<std::pair<record::NodePath, record::Value>> computed;
};

class RowImport {
public:
    RowImport(const Mapping& mapping, const NamesInFiles& names)
        : mapping_(mapping), names_(names) {}

    /// False: rejected, and `issues` says why.
    bool read(const SourceRow& row, std::size_t number, PlannedRecord& record,
              std::vector<ImportIssue>& issues) const;

    std::string id_text(const SourceRow& row, const FromEntity& entity) const;

private:
    struct Reading;
    struct Chosen;
    bool read_scope(const SourceRow& row, Reading& reading) const;
    bool read_answers(const SourceRow& row, const std::vector<AnswerRule>& rules,
                      const record::NodePath& instance, Reading& reading) const;
    record::Value value_of(const SourceRow& row, const AnswerRule& rule, Reading& reading) const;
    record::Value from_columns(const SourceRow& row, const AnswerRule& rule,
                               const FromColumns& from, Reading& reading) const;
    void choose(const AnswerRule& rule, const std::string& column, const std::string& name,
                Chosen& chosen, Reading& reading) const;
    record::Value checked(const AnswerRule& rule, const std::string& column,
                          const std::string& word, Reading& reading) const;
    void read_computed(const SourceRow& row, Reading& reading) const;
    record::Value from_flags(const SourceRow& row, const AnswerRule& rule, const FromFlags& from,
                             Reading& reading) const;
    bool is_in_list(const forms::Node& node, const std::string& name) const;

    const Mapping& mapping_;  // Both outlive this.
    const NamesInFiles& names_;
};

}  // namespace adit::work
