#include "xform/brought.h"

#include <algorithm>

namespace adit::xform {
namespace {

using forms::LiveForm;
using forms::NodeId;
using xpath::kNoNode;

bool holds_something(const LiveForm& form, NodeId node) {
    const xpath::Tree& tree = form.tree().tree();
    if (form.tree().is_anchor(node) || tree[node].hidden) return false;
    const bool is_instance = form.tree().position_of(node) > 0;
    if (is_instance || !tree[node].text.empty()) return true;
    for (const NodeId first : {tree[node].first_attribute, tree[node].first_child}) {
        for (NodeId at = first; at != kNoNode; at = tree[at].next) {
            if (holds_something(form, at)) return true;
        }
    }
    return false;
}

}  // namespace

void Brought::load(const Submission& submission, LiveForm& form) {
    const xpath::Instance& tree = form.tree();
    // A form writes its own id and version there.
    const NodeId root = tree.only(0);
    for (NodeId at = tree.tree()[root].first_attribute; at != kNoNode; at = tree.tree()[at].next) {
        if (tree.tree().name_of(at) != "xmlns") form.load_text(at, {});
    }
    std::vector<forms::BlockId> blocks{0};
    for (std::size_t i = 1; i < submission.instances.size(); ++i) {
        const Submission::Instance& one = submission.instances[i];
        blocks.push_back(form.load_instance(tree.node_in(blocks[one.within], one.repeat)));
    }
    was_.assign(tree.tree().size(), Was::Away);
    for (const forms::BlockId block : blocks) {
        was_[static_cast<std::size_t>(tree.element_of(block))] = Was::There;
    }
    for (const Submission::Node& one : submission.nodes) {
        const NodeId node = tree.node_in(blocks[one.instance], one.node);
        form.load_text(node, one.text);
        was_[static_cast<std::size_t>(node)] = Was::There;
    }
    for (const Submission::Unknown& one : submission.unknown) {
        unknown_[tree.node_in(blocks[one.instance], one.node)].push_back(one);
    }
}

void Brought::settle(const LiveForm& form) {
    for (std::size_t i = 0; i < was_.size(); ++i) {
        const auto node = static_cast<NodeId>(i);
        const bool relevant = form.is_relevant(node);
        if ((was_[i] == Was::There) == relevant) {
            was_[i] = Was::AsTheFormSays;
        } else if (was_[i] == Was::There) {
            retained_.push_back(node);
        }
    }
}

void Brought::follow(const LiveForm& form) {
    std::erase_if(retained_, [&](NodeId node) {
        if (was(node) == Was::There && !form.is_relevant(node)) return false;
        was_[static_cast<std::size_t>(node)] = Was::AsTheFormSays;
        return true;
    });
}

void Brought::forget(const LiveForm& form, NodeId instance) {
    const xpath::Tree& tree = form.tree().tree();
    if (static_cast<std::size_t>(instance) < was_.size()) {
        was_[static_cast<std::size_t>(instance)] = Was::AsTheFormSays;
    }
    unknown_.erase(instance);
    for (const NodeId first : {tree[instance].first_attribute, tree[instance].first_child}) {
        for (NodeId at = first; at != kNoNode; at = tree[at].next) forget(form, at);
    }
}

Brought::Was Brought::was(NodeId node) const {
    const auto place = static_cast<std::size_t>(node);
    return place < was_.size() ? was_[place] : Was::AsTheFormSays;
}

bool Brought::writes(const LiveForm& form, NodeId node) const {
    if (!form.is_relevant(node)) return was(node) == Was::There;
    return was(node) != Was::Away || holds_something(form, node);
}

const std::vector<Submission::Unknown>* Brought::find_unknown(NodeId node) const {
    const auto found = unknown_.find(node);
    return found == unknown_.end() ? nullptr : &found->second;
}

}  // namespace adit::xform
