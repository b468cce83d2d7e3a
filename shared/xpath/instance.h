// Instance: the record being filled as a tree of a Shape, where every node is found by number.
//
// Each block (the form's own, or one instance of a repeat) lies together in the tree: a node is its
// block's first number plus its slot. Blocks of removed instances are used again. One thread.
#pragma once

#include "xpath/shape.h"
#include "xpath/tree.h"

#include <memory>
#include <vector>

namespace adit::xpath {

using BlockId = std::int32_t;

class Instance {
public:
    /// Borrows the shape. No repeat has an instance yet.
    explicit Instance(const Shape& shape);

    const Tree& tree() const { return tree_; }
    const Shape& shape() const { return shape_; }

    int schema_of(NodeId node) const { return schema_[static_cast<std::size_t>(node)]; }
    /// In the block of no repeat: the node that exists once.
    NodeId only(int schema) const { return node_in(0, schema); }
    /// `schema` must belong to the block's repeat.
    NodeId node_in(BlockId block, int schema) const;
    BlockId block_of(NodeId node) const { return block_[static_cast<std::size_t>(node)]; }
    int repeat_of(BlockId block) const { return blocks_[static_cast<std::size_t>(block)].repeat; }
    /// The number of repeats around what lies in it, its own counted.
    int depth_of(BlockId block) const { return blocks_[static_cast<std::size_t>(block)].depth; }
    /// The block around a node that lies in `depth` repeats; its own, where that lies in fewer.
    BlockId ancestor_at(NodeId from, int depth) const;

    /// `anchor` is a repeat's node in the block around it.
    BlockId add_instance(NodeId anchor);
    void remove_instance(BlockId block);
    const std::vector<BlockId>& instances_at(NodeId anchor) const;
    bool is_anchor(NodeId node) const { return tree_[node].type == NodeType::Anchor; }
    NodeId anchor_of(BlockId block) const;
    /// The node of the instance itself.
    NodeId element_of(BlockId block) const { return blocks_[static_cast<std::size_t>(block)].base; }
    /// From 1, among the instances of its repeat.
    std::size_t place_of(BlockId block) const {
        return blocks_[static_cast<std::size_t>(block)].place + 1;
    }
    /// The same of its node, relevant or not; 0: `node` is no such instance.
    std::size_t position_of(NodeId node) const;

    /// All nodes of the form's `schema` that share the first `depth` repeats with `from`, in order;
    /// absent ones left out.
    void find(NodeId from, int schema, int depth, std::vector<NodeId>& found) const;
    /// The one there is when `depth` covers every repeat around `schema`.
    NodeId find_one(NodeId from, int schema, int depth) const;
    /// As find(), and absent ones and anchors too: whatever has to be evaluated again.
    void find_all(NodeId from, int schema, int depth, std::vector<NodeId>& found) const;

    const std::string& text(NodeId node) const { return tree_[node].text; }
    void set_text(NodeId node, std::string text);
    /// How long they are together.
    std::size_t text_bytes() const { return text_bytes_; }
    void set_hidden(NodeId node, bool hidden);

private:
    struct Block {
        int repeat = -1;
        BlockId parent = -1;
        NodeId base = kNoNode;
        int depth = 0;
        std::size_t place = 0;  // From 0.
    };
    std::vector<BlockId>& instances_of(BlockId block);
    void hang(NodeId node, NodeId under);
    BlockId make_block(int repeat, BlockId parent);
    void fill_block(BlockId block, int schema, NodeId under);
    void descend(BlockId block, int schema, bool absent_too, std::vector<NodeId>& found) const;

    const Shape& shape_;
    Tree tree_;
    std::size_t text_bytes_ = 0;
    std::vector<std::int32_t> names_;  // By schema.
    std::vector<int> schema_;          // By node.
    std::vector<BlockId> block_;       // By node.
    std::vector<int> anchor_no_;       // By node; -1: no anchor.
    std::vector<Block> blocks_;
    std::vector<std::vector<BlockId>> instances_;    // By anchor number.
    std::vector<std::vector<int>> repeat_chain_;     // By schema: repeats around, outermost first.
    std::vector<std::vector<BlockId>> free_blocks_;  // By repeat.
};

}  // namespace adit::xpath
