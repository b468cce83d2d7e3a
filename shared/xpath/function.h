// The functions that expressions may call, by name. What each does, and where engines differ, is
// said in FUNCTIONS.md; tests hold that list and this table to one another.
#pragma once

#include "xpath/evaluation.h"

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
    /// The texts of an argument: of each of its nodes, or its one text.
    void add_texts(int i, std::vector<std::string>& texts);

    const Context& here() const { return here_; }
    const Environment& world() const { return run_.environment(); }
    Evaluation& run() { return run_; }
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

const Function* find_function(std::string_view name);
/// The nearest name, for whoever mistyped it; "" when none is near.
std::string_view closest_function(std::string_view name);

// The tables, by theme.
std::span<const Function> text_functions();
std::span<const Function> number_functions();
std::span<const Function> time_functions();
std::span<const Function> node_functions();
std::span<const Function> logic_functions();
std::span<const Function> choice_functions();
std::span<const Function> place_functions();
std::vector<const Function*> all_functions();

}  // namespace adit::xpath
