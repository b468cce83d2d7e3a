#include "base/text.h"
#include "forms/live_form.h"

#include <algorithm>
#include <charconv>

namespace adit::forms {
namespace {

// "house[2]" -> "house", 2; without a number 0; with none that can be, -1.
std::pair<std::string_view, int> numbered(std::string_view step) {
    const auto open = step.find('[');
    if (open == std::string_view::npos || !step.ends_with(']')) return {step, 0};
    int number = 0;
    std::from_chars(step.data() + open + 1, step.data() + step.size() - 1, number);
    return {step.substr(0, open), number > 0 ? number : -1};
}

}  // namespace

NodeId LiveForm::find(std::string_view path) const {
    return find(path.starts_with('/') ? path.substr(1) : path, instance_.only(0));
}

NodeId LiveForm::find(std::string_view path, NodeId from) const {
    NodeId at = from;
    if (path.empty()) return at;
    const auto steps = split(path, '/');
    for (std::size_t i = 0; i < steps.size(); ++i) {
        const auto [name, number] = numbered(steps[i]);
        const int above = instance_.schema_of(at);
        const auto schema = name.starts_with('@')
                                ? plan_->shape.find_attribute(above, name.substr(1))
                                : plan_->shape.find_child(above, name);
        if (!schema || number < 0 || instance_.is_anchor(at)) return xpath::kNoNode;
        at = instance_.node_in(instance_.block_of(at), *schema);
        if (!instance_.is_anchor(at)) {
            if (number > 1) return xpath::kNoNode;
            continue;
        }
        if (number == 0 && i + 1 == steps.size()) return at;
        const auto& instances = instance_.instances_at(at);
        const std::size_t place = number == 0 ? 0 : static_cast<std::size_t>(number) - 1;
        if (place >= instances.size()) return xpath::kNoNode;
        at = instance_.element_of(instances[place]);
    }
    return at;
}

void LiveForm::write(NodeId node, const std::string& text) {
    if (write_) {
        write_(node, text);
    } else {
        set_text(node, text);
    }
}

// "house[2]": an instance that is not there yet; else a text.
void LiveForm::take_given(std::string_view path, const std::string& text, NodeId from) {
    if (!path.ends_with(']')) {
        const NodeId node = find(path, from);
        const bool writes = node != xpath::kNoNode && !text.empty() && !is_computed(node);
        if (writes) write(node, text);
        return;
    }
    const NodeId anchor = find(path.substr(0, path.rfind('[')), from);
    const bool repeats = anchor != xpath::kNoNode && instance_.is_anchor(anchor);
    const std::string_view last = path.substr(path.rfind('/') + 1);  // All of it without one.
    const auto number = static_cast<std::size_t>(std::max(numbered(last).second, 0));
    if (!repeats || instance_.instances_at(anchor).size() >= number || !grow_) return;
    grow_(anchor, Growth::Given);
}

bool LiveForm::is_computed(NodeId node) const {
    return find_expression(node, Purpose::Calculation) != nullptr && row_of(node)->trigger.empty();
}

// The texts that stand in the model, of one block.
void LiveForm::take_texts(BlockId block) {
    const NodeId element = instance_.element_of(block);
    const int slots = plan_->shape.block_slots(instance_.repeat_of(block));
    for (NodeId node = element; node < element + slots; ++node) {
        const Node* row = row_of(node);
        const bool writes = row != nullptr && !row->initial.empty() && !instance_.is_anchor(node) &&
                            !is_computed(node);
        if (writes) write(node, row->initial);
    }
}

// A repeat to which nobody may add has an instance to begin with.
void LiveForm::fill_fixed(BlockId block) {
    const NodeId element = instance_.element_of(block);
    const int slots = plan_->shape.block_slots(instance_.repeat_of(block));
    for (NodeId node = element; node < element + slots; ++node) {
        if (!instance_.is_anchor(node) || !instance_.instances_at(node).empty()) continue;
        if (is_fixed(*row_of(node)) && row_of(node)->repeat_count.empty() && grow_) {
            grow_(node, Growth::Asked);
        }
    }
}

void LiveForm::take_model() {
    is_held_ = true;
    take_texts(0);
    for (const Given& given : definition_->given) {
        if (given.path.find("[0]") != std::string::npos) continue;
        take_given(std::string_view(given.path).substr(1), given.text, instance_.only(0));
    }
    fill_fixed(0);
    is_held_ = false;
    settle();
}

// What the template holds of inner repeats is given as "/house[0]/room[1]".
void LiveForm::fill_new(BlockId block) {
    const NodeId element = instance_.element_of(block);
    take_texts(block);
    const auto inner = template_given_.find(instance_.schema_of(element));
    if (inner != template_given_.end()) {
        for (const auto& [path, text] : inner->second) take_given(path, text, element);
    }
    fill_fixed(block);
    run(planned(element).on_new, element, true);
}

void LiveForm::sort_template_given() {
    for (const Given& given : definition_->given) {
        const auto mark = given.path.find("[0]/");
        if (mark == std::string::npos) continue;
        int schema = 0;
        for (const std::string_view step :
             split(std::string_view(given.path).substr(1, mark - 1), '/')) {
            schema = plan_->shape.find_child(schema, numbered(step).first).value_or(0);
        }
        template_given_[schema].emplace_back(std::string_view(given.path).substr(mark + 4),
                                             given.text);
    }
}

void LiveForm::first_load() {
    run(plan_->at_first_load, instance_.only(0), true);
    settle();
}

void LiveForm::loaded() {
    run(plan_->at_load, instance_.only(0), true);
    settle();
}

void LiveForm::run(const std::vector<int>& actions, NodeId source, bool only_relevant) {
    for (const int action : actions) {
        run(plan_->actions[static_cast<std::size_t>(action)], source, only_relevant);
        if (settling_) settle_tasks();  // The next one sees what this one did.
    }
}

// What is not relevant takes no first value; a change of its source it takes all the same. A laptop
// has neither a receiver for locations nor records sound in the background.
void LiveForm::run(const PlanAction& action, NodeId source, bool only_relevant) {
    if (action.kind != Action::Kind::SetValue) return;
    std::vector<NodeId> targets;
    if (action.path >= 0) {
        const Compiled& path = plan_->compiled(action.path);
        xpath::Evaluation found(path.expression, environment_, context(source));
        targets = found.nodes(path.expression.root, found.origin()).nodes;
    } else {
        const xpath::Shape& shape = plan_->shape;
        const int shared = shape.shared_depth(instance_.schema_of(source), action.target);
        instance_.find(source, action.target, shared, targets);
    }
    for (const NodeId target : targets) {
        if (is_cut_off(target) || (only_relevant && !is_relevant(target))) continue;
        if (action.only_empty && !instance_.text(target).empty()) continue;
        std::string text = action.text;
        if (action.value >= 0) {
            text = xpath::Evaluation(plan_->compiled(action.value).expression, environment_,
                                     context(target))
                       .text();
        }
        if (text != instance_.text(target)) write(target, text);
    }
}

}  // namespace adit::forms
