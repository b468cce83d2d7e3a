#include "xpath/tree.h"

#include "base/ensure.h"

#include <utility>

namespace adit::xpath {
namespace {

std::string meaning_of(std::string_view local, std::string_view uri) {
    return std::string(local) + '\x01' + std::string(uri);
}

std::string_view local_of(std::string_view name) { return name.substr(name.find(':') + 1); }

const std::vector<std::int32_t> kNobody;

}  // namespace

std::int32_t Tree::intern(std::string_view name, std::string_view uri) {
    const auto known = written_.find(name);
    if (known != written_.end()) {
        for (const std::int32_t number : known->second) {
            if (names_[static_cast<std::size_t>(number)].uri == uri) return number;
        }
    }
    const auto number = static_cast<std::int32_t>(names_.size());
    names_.push_back({std::string(name), std::string(uri)});
    written_[std::string(name)].push_back(number);
    meaning_[meaning_of(local_of(name), uri)].push_back(number);
    return number;
}

std::optional<std::int32_t> Tree::find_name(std::string_view name) const {
    const auto& numbers = numbers_written(name);
    if (numbers.empty()) return std::nullopt;
    return numbers.front();
}

const std::vector<std::int32_t>& Tree::numbers_written(std::string_view name) const {
    const auto found = written_.find(name);
    return found == written_.end() ? kNobody : found->second;
}

const std::vector<std::int32_t>& Tree::numbers_meaning(std::string_view local,
                                                       std::string_view uri) const {
    const auto found = meaning_.find(meaning_of(local, uri));
    return found == meaning_.end() ? kNobody : found->second;
}

const std::string& Tree::name_of(NodeId node) const {
    static const std::string kNone;
    const std::int32_t name = (*this)[node].name;
    return name < 0 ? kNone : names_[static_cast<std::size_t>(name)].written;
}

std::string_view Tree::local_name_of(NodeId node) const {
    const std::string_view name = name_of(node);
    return (*this)[node].type == NodeType::Instruction ? name : local_of(name);
}

const std::string& Tree::uri_of(NodeId node) const {
    static const std::string kNone;
    const std::int32_t name = (*this)[node].name;
    return name < 0 ? kNone : names_[static_cast<std::size_t>(name)].uri;
}

NodeId Tree::first_namespace(NodeId element) const {
    if (namespaces_.empty()) return kNoNode;
    const auto found = namespaces_.find(element);
    return found == namespaces_.end() ? kNoNode : found->second;
}

NodeId Tree::make(NodeType type, std::string_view name, std::string text, std::string_view uri) {
    TreeNode node;
    node.type = type;
    if (!name.empty()) node.name = intern(name, uri);
    node.text = std::move(text);
    nodes_.push_back(std::move(node));
    return static_cast<NodeId>(nodes_.size() - 1);
}

NodeId Tree::append(NodeId parent, NodeType type, std::string_view name, std::string text,
                    std::string_view uri) {
    const NodeId node = make(type, name, std::move(text), uri);
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

void Tree::hang_apart(NodeId element, NodeId& first, NodeId node) {
    (*this)[node].parent = element;
    if (first == kNoNode) {
        first = node;
        return;
    }
    NodeId last = first;
    while ((*this)[last].next != kNoNode) last = (*this)[last].next;
    (*this)[last].next = node;
    (*this)[node].previous = last;
}

void Tree::add_attribute(NodeId element, std::string_view name, std::string text,
                         std::string_view uri) {
    const NodeId node = make(NodeType::Attribute, name, std::move(text), uri);
    hang_apart(element, (*this)[element].first_attribute, node);
}

void Tree::declare_namespace(NodeId element, std::string_view prefix, std::string uri) {
    const NodeId node = make(NodeType::Namespace, prefix, std::move(uri));
    hang_apart(element, namespaces_.emplace(element, kNoNode).first->second, node);
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

const std::string* Tree::find_text(NodeId node) const {
    static const std::string kHidden;
    const TreeNode& here = (*this)[node];
    if (here.hidden) return &kHidden;
    if (here.first_child == kNoNode) return &here.text;
    const TreeNode& only = (*this)[here.first_child];
    const bool alone = here.first_child == here.last_child && here.text.empty() &&
                       only.type == NodeType::Text && !only.hidden;
    return alone ? &only.text : nullptr;
}

// Walks below `node` without recursion: documents may be as deep as they like.
template <class Take>
void Tree::each_text_below(NodeId node, const Take& take) const {
    NodeId at = (*this)[node].first_child;
    while (at != kNoNode) {
        const TreeNode& here = (*this)[at];
        const bool open =
            !here.hidden && here.type != NodeType::Comment && here.type != NodeType::Instruction;
        if (open) take(here.text);
        if (open && here.first_child != kNoNode) {
            at = here.first_child;
            continue;
        }
        while (at != node && (*this)[at].next == kNoNode) at = (*this)[at].parent;
        if (at == node) return;
        at = (*this)[at].next;
    }
}

std::string Tree::text_of(NodeId node) const {
    if (const std::string* text = find_text(node)) return *text;
    std::string text = (*this)[node].text;
    each_text_below(node, [&text](const std::string& part) { text += part; });
    return text;
}

std::size_t Tree::text_bytes(NodeId node) const {
    if (const std::string* text = find_text(node)) return text->size();
    std::size_t bytes = (*this)[node].text.size();
    each_text_below(node, [&bytes](const std::string& part) { bytes += part.size(); });
    return bytes;
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
    // Of what belongs to one element: namespaces, attributes, then what is inside it.
    const auto rank = [this](NodeId node) {
        const NodeType type = (*this)[node].type;
        return type == NodeType::Namespace ? 0 : type == NodeType::Attribute ? 1 : 2;
    };
    if (rank(*l) != rank(*r)) return rank(*l) < rank(*r);
    for (NodeId node = (*this)[*l].next; node != kNoNode; node = (*this)[node].next) {
        if (node == *r) return true;
    }
    return false;
}

}  // namespace adit::xpath
