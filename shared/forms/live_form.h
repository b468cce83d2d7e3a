// LiveForm: a form's answers as texts, with all that follows from them kept up to date: what is
// relevant, what is calculated, how often a repeat repeats, which constraints hold, which actions
// events set off.
//
// A change computes what reads it, in the plan's order, and nothing else. Knows nothing of records,
// dots and operations: FormSession does; nor of XML: xform::Playing does. One thread.
#pragma once

#include "forms/lists.h"
#include "forms/plan.h"
#include "forms/preload.h"
#include "xpath/evaluation.h"
#include "xpath/instance.h"

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <queue>
#include <set>
#include <unordered_map>
#include <utility>

namespace adit::forms {

using xpath::BlockId;
using xpath::NodeId;

constexpr std::size_t kNodesMax = 5'000'000;  // Beyond, counts ask for no more instances.

struct LiveWorld {
    std::int64_t now_ms = 0;
    std::int16_t offset_min = 0;              // Minutes east of UTC, where there is no zone.
    std::shared_ptr<const xpath::Zone> zone;  // With whoever else fills forms here; may be null.
    Properties own;
    std::uint64_t chance = 0;  // Orders without a seed follow from it; 0: drawn when one is needed.
    std::function<std::string()> new_uuid;
    std::function<std::uint64_t()> random;
    bool keep_calculated = false;  // Calculations stay as they were given.
    /// For who keeps texts and no typed values: calculated texts are brought into the shape of
    /// their type, and chosen names that are no longer among the choices are taken out.
    bool tidies_texts = false;
    /// What the calculations that one change sets off may look at, in nodes; those behind are not
    /// computed.
    std::size_t work_max = 1'000'000'000;
    /// Of all answers together; a calculation that would add to more of them is empty.
    std::size_t text_bytes_max = std::size_t{256} << 20;
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
    /// "/house[2]/name", with numbers from 1: a repeat without one is its anchor at the end of the
    /// path, its first instance before. kNoNode when there is no such node now.
    NodeId find(std::string_view path) const;
    /// The same from a node on: "room[1]/name".
    NodeId find(std::string_view path, NodeId from) const;

    /// The same form without answers, for a record that has other instances now.
    std::unique_ptr<LiveForm> opened_anew() const;
    /// Called when the form asks for one more instance; true when it was added. What it asked for
    /// is to be handed to fill_new(); what the model gives is taken as it is.
    enum class Growth { Asked, Given };
    void set_instance_adder(std::function<bool(NodeId anchor, Growth growth)> add) {
        grow_ = std::move(add);
    }
    /// Called with what the form itself writes: texts of its model, defaults, actions. Without one
    /// it is set as it is.
    void set_writer(std::function<void(NodeId, const std::string&)> write) {
        write_ = std::move(write);
    }

    /// Before start(): texts and instances as they were stored.
    void load_text(NodeId node, std::string text) { instance_.set_text(node, std::move(text)); }
    BlockId load_instance(NodeId anchor);
    /// Computes everything once.
    void start();
    /// The same for a form that was filled elsewhere: what was calculated and chosen there stays,
    /// until something that it depends on changes.
    void start_as_given();

    // Events. What they write is settled afterwards.
    /// Of a new record: the texts and instances that stand in the form's model.
    void take_model();
    /// odk-instance-first-load, and the defaults of questions.
    void first_load();
    /// odk-instance-load
    void loaded();
    /// A new instance: the texts of its template, then odk-new-repeat.
    void fill_new(BlockId block);

    const std::string& text(NodeId node) const { return instance_.text(node); }
    /// False when it stood there already. Sets off what listens to the node's changes.
    bool set_text(NodeId node, std::string text);
    BlockId add_instance(NodeId anchor);
    void remove_instance(BlockId block);
    void set_now(std::int64_t now_ms);
    void set_language(std::string_view code);
    const std::string& language() const { return language_; }
    /// While quiet, changes set nothing off.
    void set_quiet(bool quiet) { quiet_ = quiet; }

    bool is_relevant(NodeId node) const { return !instance_.tree()[node].hidden; }
    bool is_required(NodeId node);
    /// It or a group around it is read-only.
    bool is_read_only(NodeId node);
    bool constraint_holds(NodeId node);
    xpath::Value value_of(NodeId node, Purpose purpose);
    /// An expression of the whole form.
    xpath::Value value_of_form(int expression);
    /// Words with their ${} filled in.
    std::string filled_in(NodeId node, const Words& words) const;

