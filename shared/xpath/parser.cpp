#include "xpath/expression.h"
#include "xpath/function.h"
#include "xpath/lexer.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace adit::xpath {
namespace {

struct Operator {
    std::string_view symbol;
    TermKind kind;
};
// From the loosest to the tightest (XPath 1.0, 3.5).
constexpr std::array<Operator, 13> kOperators{{{"or", TermKind::Or},
                                               {"and", TermKind::And},
                                               {"=", TermKind::Equal},
                                               {"!=", TermKind::NotEqual},
                                               {"<", TermKind::Less},
                                               {"<=", TermKind::LessOrEqual},
                                               {">", TermKind::Greater},
                                               {">=", TermKind::GreaterOrEqual},
                                               {"+", TermKind::Add},
                                               {"-", TermKind::Subtract},
                                               {"*", TermKind::Multiply},
                                               {"div", TermKind::Divide},
                                               {"mod", TermKind::Modulo}}};
struct Level {
    std::size_t first, count;
};
constexpr std::array<Level, 6> kLevels{{{0, 1}, {1, 1}, {2, 2}, {4, 4}, {8, 2}, {10, 3}}};

struct AxisName {
    std::string_view name;
    Axis axis;
};
constexpr std::array<AxisName, 13> kAxes{{{"child", Axis::Child},
                                          {"descendant", Axis::Descendant},
                                          {"parent", Axis::Parent},
                                          {"ancestor", Axis::Ancestor},
                                          {"following-sibling", Axis::FollowingSibling},
                                          {"preceding-sibling", Axis::PrecedingSibling},
                                          {"following", Axis::Following},
                                          {"preceding", Axis::Preceding},
                                          {"attribute", Axis::Attribute},
                                          {"namespace", Axis::Namespace},
                                          {"self", Axis::Self},
                                          {"descendant-or-self", Axis::DescendantOrSelf},
                                          {"ancestor-or-self", Axis::AncestorOrSelf}}};

struct NodeTest {
    std::string_view name;
    Test test;
};
constexpr std::array<NodeTest, 4> kNodeTests{{{"node", Test::AnyNode},
                                              {"text", Test::Text},
                                              {"comment", Test::Comment},
                                              {"processing-instruction", Test::Instruction}}};

const NodeTest* find_node_test(std::string_view name) {
    for (const NodeTest& test : kNodeTests) {
        if (test.name == name) return &test;
    }
    return nullptr;
}

// Recursive descent. A failure is kept where it happened first; afterwards everything gives -1.
class Parsing {
public:
    Parsing(std::string_view source, std::vector<Lexeme> lexemes, const Grammar& grammar)
        : lexemes_(std::move(lexemes)), tells_late_(grammar.tells_late) {
        expression_.source = source;
        expression_.dialect = grammar.dialect;
    }
    Result<Expression> run();

private:
    struct Deeper {
        explicit Deeper(Parsing& around) : parsing(around) {
            if (++parsing.depth_ > kExpressionDepthMax) {
                parsing.fail("the expression is nested too deep: split it into calculations");
            }
        }
        ~Deeper() { --parsing.depth_; }
        Deeper(const Deeper&) = delete;
        Deeper& operator=(const Deeper&) = delete;
        Parsing& parsing;
    };

    const Lexeme& here() const { return lexemes_[next_]; }
    const Lexeme& after() const { return lexemes_[std::min(next_ + 1, lexemes_.size() - 1)]; }
    bool is(std::string_view symbol) const {
        return here().token == Token::Symbol && here().text == symbol;
    }
    bool take(std::string_view symbol) {
        if (failed_ || !is(symbol)) return false;
        ++next_;
        return true;
    }
    void expect(std::string_view symbol) {
        if (!take(symbol)) fail("here should stand " + std::string(symbol));
    }
    void fail(const std::string& what);
    int add(Term term);
    bool is_fixed(const Term& term) const;

    int binary(std::size_t level);
    int unary();
    int united();
    int path();
    int primary();
    int call();
    std::string problem_of(const Term& call) const;
    void relative(Term& path);
    void one_step(Term& path);
    void node_test(Step& step);
    std::vector<int> predicates();
    bool begins_primary() const;
    bool begins_step() const;

