// Shape: the tree of a form, each repeat once: what paths in its expressions are bound to.
//
// Nodes are numbered from the root (0) down, a parent before its children, each followed by all
// that is below it. Between the repeats nodes lie in blocks: the block of no repeat (-1) holds what
// exists once; the block of a repeat what each of its instances holds. Built once, any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace adit::xpath {

struct ShapeNode {
    std::string name;
    int parent = -1;
    bool is_repeat = false;
    int block = -1;  // The innermost repeat around it, itself not counted; -1: none.
    int slot = 0;    // In that block. Of a repeat: where its instances are anchored.
    int depth = 0;   // The number of repeats around it, itself counted.
    int end = 0;     // One past the last node below it.
    std::vector<int> children;
};

class Shape {
public:
    explicit Shape(std::string_view root_name);

    /// Children must be added before the next sibling of their parent.
    int add(int parent, std::string_view name, bool is_repeat);

    const ShapeNode& operator[](int node) const { return nodes_[static_cast<std::size_t>(node)]; }
    int size() const { return static_cast<int>(nodes_.size()); }
    std::optional<int> find_child(int parent, std::string_view name) const;
    /// Slots in the block of a repeat (-1: of the root). Slot 0 is the instance itself.
    int block_slots(int repeat) const { return slots_[static_cast<std::size_t>(repeat) + 1]; }
    /// The repeats around a node, outermost first, itself counted.
    std::vector<int> repeats_of(int node) const;
    bool is_within(int node, int above) const { return node >= above && node < (*this)[above].end; }
    /// "/data/visit/site"
    std::string path_of(int node) const;

private:
    std::vector<ShapeNode> nodes_;
    std::vector<int> slots_;  // By repeat + 1.
};

}  // namespace adit::xpath
