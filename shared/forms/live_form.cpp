#include "forms/live_form.h"

#include "base/ensure.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace adit::forms {
namespace {

constexpr double kInstancesMax = 1000;  // That a repeat_count may ask for.

bool is_ordered(Purpose purpose) { return static_cast<std::size_t>(purpose) < kOrderedPurposes; }

std::uint8_t bit_of(Purpose purpose) {
    return static_cast<std::uint8_t>(1u << static_cast<unsigned>(purpose));
}

// A calculation that comes to no number has no answer.
std::string stored_text(const xpath::Value& value) {
    const double* number = std::get_if<double>(&value);
    return number != nullptr && std::isnan(*number) ? std::string() : xpath::text_of(value);
}

}  // namespace

LiveForm::LiveForm(std::shared_ptr<const Definition> definition, std::shared_ptr<const Plan> plan,
                   Tables tables, LiveWorld world)
    : definition_(std::move(definition)),
      plan_(std::move(plan)),
      tables_(std::move(tables)),
      rows_(nodes_in_order(*definition_)),
      lists_(definition_, tables_),
      world_(std::move(world)),
      language_(definition_->default_language),
      instance_(plan_->shape) {
    rows_.resize(static_cast<std::size_t>(plan_->shape.size()), nullptr);
    states_.resize(instance_.tree().size());
    lists_.set_language(language_);
    environment_ = environment();
}

std::unique_ptr<LiveForm> LiveForm::opened_anew() const {
    return std::make_unique<LiveForm>(definition_, plan_, tables_, world_);
}

xpath::Environment LiveForm::environment() {
    xpath::Environment made;
    made.root = {&instance_.tree(), xpath::Tree::kDocument};
    made.live = &instance_;
    made.now_ms = world_.now_ms;
    made.offset_min = world_.offset_min;
    made.language = language_;
    made.instance = [this](std::string_view name) { return lists_.find_document(name); };
    made.new_uuid = world_.new_uuid;
    made.random = [this] {
        return world_.random ? static_cast<double>(world_.random() >> 11) * 0x1p-53 : 0.5;
    };
    made.choice_label = [this](std::string_view name, std::string_view path, NodeId) {
        const std::string_view root = plan_->shape[0].name;
        if (!path.starts_with("/" + std::string(root) + "/")) return std::string(name);
        const Node* question = definition_->find({std::string(path.substr(root.size() + 1))});
        if (question == nullptr) return std::string(name);
        std::string label = lists_.label_of(*question, name);
        return label.empty() ? std::string(name) : label;
    };
    return made;
}

const Compiled* LiveForm::find_expression(NodeId node, Purpose purpose) const {
    const int compiled = planned(node).at(purpose);
    return compiled < 0 ? nullptr : &plan_->compiled(compiled);
}

xpath::Value LiveForm::value_of(NodeId node, Purpose purpose) {
    const Compiled* compiled = find_expression(node, purpose);
    if (compiled == nullptr) return std::string();
    return xpath::Evaluation(compiled->expression, environment_, context(node)).value();
}

xpath::Value LiveForm::value_of_form(int expression) {
    if (expression < 0) return std::string();
    const Compiled& compiled = plan_->compiled(expression);
    return xpath::Evaluation(compiled.expression, environment_, context(instance_.only(0))).value();
}

BlockId LiveForm::load_instance(NodeId anchor) {
    const BlockId block = instance_.add_instance(anchor);
    states_.resize(instance_.tree().size());
    const int slots = plan_->shape.block_slots(instance_.repeat_of(block));
    for (int slot = 0; slot < slots; ++slot) {
        const NodeId node = instance_.element_of(block) + slot;
        state(node) = State{};
        choices_.erase(node);
    }
    return block;
}

// Queues all that is computed in a block; update_relevance() has seen its nodes' parents first.
void LiveForm::wake_block(BlockId block) {
    const int slots = plan_->shape.block_slots(instance_.repeat_of(block));
    for (int slot = 0; slot < slots; ++slot) {
        const NodeId node = instance_.element_of(block) + slot;
        for (std::size_t i = 0; i < kOrderedPurposes; ++i) queue(node, static_cast<Purpose>(i));
        if (!instance_.is_anchor(node)) continue;
        for (const BlockId inner : instance_.instances_at(node)) wake_block(inner);
    }
}