    std::vector<Lexeme> lexemes_;
    std::size_t next_ = 0;
    int depth_ = 0;
    std::vector<int> heights_;  // By term: how many lie in one another, itself counted.
    bool tells_late_;
    bool failed_ = false;
    std::string failure_;
    Expression expression_;
};

void Parsing::fail(const std::string& what) {
    if (failed_) return;
    failed_ = true;
    const Lexeme& at = here();
    failure_ = at.token == Token::End ? "at its end: " + what
                                      : "at character " + std::to_string(at.at + 1) + " (" +
                                            expression_.source.substr(at.at, 20) + "): " + what;
    next_ = lexemes_.size() - 1;
}

// Paths from the root or from what is fixed, and what a few functions make of them: where those
// that look at the node itself are told apart, by their arguments, no others need be known.
bool Parsing::is_fixed(const Term& term) const {
    constexpr std::string_view kOfArguments[] = {"position", "count", "count-non-empty", "number",
                                                 "int",      "round", "string",          "sum",
                                                 "min",      "max",   "coalesce",        "if"};
    const auto is_part_fixed = [&](int part) { return part < 0 || expression_[part].is_fixed; };
    switch (term.kind) {
        case TermKind::Path:
            return term.start == Start::Root ||
                   (term.start == Start::Term && is_part_fixed(term.left));
        case TermKind::Call:
            if (term.text == "current") return true;
            return !term.arguments.empty() &&
                   std::ranges::find(kOfArguments, term.text) != std::end(kOfArguments) &&
                   std::ranges::all_of(term.arguments, is_part_fixed);
        default:
            return is_part_fixed(term.left) && is_part_fixed(term.right);
    }
}

// Evaluating a term, and binding it, goes as deep as the terms below it.
int Parsing::add(Term term) {
    int below = 0;
    const auto see = [&](int part) {
        if (part >= 0) below = std::max(below, heights_[static_cast<std::size_t>(part)]);
    };
    see(term.left);
    see(term.right);
    std::ranges::for_each(term.arguments, see);
    std::ranges::for_each(term.start_predicates, see);
    for (const Step& step : term.steps) std::ranges::for_each(step.predicates, see);
    if (below >= kExpressionDepthMax) {
        fail("the expression has too many parts in one another: split it into calculations");
    }
    heights_.push_back(below + 1);
    term.is_fixed = is_fixed(term);
    expression_.terms.push_back(std::move(term));
    return static_cast<int>(expression_.terms.size()) - 1;
}

int Parsing::binary(std::size_t level) {
    if (level == kLevels.size()) return unary();
    int left = binary(level + 1);
    while (!failed_) {
        std::optional<TermKind> kind;
        for (std::size_t i = 0; i < kLevels[level].count && !kind; ++i) {
            const Operator& candidate = kOperators[kLevels[level].first + i];
            if (take(candidate.symbol)) kind = candidate.kind;
        }
        if (!kind) break;
        const int right = binary(level + 1);
        Term term;
        term.kind = *kind;
        term.left = left;
        term.right = right;
        left = add(std::move(term));
    }
    return left;
}

int Parsing::unary() {
    const Deeper deeper(*this);
    if (!take("-")) return united();
    Term term;
    term.kind = TermKind::Negate;
    term.left = unary();
    return add(std::move(term));
}

int Parsing::united() {
    int left = path();
    while (!failed_ && take("|")) {
        Term term;
        term.kind = TermKind::Union;
        term.left = left;
        term.right = path();
        left = add(std::move(term));
    }
    return left;
}

bool Parsing::begins_primary() const {
    if (here().token == Token::Number || here().token == Token::Literal || is("(")) return true;
    const bool called = after().token == Token::Symbol && after().text == "(";
    return here().token == Token::Name && called && find_node_test(here().text) == nullptr;
}

bool Parsing::begins_step() const {
    return here().token == Token::Name || is(".") || is("..") || is("@");
}

int Parsing::path() {
    if (failed_) return -1;
    Term term;
    term.kind = TermKind::Path;
    if (begins_primary()) {
        const int start = primary();
        if (!is("[") && !is("/") && !is("//")) return start;
        term.start = Start::Term;
        term.left = start;
        term.start_predicates = predicates();
        if (is("/") || is("//")) relative(term);
        return add(std::move(term));
    }
    if (is("/") || is("//")) {
        term.start = Start::Root;
        if (is("//")) {
            relative(term);
        } else {
            ++next_;
            if (begins_step()) {
                one_step(term);
                relative(term);
            }
        }
        return add(std::move(term));
    }
    if (!begins_step()) {
        fail("here should stand a question, a number, a text or a function");
        return -1;
    }
    one_step(term);
    relative(term);
    return add(std::move(term));
}

// Zero or more "/step" and "//step".
void Parsing::relative(Term& path) {
    while (!failed_ && (is("/") || is("//"))) {
        if (is("//")) {
            Step any;
            any.axis = Axis::DescendantOrSelf;
            path.steps.push_back(std::move(any));
        }
        ++next_;
        one_step(path);
    }
}

void Parsing::one_step(Term& path) {
    Step step;
    if (take("..")) {
        step.axis = Axis::Parent;
    } else if (take(".")) {
        step.axis = Axis::Self;
    } else {
        if (take("@")) {
            step.axis = Axis::Attribute;
        } else if (after().token == Token::Symbol && after().text == "::") {
            bool known = false;
            for (const AxisName& axis : kAxes) {
                if (axis.name != here().text) continue;
                step.axis = axis.axis;
                known = true;
            }
            if (!known) fail("this axis is not known: write child, parent, descendant …");
            next_ = std::min(next_ + 2, lexemes_.size() - 1);
        }
        node_test(step);
    }
    step.predicates = predicates();
    path.steps.push_back(std::move(step));
}

void Parsing::node_test(Step& step) {
    if (here().token != Token::Name) {
        fail("here should stand the name of a question or group");
        return;
    }
    const std::string_view name = here().text;
    ++next_;
    const NodeTest* const test = is("(") ? find_node_test(name) : nullptr;
    if (test != nullptr) {
        ++next_;
        step.test = test->test;
        if (test->test == Test::Instruction && here().token == Token::Literal) {
            step.name = here().text;
            ++next_;
        }
        expect(")");
    } else if (name == "*") {
        step.test = Test::AnyName;
    } else if (name.ends_with(":*")) {
        step.test = Test::AnyOfPrefix;
        step.name = name.substr(0, name.size() - 2);
    } else {
        step.test = Test::Name;
        step.name = name;
    }
}

std::vector<int> Parsing::predicates() {
    std::vector<int> all;
    while (take("[")) {
        all.push_back(binary(0));
        expect("]");
    }
    return all;
}

int Parsing::primary() {
    Term term;
    if (here().token == Token::Number) {
        term.number = here().number;
        ++next_;
        return add(std::move(term));
    }
    if (here().token == Token::Literal) {
        term.kind = TermKind::Literal;
        term.text = here().text;
        ++next_;
        return add(std::move(term));
    }
    if (take("(")) {
        const Deeper deeper(*this);
        const int inside = failed_ ? -1 : binary(0);
        expect(")");
        return inside;
    }
    return call();
}

int Parsing::call() {
    const Deeper deeper(*this);
    Term term;
    term.kind = TermKind::Call;
    term.text = here().text;
    term.function = find_function(term.text, expression_.dialect);
    const std::size_t name_at = next_;
    if (term.function == nullptr && !tells_late_) {
        fail(problem_of(term));
        return -1;
    }
    next_ += 2;
    if (!is(")")) {
        do {
            term.arguments.push_back(binary(0));
        } while (take(","));
    }
    expect(")");
    if (failed_) return -1;
    term.problem = problem_of(term);
    if (!term.problem.empty() && tells_late_) term.function = nullptr;
    if (!term.problem.empty() && !tells_late_) {
        next_ = name_at;
        fail(term.problem);
        return -1;
    }
    return add(std::move(term));
}

// Why it cannot be made; "" when it can.
std::string Parsing::problem_of(const Term& call) const {
    if (call.function == nullptr) {
        const std::string near = closest_function(call.text);
        return "no function is called " + call.text +
               (near.empty() ? "" : ": did you mean " + near + "()?");
    }
    const int count = static_cast<int>(call.arguments.size());
    const Function& function = *call.function;
    const bool fits = count >= function.arguments_min &&
                      (function.arguments_max == kAnyNumber || count <= function.arguments_max);
    if (!fits) return call.text + "() does not take " + std::to_string(count) + " arguments";
    if (!function.wants_nodes || count == 0) return {};
    const Term& first = expression_[call.arguments.front()];
    const bool may_be_nodes = first.kind == TermKind::Path || first.kind == TermKind::Union ||
                              first.kind == TermKind::Call;
    if (may_be_nodes) return {};
    return call.text + "() wants a question or group as its first argument";
}

Result<Expression> Parsing::run() {
    expression_.root = binary(0);
    if (!failed_ && here().token != Token::End) fail("here the expression should end");
    if (failed_) return Error{Code::BadInput, failure_};
    return std::move(expression_);
}

}  // namespace

Result<Expression> parse(std::string_view source, const Grammar& grammar) {
    if (source.size() > kExpressionBytesMax) {
        return Error{Code::BadInput, "the expression is longer than 65,536 bytes: split it"};
    }
    std::vector<Lexeme> lexemes = TRY(lexemes_of(source));
    return Parsing(source, std::move(lexemes), grammar).run();
}

}  // namespace adit::xpath