    /// What a question offers now. Cached until something it reads changes.
    const std::vector<ChoiceView>& choices(NodeId node);
    /// The label of a choice that is offered, or that its list knows; "" when there is none.
    std::string choice_label(NodeId node, std::string_view name);
    /// What a person answers, as a text: of several choices in their order, a rank with all of
    /// them. Whoever keeps texts uses this (tidies_texts).
    void take_answer(NodeId node, const std::string& text);

    /// The calculations that came out differently, or whose relevance changed, since this was asked
    /// last: of those that come out differently each time. Instances may be gone.
    std::vector<NodeId> take_fresh() { return std::exchange(fresh_, {}); }

    /// What was too much since this was opened.
    const std::set<TooMuch>& too_much() const { return too_much_; }

private:
    struct State {
        bool own_relevant = true;
        bool beyond_count = false;  // An instance more than repeat_count asks for.
        bool choices_stale = true;
        bool choosing = false;        // Its choices are being computed.
        bool unchecked = false;       // In unchecked_.
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
    struct Offer {
        std::vector<ChoiceView> views;
        std::deque<std::string> words;  // Of views that no list holds.
        std::string ranked;             // As a person answered last; "": never.
    };

    State& state(NodeId node) { return states_[static_cast<std::size_t>(node)]; }
    const State& state(NodeId node) const { return states_[static_cast<std::size_t>(node)]; }
    const PlanNode& planned(NodeId node) const { return (*plan_)[instance_.schema_of(node)]; }
    xpath::Context context(NodeId node) const { return {&instance_.tree(), node}; }
    bool is_cut_off(NodeId node) const;
    const Compiled* find_expression(NodeId node, Purpose purpose) const;
    xpath::Environment environment();
    void load_root_attributes();

    // Computing.
    void wake_block(BlockId block);
    void wake(NodeId node, const Reader& reader);
    void wake_behind(NodeId anchor, std::size_t place, const Reader& reader);
    void changed(NodeId node);
    void hear(NodeId node);
    void instances_changed(NodeId anchor, std::size_t place);
    void queue(NodeId node, Purpose purpose);
    void settle();
    void settle_tasks();
    void compute(const Task& task);
    void compute_count(NodeId anchor);
    bool may_grow() const { return states_.size() < kNodesMax; }
    void update_relevance(NodeId node);
    void note_fresh(NodeId node);
    bool has_room_for(NodeId node, const std::string& text) const;
    bool known(NodeId node, Purpose purpose, std::int8_t& kept);

    // Events.
    void write(NodeId node, const std::string& text);
    void take_given(std::string_view path, const std::string& text, NodeId from);
    void take_texts(BlockId block);
    void fill_fixed(BlockId block);
    void sort_template_given();
    bool is_computed(NodeId node) const;
    void run(const std::vector<int>& actions, NodeId source, bool only_relevant);
    void run(const PlanAction& action, NodeId source, bool only_relevant);

    // Choices.
    double chance_of(NodeId node);
    void shuffle(NodeId node, Offer& offer);
    void offer_list(NodeId node, Offer& offer);
    void offer_nodes(NodeId node, Offer& offer);
    void hold_to_choices(NodeId node);
    std::string in_order_of_choices(NodeId node, const std::string& text);
    void take_out_unoffered(NodeId node);
    std::string named_choice(std::string_view name, std::string_view path, NodeId from);
    NodeId question_at(std::string_view path, NodeId from) const;

    std::shared_ptr<const Definition> definition_;
    std::shared_ptr<const Plan> plan_;
    Tables tables_;
    std::function<bool(NodeId, Growth)> grow_;
    std::function<void(NodeId, const std::string&)> write_;
    std::vector<const Node*> rows_;
    std::map<int, std::vector<std::pair<std::string_view, std::string>>> template_given_;
    Lists lists_;
    LiveWorld world_;
    std::string language_;
    xpath::Instance instance_;
    xpath::Environment environment_;
    std::optional<NodeId> choosing_;  // Whose choices are nodes that are just looked for.
    std::vector<State> states_;
    std::priority_queue<Task> tasks_;
    std::size_t computations_left_ = 0;
    std::size_t work_left_ = 0;
    bool has_started_ = false;
    std::set<TooMuch> too_much_;
    bool is_held_ = false;  // Many changes on end are settled together.
    bool settling_ = false;
    bool quiet_ = true;              // Until it has started.
    std::vector<NodeId> found_;      // Kept, so that waking readers allocates nothing.
    std::vector<NodeId> events_;     // Changed, and somebody listens.
    std::vector<NodeId> unchecked_;  // Chosen names to hold against choices that changed.
    std::vector<NodeId> fresh_;
    std::unordered_map<NodeId, Offer> offers_;
};

}  // namespace adit::forms
