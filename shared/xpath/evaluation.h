// Evaluation: an Expression over a Context. What it needs of the world stands in Environment.
//
// What cannot be computed (a file that nobody gave, a number that is none) is an empty text, NaN or
// an empty node-set, as XPath has it; what is wrong with the expression itself was said by parse().
// A pattern of regex() that cannot be read, and the like, comes back in `failure`. Whatever the
// expression, an evaluation ends: at kWorkMax nodes looked at it stops and says so there.
#pragma once

#include "xpath/expression.h"
#include "xpath/instance.h"
#include "xpath/name_test.h"
#include "xpath/value.h"

#include <array>
#include <functional>
#include <unordered_map>

namespace adit::xpath {

constexpr std::size_t kWorkMax = 30'000'000;
constexpr std::size_t kTextBytesMax = std::size_t{16} << 20;  // Of one text put together.

struct Context {
    const Tree* tree = nullptr;
    NodeId node = kNoNode;
    std::size_t position = 1;
    std::size_t size = 1;
};

/// A list that expressions look things up in, and its rows by the values of a column.
class Lookup {
public:
    virtual ~Lookup() = default;
    /// A document with root/item/<column>.
    virtual const Tree& tree() const = 0;
    /// Where instance() leads: the node that "root" is under.
    virtual NodeId start() const { return Tree::kDocument; }
    /// The items whose `column` is `text`, in order; null: the column is not indexed.
    virtual const std::vector<NodeId>* find_items(std::string_view column,
                                                  const std::string& text) const = 0;
};

struct Environment {
    Context root;                    // Where "/" leads: the document of the record.
    const Instance* live = nullptr;  // What bound paths are resolved in.
    std::int64_t now_ms = 0;
    std::int16_t offset_min = 0;
    const Zone* zone = nullptr;  // Says the offset of each moment; null: offset_min for all.
    std::string_view language;
    std::string_view form_version;
    std::function<const Lookup*(std::string_view)> instance;  // Null: nobody gave it.
    std::function<std::string()> new_uuid;
    std::function<double()> random;  // In [0, 1).
    /// The label of a choice of the question at a path ("/data/visit/country").
    std::function<std::string(std::string_view name, std::string_view path, NodeId from)>
        choice_label;
    std::function<Value(std::string_view id)> itext;             // A text, or its <value> nodes.
    std::function<std::string(std::string_view name)> property;  // "username", "deviceid" …
    const Namespaces* namespaces = nullptr;
};

class Evaluation {
public:
    Evaluation(const Expression& expression, const Environment& environment, const Context& origin)
        : expression_(expression),
          environment_(environment),
          origin_(origin),
          reckoning_(environment.offset_min, environment.zone) {
        reckoning_.knows_dates = expression.dialect == Dialect::Forms;
    }

    Value value() { return value(expression_.root, origin_); }
    std::string text() { return text(expression_.root, origin_); }
    double number() { return number(expression_.root, origin_); }
    bool truth() { return truth(expression_.root, origin_); }

    Value value(int term, const Context& here);
    std::string text(int term, const Context& here);
    double number(int term, const Context& here);
    bool truth(int term, const Context& here);
    /// Fails when the term is no path.
    NodeSet nodes(int term, const Context& here);

    /// The place of an element among those of its name under its parent, from 1, absent ones
    /// counted; 1 for other nodes.
    std::size_t place_of(const Tree& tree, NodeId node);

    /// Those of a list's items for which the whole expression, evaluated on each, holds; in order.
    std::vector<NodeId> matching(const Lookup& list, const std::vector<NodeId>& items);

    const Expression& expression() const { return expression_; }
    const Environment& environment() const { return environment_; }
    const Context& origin() const { return origin_; }  // current()
    const Reckoning& reckoning() const { return reckoning_; }

    void fail(std::string what) {
        if (failure_.empty()) failure_ = std::move(what);
    }
    const std::string& failure() const { return failure_; }
    /// Counts nodes looked at. False, and from then on for ever, when there were too many.
    bool spend(std::size_t nodes);
    /// Where a path of the form that was bound begins when it is evaluated on `here`.
    NodeId bound_start(const Term& path, const Context& here) const;
    std::size_t work() const { return work_; }
    bool spend_on_text(std::size_t bytes);
    bool spend_on_texts(const Value& value);

private:
    using Candidates = const std::vector<NodeId>*;
    struct KnownName {
        const Step* step = nullptr;
        const Tree* tree = nullptr;
        NameTest test;
    };

    // Where children of one name have been counted.
    struct Counted {
        const Tree* tree = nullptr;
        NodeId parent = kNoNode;
        std::int32_t name = -1;
        std::unordered_map<NodeId, std::size_t> places;  // Empty: counted only once so far.
    };

    bool compare(const Term& term, const Context& here);
    bool compare_quickly(const Term& term, const Context& here, bool& holds);
    const std::string* find_text(int term, const Context& here);
    const std::string* find_child_text(const Term& term, const Context& here);
    const NameTest& name_test(const Step& step, const Tree& tree);
    double arithmetic(const Term& term, const Context& here);
    Value call(const Term& term, const Context& here);
    NodeSet path(const Term& term, const Context& here);
    NodeSet united(const Term& term, const Context& here);
    void order(const Tree& tree, std::vector<NodeId>& nodes);
    bool single_bound(const Term& term, const Context& here, NodeId& found) const;
    bool indexed(const Term& term, const Context& here, NodeSet& set, std::size_t& done);
    Candidates looked_up(const Lookup& list, int predicate, std::vector<int>& rest);
    Candidates find_by_column(const Lookup& list, int column, int wanted);
    void keep_true(const std::vector<int>& terms, const Tree& tree, std::vector<NodeId>& nodes);
    void follow(const std::vector<Step>& steps, std::size_t from, NodeSet& set);
    void step(const Step& step, Axis axis, NodeSet& set, bool& apart);
    bool keep_place(int predicate, const Tree& tree, std::vector<NodeId>& nodes);
    void filter(const std::vector<int>& predicates, std::size_t from, const Tree& tree,
                std::vector<NodeId>& nodes);

    const Expression& expression_;
    const Environment& environment_;
    Context origin_;
    Reckoning reckoning_;
    std::array<KnownName, 4> known_names_;
    std::size_t next_known_name_ = 0;
    Counted counted_;
    std::size_t work_ = 0;
    std::string failure_;
};

/// The nodes of an axis in the order of the axis (reverse axes: nearest first).
void walk(const Tree& tree, NodeId from, Axis axis, std::vector<NodeId>& found);
/// Into document order, each node once.
void put_in_order(const Tree& tree, std::vector<NodeId>& nodes);

/// Two values, at least one of them a node-set or none, as XPath 1.0 compares them (3.4).
bool compared(TermKind kind, const Value& left, const Value& right, const Reckoning& local);

}  // namespace adit::xpath
