#include "forms/filling.h"
#include "forms/typed.h"
#include "xpath/zone.h"

#include <algorithm>
#include <utility>

namespace adit::forms {
namespace {

using record::NodePath;
using record::Operation;
using record::Value;

const NodePath kInstanceName{"/meta/instanceName"};

LiveWorld world_of(const Opening& opening, bool keep_calculated) {
    LiveWorld world;
    world.now_ms = opening.now_ms;
    world.offset_min = opening.offset_min;
    world.zone = opening.zone;
    world.own = {{"username", opening.username}, {"deviceid", opening.device}};
    world.new_uuid = opening.new_uuid;
    world.random = opening.new_instance;
    world.keep_calculated = keep_calculated;
    return world;
}

bool has_answer(const Node& row) {
    return row.kind == NodeKind::Question && row.type != QuestionType::Note &&
           row.type != QuestionType::Audit;
}

bool is_calculated(const Node& row) {
    return row.kind == NodeKind::Question && !row.calculation.empty() && row.trigger.empty();
}

}  // namespace

Filling::Filling(Opening opening, std::shared_ptr<const Plan> plan, bool keep_calculated)
    : opening_(std::move(opening)),
      record_(opening_.record),
      keep_calculated_(keep_calculated),
      live_(std::make_unique<LiveForm>(opening_.definition, std::move(plan), opening_.tables,
                                       world_of(opening_, keep_calculated))) {}

void Filling::begin() {
    load();
    if (opening_.is_new) {
        write_metadata();
        live_->take_model();
        live_->first_load();
        add_to_opening(settled());
    }
    live_->set_quiet(false);
}

void Filling::greet() {
    if (live_->plan().at_load.empty() || record_.stage != record::Stage::Draft) return;
    live_->loaded();
    add_to_opening(settled());
}

void Filling::add_to_opening(const std::vector<Operation>& more) {
    opening_operations_.insert(opening_operations_.end(), more.begin(), more.end());
}

NodeId Filling::find_node(const NodePath& path) const {
    const auto found = nodes_.find(path.text);
    return found == nodes_.end() ? xpath::kNoNode : found->second;
}

bool Filling::has_table(const Node& row) const {
    return !row.list_from_file || live_->lists().find_entries(row) != nullptr;
}

// "name", "@version": of a row without the prefix of its name.
std::string Filling::last_step(NodeId node) const {
    if (const Node* row = live_->row_of(node)) return std::string(step_of(*row));
    const xpath::ShapeNode& shape = live_->plan().shape[live_->tree().schema_of(node)];
    return shape.is_attribute ? "@" + shape.name : shape.name;
}

// Gives each node of a block its path. The instance itself, when it is one, bears its id.
void Filling::name_block(BlockId block, record::InstanceId id) {
    const xpath::Instance& tree = live_->tree();
    paths_.resize(tree.tree().size());
    ids_.resize(std::max(ids_.size(), static_cast<std::size_t>(block) + 1));
    ids_[static_cast<std::size_t>(block)] = id;
    const NodeId element = tree.element_of(block);
    if (tree.repeat_of(block) >= 0) {
        paths_[std::size_t(element)] = path_of(tree.anchor_of(block)).instance(id);
    }
    nodes_[path_of(element).text] = element;
    const int slots = live_->plan().shape.block_slots(tree.repeat_of(block));
    for (NodeId node = element + 1; node < element + slots; ++node) {
        const NodePath& above = path_of(tree.tree()[node].parent);
        paths_[std::size_t(node)] = above.child(last_step(node));
        nodes_[path_of(node).text] = node;
    }
}

// --- opening ------------------------------------------------------------------------------------

void Filling::load() {
    nodes_.clear();
    paths_.clear();
    ids_.clear();
    name_block(0, {});
    load_instances(0);
    load_answers(0);
    if (live_->plan().meta_instance_id >= 0) {
        live_->load_text(live_->tree().only(live_->plan().meta_instance_id),
                         "uuid:" + record_.id.text());
    }
    live_->set_instance_adder(
        [this](NodeId anchor, LiveForm::Growth growth) { return grow(anchor, growth); });
    live_->set_writer([this](NodeId node, const std::string& text) { take(node, text); });
    live_->start();  // A repeat_count may ask for instances.
    live_->set_quiet(true);
    fill_grown();
    opening_operations_ = std::exchange(written_, {});
}

void Filling::load_instances(BlockId block) {
    const xpath::Instance& tree = live_->tree();
    const int slots = live_->plan().shape.block_slots(tree.repeat_of(block));
    const NodeId element = tree.element_of(block);
    for (NodeId node = element; node < element + slots; ++node) {
        if (!tree.is_anchor(node)) continue;
        const auto stored = record_.instances.find(path_of(node));
        if (stored == record_.instances.end()) continue;
        for (const record::InstanceId id : stored->second) {
            const BlockId inner = live_->load_instance(node);
            name_block(inner, id);
            load_instances(inner);
        }
    }
}

void Filling::load_answers(BlockId block) {
    const xpath::Instance& tree = live_->tree();
    const int slots = live_->plan().shape.block_slots(tree.repeat_of(block));
    const NodeId element = tree.element_of(block);
    for (NodeId node = element; node < element + slots; ++node) {
        if (tree.is_anchor(node)) {
            const std::vector<BlockId> inside = tree.instances_at(node);
            for (const BlockId inner : inside) load_answers(inner);
            continue;
        }
        const Value* value = record_.find_value(path_of(node));
        if (value != nullptr) live_->load_text(node, record::text_of(*value));
    }
}

// The moment as clocks show it here.
record::DateTime Filling::here(std::int64_t ms) const {
    return {ms, opening_.zone ? opening_.zone->offset_at(ms) : opening_.offset_min};
}

void Filling::write_metadata() {
    const std::string now = record::text_of(Value(here(opening_.now_ms)));
    for (int schema = 1; schema < live_->plan().rows_end; ++schema) {
        const bool repeats = live_->plan().shape[schema].depth > 0;
        if (repeats || schema == live_->plan().meta_instance_id) continue;
        const NodeId node = live_->tree().only(schema);
        const Node& row = *live_->row_of(node);
        const Preload asked = preload_of(row);
        if (asked.kind.empty()) continue;
        const bool is_id = asked.kind == "uid" && opening_.new_uuid;
        const std::string text =
            is_id ? "uuid:" + opening_.new_uuid()
                  : preloaded(asked, now,
                              {{"username", opening_.username}, {"deviceid", opening_.device}});
        const auto value = record::value_from(value_type_of(row), text);
        if (text.empty() || !value) continue;
        compute(path_of(node), *value);
        live_->set_text(node, text);
    }
}

std::vector<Operation> Filling::opening_operations() {
    return std::exchange(opening_operations_, {});
}

// --- writing ------------------------------------------------------------------------------------

void Filling::put(NodeId node, const Value& value) {
    const NodePath& path = path_of(node);
    record::Answer& answer = record_.answers[path];
    written_.push_back(record::Put{path, value, answer.written_by});
    answer.siblings.assign(1, record::Sibling{.value = value,
                                              .dot = {},
                                              .clock = {},
                                              .author = opening_.username,
                                              .wall_ms = opening_.now_ms});
    answer.computed = false;
    live_->set_text(node, record::text_of(value));
}

void Filling::compute(const NodePath& path, const Value& value) {
    const Value* stored = record_.find_value(path);
    if (stored == nullptr ? record::is_nothing(value) : *stored == value) return;
    written_.push_back(record::Compute{path, value});
    record::Answer& answer = record_.answers[path];
    answer.siblings.assign(1, record::Sibling{.value = value,
                                              .dot = {},
                                              .clock = {},
                                              .author = opening_.username,
                                              .wall_ms = opening_.now_ms});
    answer.computed = true;
}

// One more instance; one that is asked for still wants what a new one begins with.
bool Filling::grow(NodeId anchor, LiveForm::Growth growth) {
    if (!opening_.new_instance) return false;
    const record::InstanceId id{opening_.new_instance()};
    const BlockId block = live_->add_instance(anchor);
    name_block(block, id);
    record_.instances[path_of(anchor)].push_back(id);
    written_.push_back(record::AddInstance{path_of(live_->tree().element_of(block))});
    if (growth == LiveForm::Growth::Asked) grown_.push_back(block);
    return true;
}

// New instances begin with their defaults; a default may make a repeat_count ask for more.
void Filling::fill_grown() {
    while (!grown_.empty()) {
        const BlockId block = grown_.back();
        grown_.pop_back();
        live_->fill_new(block);
    }
}

// What the form itself writes: a text of its model, a default, an action.
void Filling::take(NodeId node, const std::string& text) {
    const Node* row = live_->row_of(node);
    if (row == nullptr || !has_answer(*row)) return;
    const auto value = record::value_from(value_type_of(*row), text);
    if (!value) return;
    if (is_asked(row->type) || row->calculation.empty()) {
        put(node, *value);
    } else {
        compute(path_of(node), *value);
        live_->set_text(node, text);
    }
}

// What every change ends with.
std::vector<Operation> Filling::settled() {
    fill_grown();
    write_computed_at_once();
    write_instance_name();
    return std::exchange(written_, {});
}

bool Filling::is_fresh(NodeId node) const {
    const int schema = live_->tree().schema_of(node);
    const int compiled = live_->plan()[schema].at(Purpose::Calculation);
    return compiled >= 0 && live_->plan().compiled(compiled).binding.is_fresh;
}

// What would come out differently another time (uuid(), now(), once()) is written when it is made.
void Filling::write_computed_at_once() {
    for (const NodeId node : live_->take_fresh()) {
        const Node* row = live_->row_of(node);
        const bool there = row != nullptr && is_calculated(*row) && live_->is_relevant(node) &&
                           find_node(path_of(node)) == node;
        if (there) compute(path_of(node), calculated(node));
    }
}

void Filling::write_instance_name() {
    if (live_->plan().instance_name < 0) return;
    const std::string name = xpath::text_of(live_->value_of_form(live_->plan().instance_name));
    compute(kInstanceName, name.empty() ? Value() : Value(name));
    const int node = live_->plan().meta_instance_name;
    if (node >= 0) live_->set_text(live_->tree().only(node), name);
}

std::vector<Operation> Filling::answer(const NodePath& path, const Value& value) {
    const NodeId node = find_node(path);
    const Node* row = node == xpath::kNoNode ? nullptr : live_->row_of(node);
    if (row == nullptr || !has_answer(*row) || !is_asked(row->type) || is_calculated(*row)) {
        return {};
    }
    const auto typed = typed_for(*row, has_table(*row), value);
    if (!typed) return {};
    const Value* stored = record_.find_value(path);
    const auto known = record_.answers.find(path);
    const bool conflict = known != record_.answers.end() && known->second.in_conflict();
    const bool same = stored == nullptr ? record::is_nothing(*typed) : *stored == *typed;
    if (same && !conflict) return {};
    put(node, *typed);
    return settled();
}

std::vector<Operation> Filling::add_instance(const NodePath& repeat) {
    const NodeId anchor = find_node(repeat);
    if (anchor == xpath::kNoNode || !live_->tree().is_anchor(anchor) ||
        !grow(anchor, LiveForm::Growth::Asked)) {
        return {};
    }
    return settled();
}

std::vector<Operation> Filling::remove_instance(const NodePath& instance) {
    const NodeId element = find_node(instance);
    const xpath::Instance& tree = live_->tree();
    if (element == xpath::kNoNode || tree.is_anchor(element)) return {};
    const BlockId block = tree.block_of(element);
    if (tree.repeat_of(block) < 0 || tree.element_of(block) != element) return {};
    written_.push_back(record::RemoveInstance{instance, record_.seen});
    auto& ids = record_.instances[path_of(tree.anchor_of(block))];
    std::erase(ids, ids_[static_cast<std::size_t>(block)]);
    std::erase_if(nodes_,
                  [&](const auto& entry) { return NodePath{entry.first}.is_within(instance); });
    live_->remove_instance(block);
    return settled();
}

// --- finishing ----------------------------------------------------------------------------------

void Filling::write_calculations(BlockId block, bool fresh_too) {
    const xpath::Instance& tree = live_->tree();
    const int slots = live_->plan().shape.block_slots(tree.repeat_of(block));
    const NodeId element = tree.element_of(block);
    for (NodeId node = element; node < element + slots; ++node) {
        if (tree.is_anchor(node)) {
            const std::vector<BlockId> inside = tree.instances_at(node);
            for (const BlockId inner : inside) write_calculations(inner, fresh_too);
            continue;
        }
        const Node* row = live_->row_of(node);
        if (row == nullptr || !is_calculated(*row)) continue;
        if (!fresh_too && is_fresh(node)) continue;
        compute(path_of(node), live_->is_relevant(node) ? calculated(node) : Value());
    }
}

void Filling::compute_again() {
    write_calculations(0, false);
    write_instance_name();
    written_.clear();
}

std::vector<Operation> Filling::finalise(std::int64_t now_ms) {
    live_->set_now(now_ms);
    write_calculations(0);
    const xpath::Instance& tree = live_->tree();
    for (int schema = 1; schema < live_->plan().rows_end; ++schema) {
        if (live_->plan().shape[schema].depth > 0) continue;
        const NodeId node = tree.only(schema);
        if (live_->row_of(node)->type != QuestionType::End) continue;
        if (live_->row_of(node)->kind != NodeKind::Question) continue;
        compute(path_of(node), here(now_ms));
    }
    write_instance_name();
    write_entity();
    written_.push_back(record::Finalise{record_.seen});
    record_.stage = record::Stage::Finalised;
    return std::exchange(written_, {});
}

// Small differences are brought in one by one; other instances open the form anew.
void Filling::refresh(record::Record record) {
    const bool same_instances = record.instances == record_.instances;
    record_ = std::move(record);
    if (!same_instances) {
        const std::string language = live_->language();
        live_ = live_->opened_anew();
        load();
        live_->set_language(language);
        live_->set_quiet(false);
        return;
    }
    live_->set_quiet(true);  // What others wrote has set off what it sets off.
    for (const auto& [path, answer] : record_.answers) {
        const NodeId node = find_node(path);
        const Node* row = node == xpath::kNoNode ? nullptr : live_->row_of(node);
        if (row == nullptr || is_calculated(*row)) continue;
        live_->set_text(node, record::text_of(answer.value()));
    }
    live_->set_quiet(false);
}

void Filling::set_language(std::string_view code) { live_->set_language(code); }

Result<std::unique_ptr<FormSession>> FormSession::open(Opening opening) {
    std::shared_ptr<const Plan> plan = opening.definition->plan;
    if (!plan) {
        std::vector<ExpressionProblem> problems;
        plan = plan_of(*opening.definition, problems);
        if (!problems.empty()) {
            const ExpressionProblem& first = problems.front();
            return Error{Code::BadInput, "survey sheet, row " + std::to_string(first.row) + ", " +
                                             first.column + ": " + first.what};
        }
    }
    auto filling = std::make_unique<Filling>(std::move(opening), std::move(plan), false);
    filling->begin();
    filling->greet();
    return std::unique_ptr<FormSession>(std::move(filling));
}

}  // namespace adit::forms
