#include "xpath/shape.h"

#include <algorithm>

namespace adit::xpath {

Shape::Shape(std::string_view root_name) : slots_{1, 1} {
    nodes_.push_back({.name = std::string(root_name), .end = 1, .children = {}});
}

int Shape::add(int parent, std::string_view name, bool is_repeat) {
    const int node = size();
    const ShapeNode& above = (*this)[parent];
    ShapeNode added{.name = std::string(name), .parent = parent, .children = {}};
    added.is_repeat = is_repeat;
    added.block = above.is_repeat ? parent : above.block;
    added.slot = slots_[static_cast<std::size_t>(added.block + 1)]++;
    added.depth = above.depth + (is_repeat ? 1 : 0);
    added.end = node + 1;
    nodes_.push_back(std::move(added));
    slots_.push_back(1);
    nodes_[static_cast<std::size_t>(parent)].children.push_back(node);
    for (int at = parent; at >= 0; at = (*this)[at].parent) {
        nodes_[static_cast<std::size_t>(at)].end = node + 1;
    }
    return node;
}

std::optional<int> Shape::find_child(int parent, std::string_view name) const {
    for (const int child : (*this)[parent].children) {
        if ((*this)[child].name == name) return child;
    }
    return std::nullopt;
}

std::vector<int> Shape::repeats_of(int node) const {
    std::vector<int> repeats;
    for (int at = node; at >= 0; at = (*this)[at].parent) {
        if ((*this)[at].is_repeat) repeats.push_back(at);
    }
    std::reverse(repeats.begin(), repeats.end());
    return repeats;
}

std::string Shape::path_of(int node) const {
    std::string path;
    for (int at = node; at >= 0; at = (*this)[at].parent) path = "/" + (*this)[at].name + path;
    return path;
}

}  // namespace adit::xpath