void LiveForm::start() {
    wake_block(0);
    settle();
}

bool LiveForm::set_text(NodeId node, std::string text) {
    if (instance_.text(node) == text) return false;
    instance_.set_text(node, std::move(text));
    changed(node);
    settle();
    return true;
}

BlockId LiveForm::add_instance(NodeId anchor) {
    const BlockId block = load_instance(anchor);
    update_relevance(instance_.element_of(block));
    wake_block(block);
    instances_changed(anchor);
    settle();
    return block;
}

void LiveForm::remove_instance(BlockId block) {
    const NodeId anchor = instance_.anchor_of(block);
    instance_.remove_instance(block);
    instances_changed(anchor);
    queue(anchor, Purpose::Count);
    settle();
}

void LiveForm::set_now(std::int64_t now_ms) {
    world_.now_ms = now_ms;
    environment_.now_ms = now_ms;
}

void LiveForm::set_language(std::string_view code) {
    language_ = code;
    environment_.language = language_;
    lists_.set_language(language_);
    for (State& one : states_) one.choices_stale = true;
    // Calculations may hold labels.
    wake_block(0);
    settle();
}

void LiveForm::changed(NodeId node) {
    state(node).constraint = -1;
    for (const Reader& reader : planned(node).readers) wake(node, reader);
}

void LiveForm::instances_changed(NodeId anchor) {
    for (const Reader& reader : planned(anchor).instance_readers) wake(anchor, reader);
}

void LiveForm::wake(NodeId node, const Reader& reader) {
    // Commonest: both stand once in the form.
    if (plan_->shape[reader.schema].depth == 0) {
        queue(instance_.only(reader.schema), reader.purpose);
        return;
    }
    std::vector<NodeId> found;
    found.swap(found_);
    found.clear();
    instance_.find_all(node, reader.schema, reader.depth, found);
    for (const NodeId woken : found) queue(woken, reader.purpose);
    found_.swap(found);
}

void LiveForm::queue(NodeId node, Purpose purpose) {
    State& at = state(node);
    switch (purpose) {
        case Purpose::Constraint:
            at.constraint = -1;
            return;
        case Purpose::Required:
            at.required = -1;
            return;
        case Purpose::ReadOnly:
            at.read_only = -1;
            return;
        case Purpose::Filter:
            at.choices_stale = true;
            return;
        case Purpose::Default:
            return;
        default:
            break;
    }
    const int rank = planned(node).rank[static_cast<std::size_t>(purpose)];
    const bool anchored = instance_.is_anchor(node);
    const bool fits = purpose == Purpose::Count      ? anchored
                      : purpose == Purpose::Relevant ? true
                                                     : !anchored && !world_.keep_calculated;
    if (rank < 0 || !fits || (at.queued & bit_of(purpose)) != 0) return;
    at.queued = static_cast<std::uint8_t>(at.queued | bit_of(purpose));
    tasks_.push({rank, node, purpose});
}

void LiveForm::settle() {
    if (settling_) return;  // An instance added on the way: the outer call goes on with it.
    settling_ = true;
    while (!tasks_.empty()) {
        const Task task = tasks_.top();
        tasks_.pop();
        State& at = state(task.node);
        at.queued = static_cast<std::uint8_t>(at.queued & ~unsigned{bit_of(task.purpose)});
        const bool cut_off = instance_.tree()[task.node].parent == xpath::kNoNode;
        if (!cut_off) compute(task);
    }
    settling_ = false;
}

void LiveForm::compute(const Task& task) {
    const Compiled* compiled = find_expression(task.node, task.purpose);
    ENSURE(compiled != nullptr && is_ordered(task.purpose));
    if (task.purpose == Purpose::Count) return compute_count(task.node);
    xpath::Evaluation run(compiled->expression, environment_, context(task.node));
    if (task.purpose == Purpose::Relevant) {
        state(task.node).own_relevant = run.truth();
        return update_relevance(task.node);
    }
    std::string text = stored_text(run.value());
    if (text == instance_.text(task.node)) return;
    instance_.set_text(task.node, std::move(text));
    changed(task.node);
}

