// Plan: a definition compiled: its shape, its expressions bound to it, and who reads what.
//
// One node of the shape a row of the survey, in its order (the root is 0, the first row 1), then
// /meta. Holds no pointer into the definition: made once, shared by every session, any thread.
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
    Filter,
    Default,
};
constexpr std::size_t kPurposes = 8;
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
    auto operator<=>(const Reader&) const = default;
};

struct PlanNode {
    std::array<int, kPurposes> expression{-1, -1, -1, -1, -1, -1, -1, -1};  // -1: none.
    std::array<int, kOrderedPurposes> rank{-1, -1, -1};
    std::map<std::string, int, std::less<>> inserts;  // ${…} of its words.
    std::vector<int> triggers;                        // Nodes whose calculation it sets off.
    std::vector<Reader> readers;                      // Of its value and relevance.
    std::vector<Reader> instance_readers;             // Of a repeat: of which instances there are.

    int at(Purpose purpose) const { return expression[static_cast<std::size_t>(purpose)]; }
};

struct Plan {
    xpath::Shape shape{"data"};
    std::vector<Compiled> expressions;
    std::vector<PlanNode> nodes;  // By number in the shape.
    int instance_name = -1;       // Expressions of the whole form.
    int entity_label = -1, create_if = -1, update_if = -1, entity_id = -1;
    int meta = 0, meta_instance_id = 0, meta_instance_name = 0;

    const Compiled& compiled(int expression) const {
        return expressions[static_cast<std::size_t>(expression)];
    }
    const PlanNode& operator[](int schema) const { return nodes[static_cast<std::size_t>(schema)]; }
};

/// Adds to `problems` whatever cannot be compiled and every cycle.
std::shared_ptr<const Plan> plan_of(const Definition& definition,
                                    std::vector<ExpressionProblem>& problems);

/// The rows of the definition by their number in the plan's shape; null for the root and /meta.
std::vector<const Node*> nodes_in_order(const Definition& definition);

}  // namespace adit::forms
