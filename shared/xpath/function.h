// The functions that expressions may call, by name. What each does, and where engines differ, is
// said in FUNCTIONS.md; tests hold that list and this table to one another.
#pragma once

#include "xpath/evaluation.h"

#include <functional>
#include <span>

namespace adit::xpath {

/// One call being evaluated: its arguments, computed when asked for.
class Call {
public:
    Call(Evaluation& run, const Term& term, const Context& here)
        : run_(run), term_(term), here_(here) {}

    int count() const { return static_cast<int>(term_.arguments.size()); }
    Value value(int i) { return run_.value(at(i), here_); }
    std::string text(int i) { return run_.text(at(i), here_); }
    double number(int i) { return run_.number(at(i), here_); }
    bool truth(int i) { return run_.truth(at(i), here_); }
    NodeSet nodes(int i) { return run_.nodes(at(i), here_); }
    const Term& term(int i) const { return run_.expression()[at(i)]; }
    const Context& here() const { return here_; }
    const Environment& world() const { return run_.environment(); }
    Evaluation& run() { return run_; }
    const Reckoning& reckoning() const { return run_.reckoning(); }
    Dialect dialect() const { return run_.expression().dialect; }
    /// Calls `take` with the text of each node of an argument, or with its one text.
    void each_text(int i, const std::function<void(const std::string&)>& take);
    /// Calls `take` with each of them as a number.
    void each_number(int i, const std::function<void(double)>& take);
    /// A text that functions put together; "" and a failure when it is beyond all bounds.
    std::string bounded(std::string text);
    std::string node_text() const { return here_.tree->text_of(here_.node); }

private:
    int at(int i) const { return term_.arguments[static_cast<std::size_t>(i)]; }

    Evaluation& run_;
    const Term& term_;
    const Context& here_;
};

constexpr int kAnyNumber = -1;

struct Function {
    std::string_view name;
    int arguments_min = 0;
    int arguments_max = 0;  // kAnyNumber: as many as one likes.
    Value (*run)(Call& call) = nullptr;
    bool wants_nodes = false;  // Its first argument must be a path.
    bool is_fresh = false;     // Another value each time: now(), uuid(), random() …
};

/// In the plain dialect XPath 1.0's own functions come before ODK's of the same name.
const Function* find_function(std::string_view name, Dialect dialect = Dialect::Forms);
/// The nearest name, for whoever mistyped it; "" when none is near.
std::string closest_function(std::string_view name);

// The tables, by theme.
std::span<const Function> text_functions();
std::span<const Function> number_functions();
std::span<const Function> time_functions();
std::span<const Function> node_functions();
std::span<const Function> logic_functions();
std::span<const Function> choice_functions();
std::span<const Function> place_functions();
std::span<const Function> name_functions();
std::span<const Function> digest_functions();
std::span<const Function> plain_functions();  // XPath 1.0's, where ODK's are others.
/// Those of forms.
std::vector<const Function*> all_functions();

}  // namespace adit::xpath
