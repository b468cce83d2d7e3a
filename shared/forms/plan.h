// Plan: a definition compiled: its shape, its expressions bound to it, who reads what, and what
// events set off.
//
// One node of the shape a row of the definition, in its order (the root is 0, the first row 1);
// behind them /meta, when the definition has none, and the attributes of the root. Holds no pointer
// into the definition: made once, shared by every session, any thread.
#pragma once

#include "forms/definition.h"
#include "xpath/bind.h"
#include "xpath/shape.h"

#include <array>
#include <map>

namespace adit::forms {

/// What an expression decides about its node. The first three are computed as soon as anything they
/// read changes, in an order in which each comes behind what it reads; the rest when asked for.
enum class Purpose : std::uint8_t {
    Calculation,
    Relevant,
    Count,
    Constraint,
    Required,
    ReadOnly,
    Filter,  // Or the nodes of the choices, when they are in no list.
};
constexpr std::size_t kPurposes = 7;
constexpr std::size_t kOrderedPurposes = 3;

struct Compiled {
    xpath::Expression expression;
    xpath::Binding binding;
};

/// An expression to look at again when something changes: the nodes of `schema` that share the
/// first `depth` repeats with what changed.
struct Reader {
    int schema = 0;
    Purpose purpose = Purpose::Calculation;
    int depth = 0;
    bool only_place = false;  // Of instances: nothing but which one it is.
    auto operator<=>(const Reader&) const = default;
};

/// What an event sets off. XLSForm's defaults and triggers are such actions too.
struct PlanAction {
    Action::Kind kind = Action::Kind::SetValue;
    int source = 0;  // The node that it stands in; 0: the model.
    int target = 0;  // In those instances that it shares with the source.
    int path = -1;   // The target as an expression, when it has predicates.
    int value = -1;  // An expression on the target; -1: `text`.
    std::string text;
    bool only_empty = false;  // A default: what has an answer keeps it.
};

struct PlanNode {
    std::array<int, kPurposes> expression{-1, -1, -1, -1, -1, -1, -1};  // -1: none.
    std::array<int, kOrderedPurposes> rank{-1, -1, -1};
    int choice_value = -1, choice_label = -1;         // On the nodes of its itemset.
    int choice_seed = -1;                             // Of the order of its list.
    std::map<std::string, int, std::less<>> inserts;  // ${…} of its words.
    std::vector<int> on_change, on_new;               // Actions; the latter of a repeat.
    std::vector<Reader> readers;                      // Of its value and relevance.
    std::vector<Reader> instance_readers;             // Of a repeat: of which instances there are.

    int at(Purpose purpose) const { return expression[static_cast<std::size_t>(purpose)]; }
};

struct Plan {
    xpath::Shape shape{"data"};
    std::vector<Compiled> expressions;
    std::vector<PlanNode> nodes;  // By number in the shape.
    int rows_end = 1;             // One past the last node that is a row.
    std::vector<PlanAction> actions;
    std::vector<int> at_first_load, at_load;  // Actions; the former of new records only.
    bool reads_last_saved = false;            // Some expression does.
    int instance_name = -1;                   // Expressions of the whole form.
    int entity_label = -1, create_if = -1, update_if = -1, entity_id = -1;
    int meta_instance_id = -1, meta_instance_name = -1;  // Nodes; -1: the form has none.

    const Compiled& compiled(int expression) const {
        return expressions[static_cast<std::size_t>(expression)];
    }
    const PlanNode& operator[](int schema) const { return nodes[static_cast<std::size_t>(schema)]; }
};

/// Adds to `problems` whatever cannot be compiled and every circle. Circles that run through
/// relevance can be computed all the same; those of counts are none.
std::shared_ptr<const Plan> plan_of(const Definition& definition,
                                    std::vector<ExpressionProblem>& problems);

/// The rows of the definition by their number in the plan's shape; null for the root.
std::vector<const Node*> nodes_in_order(const Definition& definition);

}  // namespace adit::forms
