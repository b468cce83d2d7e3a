// Shape: the tree of a form, each repeat once: what paths in its expressions are bound to.
//
// Nodes are numbered from the root (0) down, a parent before its children, each followed by all
// that is below it. Between the repeats nodes lie in blocks: the block of no repeat (-1) holds what
// exists once; the block of a repeat what each of its instances holds. Built once, any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

namespace adit::xpath {

struct ShapeNode {
    std::string name;
    int parent = -1;
    bool is_repeat = false;
    bool is_attribute = false;
    int block = -1;             // The innermost repeat around it, itself not counted; -1: none.
    int slot = 0;               // In that block. Of a repeat: where its instances are anchored.
    int depth = 0;              // The number of repeats around it, itself counted.
    int end = 0;                // One past the last node below it.
    int next_alike = -1;        // The next sibling of the same name and kind.
    std::vector<int> children;  // Attributes too.
};

class Shape {
public:
    explicit Shape(std::string_view root_name);

    /// Children must be added before the next sibling of their parent.
    int add(int parent, std::string_view name, bool is_repeat);
    int add_attribute(int parent, std::string_view name);

    const ShapeNode& operator[](int node) const { return nodes_[static_cast<std::size_t>(node)]; }
    int size() const { return static_cast<int>(nodes_.size()); }
    std::optional<int> find_child(int parent, std::string_view name) const;
    std::optional<int> find_attribute(int parent, std::string_view name) const;
    /// Slots in the block of a repeat (-1: of the root). Slot 0 is the instance itself.
    int block_slots(int repeat) const { return slots_[static_cast<std::size_t>(repeat) + 1]; }
    /// The repeats around a node, outermost first, itself counted.
    std::vector<int> repeats_of(int node) const;
    bool is_within(int node, int above) const { return node >= above && node < (*this)[above].end; }
    /// How many of the repeats around the two are the same.
    int shared_depth(int one, int other) const;
    /// "/data/visit/site", "/data/visit/@version"
    std::string path_of(int node) const;

private:
    using Key = std::tuple<int, bool, std::string>;  // Parent, whether attribute, name.
    struct Hash {
        std::size_t operator()(const Key& key) const;
    };
    int add(int parent, ShapeNode added);
    std::optional<int> find(int parent, bool attribute, std::string_view name) const;

    std::vector<ShapeNode> nodes_;
    std::unordered_map<Key, std::pair<int, int>, Hash> by_name_;  // The first and the last.
    std::vector<int> slots_;                                      // By repeat + 1.
};

}  // namespace adit::xpath
