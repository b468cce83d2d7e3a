// Expression: XPath 1.0 with ODK's functions, parsed once and evaluated often.
//
// Terms lie in one array and name one another by number. bind() (bind.h) adds to each path where in
// a form it leads, so that evaluating it needs no search. Immutable afterwards, any thread.
#pragma once

#include "base/result.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace adit::xpath {

constexpr std::size_t kExpressionBytesMax = 65'536;
constexpr int kExpressionDepthMax = 1000;  // Parentheses, operators and calls in one another.

struct Function;  // function.h

enum class Axis : std::uint8_t {
    Child,
    Descendant,
    Parent,
    Ancestor,
    FollowingSibling,
    PrecedingSibling,
    Following,
    Preceding,
    Attribute,
    Namespace,
    Self,
    DescendantOrSelf,
    AncestorOrSelf,
};

enum class Test : std::uint8_t { Name, AnyOfPrefix, AnyName, AnyNode, Text, Comment, Instruction };

struct Step {
    Axis axis = Axis::Child;
    Test test = Test::AnyNode;
    std::string name;             // As written; a prefix; an instruction's target, or "": any.
    std::vector<int> predicates;  // Terms.
};

enum class TermKind : std::uint8_t {
    Number,
    Literal,
    Or,
    And,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Add,
    Subtract,
    Multiply,
    Divide,
    Modulo,
    Negate,
    Union,
    Call,
    Path,
};

/// Where a path begins.
enum class Start : std::uint8_t { Root, Context, Term };

struct Term {
    TermKind kind = TermKind::Number;
    Start start = Start::Context;
    int left = -1;   // Of operators; of a path: the term it begins with.
    int right = -1;  // Of operators.
    double number = 0;
    std::string text;                    // Of a literal; of a call: the function's name.
    const Function* function = nullptr;  // Of a call; null: `problem` says why it cannot be made.
    std::string problem;
    std::vector<int> arguments;         // Of a call.
    std::vector<int> start_predicates;  // Of a path that begins with a term.
    std::vector<Step> steps;            // Of a path.
    bool is_fixed = false;              // The same on every node that a predicate is asked of.
    int bound_to = -1;                  // By bind(): the node of the form it leads to.
    int bound_depth = 0;                // How many repeats around it are those of the context.
    bool bound_from_current = false;    // It begins at current().
};

/// Forms: ODK's functions, texts that look like dates count as days, names match as they are
/// written. Plain: XPath 1.0 to the letter; ODK's functions may be called there too.
enum class Dialect : std::uint8_t { Forms, Plain };

struct Grammar {
    Dialect dialect = Dialect::Forms;
    /// A call that cannot be made is told when it is reached, not by parse().
    bool tells_late = false;
};

struct Expression {
    std::string source;
    Dialect dialect = Dialect::Forms;
    std::vector<Term> terms;
    int root = -1;

    const Term& operator[](int term) const { return terms[static_cast<std::size_t>(term)]; }
    Term& operator[](int term) { return terms[static_cast<std::size_t>(term)]; }
};

/// BadInput, with the place where reading stopped and what was expected there.
Result<Expression> parse(std::string_view source, const Grammar& grammar = {});

}  // namespace adit::xpath
