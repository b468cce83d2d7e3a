// FormSession: one record being filled. It knows what is relevant, required, calculated and broken
// after every answer, and says what a store has to append for it.
//
// It holds the record as the store has it (merge::fold's) and its own evaluation of the form. It
// does no I/O and asks no clock: Opening brings all. An answer recomputes what depends on it and
// nothing else. One thread at a time.
#pragma once

#include "forms/definition.h"
#include "record/record.h"

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace adit::xpath {
class Zone;
}

namespace adit::forms {

/// Finds what lies beside a form by its file's name without the ending ("admin1", "sites"); null
/// when it is missing, and then the officer types the text instead of choosing. The table outlives
/// the session.
using Tables = std::function<const Table*(std::string_view name)>;

/// What a form asked for that was too much: what comes of it is not all there.
enum class TooMuch : std::uint8_t {
    Work,       // What one answer set off was not all computed.
    Text,       // A calculated text was left empty.
    Instances,  // A repeat_count asked for more than kInstancesMax.
};
constexpr std::size_t kInstancesMax = 1000;

struct Opening {
    std::shared_ptr<const Definition> definition;
    record::Record record;  // As folded; a new one has only id, scope and form.
    bool is_new = false;    // Defaults are set and start is written.
    Tables tables;
    std::string username;  // Of who fills it now.
    std::string device;    // deviceid
    std::int64_t now_ms = 0;
    std::int16_t offset_min = 0;  // Minutes east of UTC, where no zone is given.
    /// Of this machine, for dates without an offset; with whoever else fills forms on it.
    std::shared_ptr<const xpath::Zone> zone{};
    std::function<std::string()> new_uuid;        // For uuid().
    std::function<std::uint64_t()> new_instance;  // For ids of repeat instances.
};

/// A question as it stands now. Pointers live until the session's next change.
struct QuestionView {
    record::NodePath path;
    const Node* node = nullptr;
    bool relevant = true;
    bool required = false;
    bool read_only = false;
    const record::Value* value = nullptr;  // Null or Nothing: not answered.
    bool in_conflict = false;
    std::string violation;  // "" or the form's own message, in the language.
};

struct ChoiceView {
    std::string_view name;
    std::string_view label;
};

/// A line of the outline (jump menu): a group, a repeat or one instance of it, with its state.
struct OutlineItem {
    record::NodePath path;
    const Node* node = nullptr;
    int depth = 0;
    std::optional<std::size_t> place;  // Of an instance in its repeat, from 1.
    std::string label;
    bool relevant = true;
    std::size_t asked = 0;  // Relevant questions below.
    std::size_t answered = 0;
    std::size_t broken = 0;   // Constraints that do not hold.
    std::size_t missing = 0;  // Required and empty.
};

/// Something that stands in the way of finalising.
struct Fault {
    record::NodePath path;
    std::string label;     // Of the question.
    std::string message;   // What to do.
    bool missing = false;  // Required and empty; else a broken constraint.
};

class FormSession {
public:
    /// BadInput when an expression of the form cannot be compiled, with its sheet row and column.
    static Result<std::unique_ptr<FormSession>> open(Opening opening);
    virtual ~FormSession() = default;

    virtual const Definition& definition() const = 0;
    virtual const record::Record& record() const = 0;

    /// What a new record writes first (start, today, username, deviceid, defaults). Empty later.
    virtual std::vector<record::Operation> opening_operations() = 0;

    /// Takes an answer. The operations are what the store appends (none when nothing changed); the
    /// session already shows it. A value that breaks its constraint is kept: it is said, not
    /// refused.
    virtual std::vector<record::Operation> answer(const record::NodePath& path,
                                                  const record::Value& value) = 0;
    /// `repeat`: its path with the ids around it. Returns the operations; the new instance is last
    /// in instances_of(repeat).
    virtual std::vector<record::Operation> add_instance(const record::NodePath& repeat) = 0;
    virtual std::vector<record::Operation> remove_instance(const record::NodePath& instance) = 0;

    /// What stands in the way, in the order of the form; empty: it can be finalised.
    virtual std::vector<Fault> faults() const = 0;
    /// Computes all calculates, instanceName and entity, and finalises. `now_ms` is written as end.
    virtual std::vector<record::Operation> finalise(std::int64_t now_ms) = 0;

    /// The record as the store has it after appending, or after an exchange brought more.
    virtual void refresh(record::Record record) = 0;

    virtual const std::string& language() const = 0;
    virtual void set_language(std::string_view code) = 0;

    virtual QuestionView question(const record::NodePath& path) const = 0;
    /// Questions, groups and repeats directly below (and in) this group or instance, relevant or
    /// not, in the order of the form; groups are listed, not opened.
    virtual std::vector<record::NodePath> children_of(const record::NodePath& group) const = 0;
    virtual std::vector<record::NodePath> instances_of(const record::NodePath& repeat) const = 0;
    virtual bool is_relevant(const record::NodePath& path) const = 0;
    /// Choices that the filter lets through. Cached until what the filter reads changes.
    virtual const std::vector<ChoiceView>& choices(const record::NodePath& path) const = 0;
    /// The label of a choice that is (or once was) chosen, even when the filter hides it now.
    virtual std::string choice_label(const record::NodePath& path, std::string_view name) const = 0;
    /// Words with their ${} filled in, in the session's language.
    virtual std::string label(const record::NodePath& path) const = 0;
    virtual std::string hint(const record::NodePath& path) const = 0;

    virtual std::vector<OutlineItem> outline() const = 0;

    /// Lists that the form looks up and nobody gave: "admin2.csv".
    virtual const std::vector<std::string>& missing_files() const = 0;
    /// What the form asked for that was too much, since the record was opened.
    virtual const std::set<TooMuch>& too_much() const = 0;
};

/// What a new record of the form reads as ${last-saved#…}: the relevant answers of this one, to be
/// given as the table kLastSaved. `definition`: of the record's own version.
Table last_saved(std::shared_ptr<const Definition> definition, record::Record record,
                 const Tables& tables);

/// What a finalised record does to entities: from its meta/entity answers and the form's save_to.
struct EntityUpdate {
    std::string list, entity, label;
    bool create = false;
    std::vector<std::pair<std::string, record::Value>> properties;
};
std::vector<EntityUpdate> entity_updates(const Definition& definition,
                                         const record::Record& record);

}  // namespace adit::forms
