#include "xpath/evaluation.h"

#include <algorithm>

namespace adit::xpath {
namespace {

bool is_seen(const Tree& tree, NodeId node) {
    return tree[node].type != NodeType::Anchor && !tree[node].absent;
}

void add(const Tree& tree, NodeId node, std::vector<NodeId>& found) {
    if (is_seen(tree, node)) found.push_back(node);
}

void add_below(const Tree& tree, NodeId above, std::vector<NodeId>& found) {
    NodeId at = tree[above].first_child;
    while (at != kNoNode) {
        const bool seen = is_seen(tree, at);
        if (seen) found.push_back(at);
        if (seen && tree[at].first_child != kNoNode) {
            at = tree[at].first_child;
            continue;
        }
        while (at != above && tree[at].next == kNoNode) at = tree[at].parent;
        if (at == above) return;
        at = tree[at].next;
    }
}

bool has_siblings(const Tree& tree, NodeId node) {
    return tree[node].type != NodeType::Attribute && tree[node].type != NodeType::Namespace;
}

// Those in scope: declared on the element or above it, and not declared anew in between. The one of
// "xml", which is everywhere, is left out.
void add_namespaces(const Tree& tree, NodeId element, std::vector<NodeId>& found) {
    if (tree[element].type != NodeType::Element) return;
    const std::size_t first = found.size();
    for (NodeId up = element; up != kNoNode; up = tree[up].parent) {
        for (NodeId at = tree.first_namespace(up); at != kNoNode; at = tree[at].next) {
            const bool known = std::any_of(
                found.begin() + static_cast<std::ptrdiff_t>(first), found.end(),
                [&](NodeId nearer) { return tree.name_of(nearer) == tree.name_of(at); });
            if (!known) found.push_back(at);
        }
    }
    std::erase_if(found, [&](NodeId node) {  // xmlns="" takes the default back.
        return tree[node].type == NodeType::Namespace && tree[node].text.empty();
    });
}

// Each node's place in the whole tree, for sorting many at once.
std::vector<std::int32_t> places_in(const Tree& tree) {
    std::vector<std::int32_t> places(tree.size(), 0);
    std::int32_t next = 0;
    const auto take = [&](NodeId node) {
        places[static_cast<std::size_t>(node)] = ++next;
        for (NodeId at = tree.first_namespace(node); at != kNoNode; at = tree[at].next) {
            places[static_cast<std::size_t>(at)] = ++next;
        }
        for (NodeId at = tree[node].first_attribute; at != kNoNode; at = tree[at].next) {
            places[static_cast<std::size_t>(at)] = ++next;
        }
    };
    NodeId at = Tree::kDocument;
    while (at != kNoNode) {
        take(at);
        if (tree[at].first_child != kNoNode) {
            at = tree[at].first_child;
            continue;
        }
        while (at != kNoNode && tree[at].next == kNoNode) at = tree[at].parent;
        if (at != kNoNode) at = tree[at].next;
    }
    return places;
}

void add_following(const Tree& tree, NodeId from, std::vector<NodeId>& found) {
    if (!has_siblings(tree, from)) {  // What follows an attribute begins inside its element.
        add_below(tree, tree[from].parent, found);
        from = tree[from].parent;
    }
    for (NodeId up = from; up != kNoNode; up = tree[up].parent) {
        for (NodeId at = tree[up].next; at != kNoNode; at = tree[at].next) {
            add(tree, at, found);
            add_below(tree, at, found);
        }
    }
}

void add_preceding(const Tree& tree, NodeId from, std::vector<NodeId>& found) {
    if (!has_siblings(tree, from)) from = tree[from].parent;
    for (NodeId up = from; up != kNoNode; up = tree[up].parent) {
        for (NodeId at = tree[up].previous; at != kNoNode; at = tree[at].previous) {
            std::vector<NodeId> below;
            add(tree, at, below);
            add_below(tree, at, below);
            found.insert(found.end(), below.rbegin(), below.rend());
        }
    }
}

}  // namespace

void walk(const Tree& tree, NodeId from, Axis axis, std::vector<NodeId>& found) {
    const TreeNode& node = tree[from];
    switch (axis) {
        case Axis::Self:
            found.push_back(from);
            return;
        case Axis::Child:
            for (NodeId at = node.first_child; at != kNoNode; at = tree[at].next) {
                add(tree, at, found);
            }
            return;
        case Axis::Parent:
            if (node.parent != kNoNode) found.push_back(node.parent);
            return;
        case Axis::Attribute:
            for (NodeId at = node.first_attribute; at != kNoNode; at = tree[at].next) {
                found.push_back(at);
            }
            return;
        case Axis::Namespace:
            add_namespaces(tree, from, found);
            return;
        case Axis::AncestorOrSelf:
            found.push_back(from);
            [[fallthrough]];
        case Axis::Ancestor:
            for (NodeId up = node.parent; up != kNoNode; up = tree[up].parent) found.push_back(up);
            return;
        case Axis::DescendantOrSelf:
            found.push_back(from);
            [[fallthrough]];
        case Axis::Descendant:
            add_below(tree, from, found);
            return;
        case Axis::FollowingSibling:
            if (!has_siblings(tree, from)) return;
            for (NodeId at = node.next; at != kNoNode; at = tree[at].next) add(tree, at, found);
            return;
        case Axis::PrecedingSibling:
            if (!has_siblings(tree, from)) return;
            for (NodeId at = node.previous; at != kNoNode; at = tree[at].previous) {
                add(tree, at, found);
            }
            return;
        case Axis::Following:
            add_following(tree, from, found);
            return;
        case Axis::Preceding:
            add_preceding(tree, from, found);
            return;
    }
}

void put_in_order(const Tree& tree, std::vector<NodeId>& nodes) {
    if (nodes.size() < 2) return;
    std::sort(nodes.begin(), nodes.end());
    nodes.erase(std::unique(nodes.begin(), nodes.end()), nodes.end());
    if (tree.is_in_order() || nodes.size() < 2) return;
    constexpr std::size_t kFew = 8;
    if (nodes.size() <= kFew) {
        std::sort(nodes.begin(), nodes.end(),
                  [&tree](NodeId a, NodeId b) { return tree.is_before(a, b); });
        return;
    }
    const std::vector<std::int32_t> places = places_in(tree);
    std::sort(nodes.begin(), nodes.end(), [&places](NodeId a, NodeId b) {
        return places[static_cast<std::size_t>(a)] < places[static_cast<std::size_t>(b)];
    });
}

}  // namespace adit::xpath