// Adds instances that are wanted; keeps, but hides, those that are too many.
void LiveForm::compute_count(NodeId anchor) {
    const Compiled* compiled = find_expression(anchor, Purpose::Count);
    const double wanted =
        xpath::Evaluation(compiled->expression, environment_, context(anchor)).number();
    const auto count = static_cast<std::size_t>(
        std::isnan(wanted) ? 0 : std::clamp(std::floor(wanted), 0.0, kInstancesMax));
    while (instance_.instances_at(anchor).size() < count) {
        if (!grow_ || !grow_(anchor)) break;
    }
    const std::vector<BlockId> instances = instance_.instances_at(anchor);
    for (std::size_t i = 0; i < instances.size(); ++i) {
        const NodeId element = instance_.element_of(instances[i]);
        if (state(element).beyond_count == (i >= count)) continue;
        state(element).beyond_count = i >= count;
        update_relevance(element);
    }
}

// Carries relevance down: a node is relevant when it and all above it are.
void LiveForm::update_relevance(NodeId node) {
    const xpath::Tree& tree = instance_.tree();
    const NodeId parent = tree[node].parent;
    const bool above = parent == xpath::Tree::kDocument || !tree[parent].hidden;
    const bool hidden = !(above && state(node).own_relevant && !state(node).beyond_count);
    if (hidden == tree[node].hidden) return;
    instance_.set_hidden(node, hidden);
    changed(node);
    const int schema = instance_.schema_of(node);
    if (plan_->shape[schema].is_repeat && !instance_.is_anchor(node)) {
        instances_changed(instance_.anchor_of(instance_.block_of(node)));
    }
    for (NodeId child = tree[node].first_child; child != xpath::kNoNode; child = tree[child].next) {
        update_relevance(child);
    }
}

bool LiveForm::known(NodeId node, Purpose purpose, std::int8_t& kept) {
    if (kept < 0) {
        const Compiled* compiled = find_expression(node, purpose);
        const bool holds =
            compiled == nullptr
                ? purpose == Purpose::Constraint
                : xpath::Evaluation(compiled->expression, environment_, context(node)).truth();
        kept = holds ? 1 : 0;
    }
    return kept == 1;
}

bool LiveForm::is_required(NodeId node) {
    return known(node, Purpose::Required, state(node).required);
}

bool LiveForm::is_read_only(NodeId node) {
    return known(node, Purpose::ReadOnly, state(node).read_only);
}

bool LiveForm::constraint_holds(NodeId node) {
    if (instance_.text(node).empty()) return true;
    return known(node, Purpose::Constraint, state(node).constraint);
}

std::string LiveForm::filled_in(NodeId node, const Words& words) const {
    const std::string& text = words.in(language_, definition_->default_language);
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const auto open = text.find("${", at);
        const auto end = open == std::string::npos ? open : text.find('}', open);
        if (end == std::string::npos) return out + text.substr(at);
        out += text.substr(at, open - at);
        const auto insert = planned(node).inserts.find(text.substr(open + 2, end - open - 2));
        if (insert != planned(node).inserts.end()) {
            const Compiled& compiled = plan_->compiled(insert->second);
            out += xpath::Evaluation(compiled.expression, environment_, context(node)).text();
        }
        at = end + 1;
    }
    return out;
}

const std::vector<ChoiceView>& LiveForm::choices(NodeId node) {
    std::vector<ChoiceView>& views = choices_[node];
    if (!state(node).choices_stale) return views;
    state(node).choices_stale = false;
    views.clear();
    const Node& question = *row_of(node);
    const std::vector<Entry>* entries = lists_.find_entries(question);
    if (entries == nullptr) return views;
    const Compiled* filter = find_expression(node, Purpose::Filter);
    if (filter == nullptr) {
        for (const Entry& entry : *entries) views.push_back({entry.name, entry.label});
        return views;
    }
    const ListDocument& list = *lists_.find_document(question.list);
    xpath::Evaluation run(filter->expression, environment_, context(node));
    for (const NodeId item : run.matching(list, list.items())) {
        const Entry& entry = (*entries)[list.row_of(item)];
        views.push_back({entry.name, entry.label});
    }
    return views;
}

}  // namespace adit::forms
