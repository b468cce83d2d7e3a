// LiveForm: a form's answers as texts, with all that follows from them kept up to date: what is
// relevant, what is calculated, how often a repeat repeats, which constraints hold.
//
// A change computes what reads it, in the plan's order, and nothing else. Knows nothing of records,
// dots and operations: FormSession does. One thread.
#pragma once

#include "forms/lists.h"
#include "forms/plan.h"
#include "xpath/evaluation.h"
#include "xpath/instance.h"

#include <cstdint>
#include <functional>
#include <queue>
#include <unordered_map>

namespace adit::forms {

using xpath::BlockId;
using xpath::NodeId;

struct LiveWorld {
    std::int64_t now_ms = 0;
    std::int16_t offset_min = 0;
    std::function<std::string()> new_uuid;
    std::function<std::uint64_t()> random;
    bool keep_calculated = false;  // Calculations stay as they were given.
};

class LiveForm {
public:
    LiveForm(std::shared_ptr<const Definition> definition, std::shared_ptr<const Plan> plan,
             Tables tables, LiveWorld world);
    LiveForm(const LiveForm&) = delete;
    LiveForm& operator=(const LiveForm&) = delete;

    const xpath::Instance& tree() const { return instance_; }
    const Plan& plan() const { return *plan_; }
    const Node* row_of(NodeId node) const { return rows_[std::size_t(instance_.schema_of(node))]; }
    Lists& lists() { return lists_; }

    /// The same form without answers, for a record that has other instances now.
    std::unique_ptr<LiveForm> opened_anew() const;
    /// Called when a repeat_count asks for one more instance; true when it was added.
    void set_instance_adder(std::function<bool(NodeId anchor)> add) { grow_ = std::move(add); }

    /// Before start(): texts and instances as they were stored.
    void load_text(NodeId node, std::string text) { instance_.set_text(node, std::move(text)); }
    BlockId load_instance(NodeId anchor);
    /// Computes everything once.
    void start();

    const std::string& text(NodeId node) const { return instance_.text(node); }
    /// False when it stood there already.
    bool set_text(NodeId node, std::string text);
    BlockId add_instance(NodeId anchor);
    void remove_instance(BlockId block);
    void set_now(std::int64_t now_ms);
    void set_language(std::string_view code);
    const std::string& language() const { return language_; }

    bool is_relevant(NodeId node) const { return !instance_.tree()[node].hidden; }
    bool is_required(NodeId node);
    bool is_read_only(NodeId node);
    bool constraint_holds(NodeId node);
    xpath::Value value_of(NodeId node, Purpose purpose);
    /// An expression of the whole form.
    xpath::Value value_of_form(int expression);
    /// Words with their ${} filled in.
    std::string filled_in(NodeId node, const Words& words) const;

    /// What the filter of a question lets through. Cached until something it reads changes.
    const std::vector<ChoiceView>& choices(NodeId node);

private:
    struct State {
        bool own_relevant = true;
        bool beyond_count = false;  // An instance more than repeat_count asks for.
        bool choices_stale = true;
        std::int8_t constraint = -1;  // -1: not known.
        std::int8_t required = -1;
        std::int8_t read_only = -1;
        std::uint8_t queued = 0;  // By ordered purpose.
    };
    struct Task {
        int rank = 0;
        NodeId node = 0;
        Purpose purpose = Purpose::Calculation;
        bool operator<(const Task& other) const { return rank > other.rank; }  // Least first.
    };

    State& state(NodeId node) { return states_[static_cast<std::size_t>(node)]; }
    const State& state(NodeId node) const { return states_[static_cast<std::size_t>(node)]; }
    const PlanNode& planned(NodeId node) const { return (*plan_)[instance_.schema_of(node)]; }
    xpath::Context context(NodeId node) const { return {&instance_.tree(), node}; }
    const Compiled* find_expression(NodeId node, Purpose purpose) const;
    xpath::Environment environment();
    void wake_block(BlockId block);
    void wake(NodeId node, const Reader& reader);
    void changed(NodeId node);
    void instances_changed(NodeId anchor);
    void queue(NodeId node, Purpose purpose);
    void settle();
    void compute(const Task& task);
    void compute_count(NodeId anchor);
    void update_relevance(NodeId node);
    bool known(NodeId node, Purpose purpose, std::int8_t& kept);

    std::shared_ptr<const Definition> definition_;
    std::shared_ptr<const Plan> plan_;
    Tables tables_;
    std::function<bool(NodeId)> grow_;
    std::vector<const Node*> rows_;
    Lists lists_;
    LiveWorld world_;
    std::string language_;
    xpath::Instance instance_;
    xpath::Environment environment_;
    std::vector<State> states_;
    std::priority_queue<Task> tasks_;
    bool settling_ = false;
    std::vector<NodeId> found_;  // Kept, so that waking readers allocates nothing.
    std::unordered_map<NodeId, std::vector<ChoiceView>> choices_;
};

}  // namespace adit::forms
