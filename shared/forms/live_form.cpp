#include "forms/live_form.h"

#include "base/ensure.h"
#include "forms/tidy_text.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace adit::forms {
namespace {

// What one change may set off, so that circles of relevance, counts and actions come to an end.
constexpr std::size_t kComputationsMin = 10'000;
constexpr std::size_t kComputationsPerNode = 50;
constexpr std::size_t kEventsMax = 10'000;

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
    load_root_attributes();
    sort_template_given();
}

void LiveForm::load_root_attributes() {
    const auto load = [&](std::string_view name, const std::string& text) {
        const auto attribute = plan_->shape.find_attribute(0, name);
        const bool is_row = attribute && *attribute < plan_->rows_end;
        if (attribute && !is_row) instance_.set_text(instance_.only(*attribute), text);
    };
    load("id", definition_->form.id);
    load("version", definition_->form.version);
    for (const auto& [name, text] : definition_->root_attributes) load(name, text);
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
    made.zone = world_.zone.get();
    made.form_version = definition_->form.version;
    made.property = [this](std::string_view name) {
        const auto found = world_.own.find(name);
        return found == world_.own.end() ? std::string() : found->second;
    };
    made.language = language_;
    made.instance = [this](std::string_view name) { return lists_.find_document(name); };
    made.new_uuid = world_.new_uuid;
    made.random = [this] {
        if (choosing_) return chance_of(*choosing_);
        return world_.random ? static_cast<double>(world_.random() >> 11) * 0x1p-53 : 0.5;
    };
    made.choice_label = [this](std::string_view name, std::string_view path, NodeId from) {
        return named_choice(name, path, from);
    };
    made.itext = [this](std::string_view id) -> xpath::Value {
        const auto words = definition_->texts.find(id);
        if (words == definition_->texts.end()) return std::string();
        return filled_in(instance_.only(0), words->second);
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
        offers_.erase(node);
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
    has_started_ = true;
    wake_block(0);
    settle();
    quiet_ = false;
}

void LiveForm::start_as_given() {
    const bool kept = std::exchange(world_.keep_calculated, true);
    start();
    world_.keep_calculated = kept;
}

bool LiveForm::set_text(NodeId node, std::string text) {
    if (instance_.text(node) == text) return false;
    instance_.set_text(node, std::move(text));
    changed(node);
    hear(node);
    hold_to_choices(node);
    settle();
    return true;
}

// A text has changed: somebody may listen.
void LiveForm::hear(NodeId node) {
    if (!quiet_ && !planned(node).on_change.empty()) events_.push_back(node);
}

// Its text, or what it offers, is another than before.
void LiveForm::hold_to_choices(NodeId node) {
    const Node* row = row_of(node);
    const bool chooses = row != nullptr && takes_choices(row->type) && !instance_.is_anchor(node);
    const bool holds = world_.tidies_texts && !world_.keep_calculated;
    if (!holds || !chooses || state(node).unchecked) return;
    state(node).unchecked = true;
    unchecked_.push_back(node);
}

BlockId LiveForm::add_instance(NodeId anchor) {
    const BlockId block = load_instance(anchor);
    update_relevance(instance_.element_of(block));
    wake_block(block);
    instances_changed(anchor, instance_.place_of(block));
    settle();
    return block;
}

void LiveForm::remove_instance(BlockId block) {
    const NodeId anchor = instance_.anchor_of(block);
    const std::size_t place = instance_.place_of(block);
    instance_.remove_instance(block);
    instances_changed(anchor, place);
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
    if (!has_started_) return;  // Then everything is computed.
    for (const Reader& reader : planned(node).readers) wake(node, reader);
}

// Something is another than before among the instances from `place` (from 1) on.
void LiveForm::instances_changed(NodeId anchor, std::size_t place) {
    if (!has_started_) return;
    for (const Reader& reader : planned(anchor).instance_readers) {
        if (reader.only_place) {
            wake_behind(anchor, place, reader);
        } else {
            wake(anchor, reader);
        }
    }
}

// Whoever asks for nothing but its place among the instances: those before are where they were.
void LiveForm::wake_behind(NodeId anchor, std::size_t place, const Reader& reader) {
    const auto& blocks = instance_.instances_at(anchor);
    const Reader within{reader.schema, reader.purpose, reader.depth + 1};
    for (std::size_t i = place - 1; i < blocks.size(); ++i) {
        wake(instance_.element_of(blocks[i]), within);
    }
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
            hold_to_choices(node);
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
    // An instance added on the way: the outer call goes on with it.
    if (settling_ || is_held_ || !has_started_) return;
    settling_ = true;
    work_left_ = world_.work_max;
    computations_left_ = kComputationsMin + kComputationsPerNode * states_.size();
    std::size_t events_left = kEventsMax;
    do {
        settle_tasks();
        const std::vector<NodeId> chosen = std::exchange(unchecked_, {});
        for (const NodeId node : chosen) {
            state(node).unchecked = false;
            if (!is_cut_off(node)) take_out_unoffered(node);
        }
        settle_tasks();
        const std::vector<NodeId> heard = std::exchange(events_, {});
        for (const NodeId node : heard) {
            if (is_cut_off(node)) continue;
            if (events_left == 0) {
                too_much_.insert(TooMuch::Work);
                continue;
            }
            --events_left;
            run(planned(node).on_change, node, false);
        }
    } while (!tasks_.empty() || !unchecked_.empty() || !events_.empty());
    settling_ = false;
}

void LiveForm::settle_tasks() {
    while (!tasks_.empty()) {
        const Task task = tasks_.top();
        tasks_.pop();
        State& at = state(task.node);
        at.queued = static_cast<std::uint8_t>(at.queued & ~unsigned{bit_of(task.purpose)});
        if (is_cut_off(task.node)) continue;
        if (computations_left_ == 0 || work_left_ == 0) {
            too_much_.insert(TooMuch::Work);
            continue;
        }
        --computations_left_;
        compute(task);
    }
}

// A node that stands nowhere, or in an instance that does not.
bool LiveForm::is_cut_off(NodeId node) const {
    const NodeId element = instance_.element_of(instance_.block_of(node));
    return instance_.tree()[element].parent == xpath::kNoNode;
}

void LiveForm::compute(const Task& task) {
    const Compiled* compiled = find_expression(task.node, task.purpose);
    ENSURE(compiled != nullptr && is_ordered(task.purpose));
    if (task.purpose == Purpose::Count) return compute_count(task.node);
    xpath::Evaluation run(compiled->expression, environment_, context(task.node));
    if (task.purpose == Purpose::Relevant) {
        state(task.node).own_relevant = run.truth();
        work_left_ -= std::min(work_left_, run.work());
        return update_relevance(task.node);
    }
    std::string text = stored_text(run.value());
    work_left_ -= std::min(work_left_, run.work());
    if (world_.tidies_texts) text = given_text(*row_of(task.node), text);
    if (!has_room_for(task.node, text)) {
        too_much_.insert(TooMuch::Text);
        text.clear();
    }
    if (text == instance_.text(task.node)) return;
    instance_.set_text(task.node, std::move(text));
    note_fresh(task.node);
    changed(task.node);
    hear(task.node);
    hold_to_choices(task.node);
}

bool LiveForm::has_room_for(NodeId node, const std::string& text) const {
    const std::size_t before = instance_.text(node).size();
    return text.size() <= before ||
           instance_.text_bytes() - before + text.size() <= world_.text_bytes_max;
}

// Its text, or whether it counts, is another than before.
void LiveForm::note_fresh(NodeId node) {
    const Compiled* compiled = find_expression(node, Purpose::Calculation);
    if (compiled != nullptr && compiled->binding.is_fresh) fresh_.push_back(node);
}

// Adds instances that are wanted; keeps, but hides, those that are too many.
void LiveForm::compute_count(NodeId anchor) {
    const Compiled* compiled = find_expression(anchor, Purpose::Count);
    const double wanted =
        xpath::Evaluation(compiled->expression, environment_, context(anchor)).number();
    const auto count = static_cast<std::size_t>(
        std::isnan(wanted) ? 0 : std::clamp(std::floor(wanted), 0.0, double{kInstancesMax}));
    if (wanted >= double{kInstancesMax} + 1) too_much_.insert(TooMuch::Instances);
    while (instance_.instances_at(anchor).size() < count && may_grow()) {
        if (!grow_ || !grow_(anchor, Growth::Asked)) break;
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
    note_fresh(node);
    changed(node);
    const int schema = instance_.schema_of(node);
    if (plan_->shape[schema].is_repeat && !instance_.is_anchor(node)) {
        const NodeId anchor = instance_.anchor_of(instance_.block_of(node));
        for (const Reader& reader : planned(anchor).instance_readers) {
            if (!reader.only_place) wake(anchor, reader);  // Its place it keeps.
        }
    }
    for (NodeId at = tree[node].first_attribute; at != xpath::kNoNode; at = tree[at].next) {
        update_relevance(at);
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
    const xpath::Tree& tree = instance_.tree();
    for (NodeId up = node; up != xpath::Tree::kDocument; up = tree[up].parent) {
        if (known(up, Purpose::ReadOnly, state(up).read_only)) return true;
    }
    return false;
}

bool LiveForm::constraint_holds(NodeId node) {
    if (instance_.text(node).empty()) return true;
    return known(node, Purpose::Constraint, state(node).constraint);
}

std::string LiveForm::filled_in(NodeId node, const Words& words) const {
    std::string out;
    each_insert(words.in(language_, definition_->default_language),
                [&](std::string_view text, std::string_view expression) {
                    out += text;
                    const auto& inserts = planned(node).inserts;
                    const auto insert = inserts.find(expression);
                    if (insert == inserts.end()) return;
                    const Compiled& compiled = plan_->compiled(insert->second);
                    out +=
                        xpath::Evaluation(compiled.expression, environment_, context(node)).text();
                });
    return out;
}

}  // namespace adit::forms
