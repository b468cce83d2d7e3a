#include "xpath/tree.h"

#include "base/ensure.h"

#include <utility>

namespace adit::xpath {

std::int32_t Tree::intern(std::string_view name) {
    const auto found = numbers_.find(name);
    if (found != numbers_.end()) return found->second;
    const auto number = static_cast<std::int32_t>(names_.size());
    names_.emplace_back(name);
    numbers_.emplace(name, number);
    return number;
}

std::optional<std::int32_t> Tree::find_name(std::string_view name) const {
    const auto found = numbers_.find(name);
    if (found == numbers_.end()) return std::nullopt;
    return found->second;
}

const std::string& Tree::name_of(NodeId node) const {
    static const std::string kNone;
    const std::int32_t name = (*this)[node].name;
    return name < 0 ? kNone : names_[static_cast<std::size_t>(name)];
}

NodeId Tree::make(NodeType type, std::string_view name, std::string text) {
    TreeNode node;
    node.type = type;
    if (!name.empty()) node.name = intern(name);
    node.text = std::move(text);
    nodes_.push_back(std::move(node));
    return static_cast<NodeId>(nodes_.size() - 1);
}

NodeId Tree::append(NodeId parent, NodeType type, std::string_view name, std::string text) {
    const NodeId node = make(type, name, std::move(text));
    TreeNode& above = (*this)[parent];
    (*this)[node].parent = parent;
    (*this)[node].previous = above.last_child;
    if (above.last_child == kNoNode) {
        above.first_child = node;
    } else {
        (*this)[above.last_child].next = node;
    }
    above.last_child = node;
    return node;
}

void Tree::add_attribute(NodeId element, std::string_view name, std::string text) {
    const NodeId node = make(NodeType::Attribute, name, std::move(text));
    (*this)[node].parent = element;
    NodeId last = (*this)[element].first_attribute;
    if (last == kNoNode) {
        (*this)[element].first_attribute = node;
        return;
    }
    while ((*this)[last].next != kNoNode) last = (*this)[last].next;
    (*this)[last].next = node;
    (*this)[node].previous = last;
}

void Tree::insert_before(NodeId place, NodeId node) {
    TreeNode& there = (*this)[place];
    TreeNode& added = (*this)[node];
    added.parent = there.parent;
    added.next = place;
    added.previous = there.previous;
    if (there.previous == kNoNode) {
        (*this)[there.parent].first_child = node;
    } else {
        (*this)[there.previous].next = node;
    }
    there.previous = node;
}

void Tree::cut_off(NodeId node) {
    TreeNode& gone = (*this)[node];
    ENSURE(gone.parent != kNoNode);
    TreeNode& above = (*this)[gone.parent];
    if (gone.previous == kNoNode) {
        above.first_child = gone.next;
    } else {
        (*this)[gone.previous].next = gone.next;
    }
    if (gone.next == kNoNode) {
        above.last_child = gone.previous;
    } else {
        (*this)[gone.next].previous = gone.previous;
    }
    gone.parent = gone.next = gone.previous = kNoNode;
}

std::string Tree::text_of(NodeId node) const {
    const TreeNode& here = (*this)[node];
    if (here.hidden) return {};
    if (here.first_child == kNoNode) return here.text;
    std::string text = here.text;
    add_text(node, text);
    return text;
}

// Walks below `node` without recursion: documents may be as deep as they like.
void Tree::add_text(NodeId node, std::string& text) const {
    NodeId at = (*this)[node].first_child;
    while (at != kNoNode) {
        const TreeNode& here = (*this)[at];
        const bool open = !here.hidden && here.type != NodeType::Comment;
        if (open) text += here.text;
        if (open && here.first_child != kNoNode) {
            at = here.first_child;
            continue;
        }
        while (at != node && (*this)[at].next == kNoNode) at = (*this)[at].parent;
        if (at == node) return;
        at = (*this)[at].next;
    }
}

bool Tree::is_before(NodeId a, NodeId b) const {
    if (a == b) return false;
    const auto path_of = [this](NodeId node) {
        std::vector<NodeId> path;
        for (; node != kNoNode; node = (*this)[node].parent) path.push_back(node);
        return path;
    };
    const std::vector<NodeId> left = path_of(a);
    const std::vector<NodeId> right = path_of(b);
    auto l = left.rbegin();
    auto r = right.rbegin();
    while (l != left.rend() && r != right.rend() && *l == *r) {
        ++l;
        ++r;
    }
    if (l == left.rend()) return true;  // `a` is above `b`.
    if (r == right.rend()) return false;
    const bool left_attribute = (*this)[*l].type == NodeType::Attribute;
    const bool right_attribute = (*this)[*r].type == NodeType::Attribute;
    if (left_attribute != right_attribute) return left_attribute;
    for (NodeId node = (*this)[*l].next; node != kNoNode; node = (*this)[node].next) {
        if (node == *r) return true;
    }
    return false;
}

}  // namespace adit::xpath
