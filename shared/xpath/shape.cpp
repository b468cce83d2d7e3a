#include "xpath/shape.h"

#include <algorithm>

namespace adit::xpath {

Shape::Shape(std::string_view root_name) : slots_{1, 1} {
    nodes_.push_back({.name = std::string(root_name), .end = 1, .children = {}});
}

std::size_t Shape::Hash::operator()(const Key& key) const {
    const auto& [parent, attribute, name] = key;
    const auto place = static_cast<std::size_t>(parent) * 2 + (attribute ? 1 : 0);
    return std::hash<std::string>()(name) ^ (place * 0x9E3779B97F4A7C15u);
}

int Shape::add(int parent, std::string_view name, bool is_repeat) {
    ShapeNode added{.name = std::string(name), .children = {}};
    added.is_repeat = is_repeat;
    return add(parent, std::move(added));
}

int Shape::add_attribute(int parent, std::string_view name) {
    ShapeNode added{.name = std::string(name), .children = {}};
    added.is_attribute = true;
    return add(parent, std::move(added));
}

int Shape::add(int parent, ShapeNode added) {
    const int node = size();
    const ShapeNode& above = (*this)[parent];
    added.parent = parent;
    added.block = above.is_repeat ? parent : above.block;
    added.slot = slots_[static_cast<std::size_t>(added.block) + 1]++;
    added.depth = above.depth + (added.is_repeat ? 1 : 0);
    added.end = node + 1;
    const auto [known, is_first] =
        by_name_.try_emplace({parent, added.is_attribute, added.name}, node, node);
    if (!is_first) {
        nodes_[static_cast<std::size_t>(known->second.second)].next_alike = node;
        known->second.second = node;
    }
    nodes_.push_back(std::move(added));
    slots_.push_back(1);
    nodes_[static_cast<std::size_t>(parent)].children.push_back(node);
    for (int at = parent; at >= 0; at = (*this)[at].parent) {
        nodes_[static_cast<std::size_t>(at)].end = node + 1;
    }
    return node;
}

std::optional<int> Shape::find(int parent, bool attribute, std::string_view name) const {
    const auto found = by_name_.find({parent, attribute, std::string(name)});
    if (found == by_name_.end()) return std::nullopt;
    return found->second.first;
}

std::optional<int> Shape::find_child(int parent, std::string_view name) const {
    return find(parent, false, name);
}

std::optional<int> Shape::find_attribute(int parent, std::string_view name) const {
    return find(parent, true, name);
}

std::vector<int> Shape::repeats_of(int node) const {
    std::vector<int> repeats;
    for (int at = node; at >= 0; at = (*this)[at].parent) {
        if ((*this)[at].is_repeat) repeats.push_back(at);
    }
    std::reverse(repeats.begin(), repeats.end());
    return repeats;
}

int Shape::shared_depth(int one, int other) const {
    const std::vector<int> left = repeats_of(one);
    const std::vector<int> right = repeats_of(other);
    std::size_t shared = 0;
    while (shared < std::min(left.size(), right.size()) && left[shared] == right[shared]) ++shared;
    return static_cast<int>(shared);
}

std::string Shape::path_of(int node) const {
    std::string path;
    for (int at = node; at >= 0; at = (*this)[at].parent) {
        path = ((*this)[at].is_attribute ? "/@" : "/") + (*this)[at].name + path;
    }
    return path;
}

}  // namespace adit::xpath
