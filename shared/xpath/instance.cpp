#include "xpath/instance.h"

#include "base/ensure.h"

#include <algorithm>

namespace adit::xpath {

Instance::Instance(const Shape& shape) : shape_(shape) {
    schema_.push_back(-1);  // The document.
    block_.push_back(-1);
    anchor_no_.push_back(-1);
    free_blocks_.resize(static_cast<std::size_t>(shape.size()));
    names_.resize(static_cast<std::size_t>(shape.size()), -1);
    for (int node = 0; node < shape.size(); ++node) {
        repeat_chain_.push_back(shape.repeats_of(node));
    }
    const BlockId block = make_block(-1, -1);
    tree_[element_of(block)].parent = Tree::kDocument;
    tree_[Tree::kDocument].first_child = element_of(block);
    tree_[Tree::kDocument].last_child = element_of(block);
}

NodeId Instance::node_in(BlockId block, int schema) const {
    const Block& here = blocks_[static_cast<std::size_t>(block)];
    if (schema == here.repeat || schema == 0) return here.base;
    return here.base + shape_[schema].slot;
}

// Nodes of a block are made in the order of their slots, all at once.
BlockId Instance::make_block(int repeat, BlockId parent) {
    const int top = repeat < 0 ? 0 : repeat;
    if (repeat >= 0 && !free_blocks_[static_cast<std::size_t>(repeat)].empty()) {
        auto& free = free_blocks_[static_cast<std::size_t>(repeat)];
        const BlockId again = free.back();
        free.pop_back();
        blocks_[static_cast<std::size_t>(again)].parent = parent;
        return again;
    }
    const auto block = static_cast<BlockId>(blocks_.size());
    const auto base = static_cast<NodeId>(tree_.size());
    const int depth = parent < 0 ? 0 : blocks_[static_cast<std::size_t>(parent)].depth + 1;
    blocks_.push_back({repeat, parent, base, depth});
    const auto made = [&](int schema, NodeType type) {
        std::int32_t& name = names_[static_cast<std::size_t>(schema)];
        const NodeId node = tree_.make(type, name < 0 ? shape_[schema].name : "");
        if (name < 0) name = tree_[node].name;
        tree_[node].name = name;
        schema_.push_back(schema);
        block_.push_back(block);
        anchor_no_.push_back(-1);
    };
    made(top, NodeType::Element);
    for (int schema = top + 1; schema < shape_[top].end; ++schema) {
        if (shape_[schema].block != repeat) continue;
        made(schema, shape_[schema].is_repeat      ? NodeType::Anchor
                     : shape_[schema].is_attribute ? NodeType::Attribute
                                                   : NodeType::Element);
    }
    fill_block(block, top, base);
    return block;
}

void Instance::hang(NodeId node, NodeId under) {
    TreeNode& above = tree_[under];
    tree_[node].parent = under;
    tree_[node].previous = above.last_child;
    if (above.last_child == kNoNode) {
        above.first_child = node;
    } else {
        tree_[above.last_child].next = node;
    }
    above.last_child = node;
}

// Hangs the nodes of a block under one another.
void Instance::fill_block(BlockId block, int schema, NodeId under) {
    NodeId attribute = kNoNode;
    for (const int child : shape_[schema].children) {
        const NodeId node = node_in(block, child);
        if (shape_[child].is_attribute) {
            tree_[node].parent = under;
            tree_[node].previous = attribute;
            (attribute == kNoNode ? tree_[under].first_attribute : tree_[attribute].next) = node;
            attribute = node;
            continue;
        }
        hang(node, under);
        if (shape_[child].is_repeat) {
            anchor_no_[static_cast<std::size_t>(node)] = static_cast<int>(instances_.size());
            instances_.emplace_back();
        } else {
            fill_block(block, child, node);
        }
    }
}

BlockId Instance::add_instance(NodeId anchor) {
    ENSURE(is_anchor(anchor));
    const BlockId block = make_block(schema_of(anchor), block_of(anchor));
    tree_.insert_before(anchor, element_of(block));
    std::vector<BlockId>& all = instances_of(block);
    blocks_[static_cast<std::size_t>(block)].place = all.size();
    all.push_back(block);
    return block;
}

std::vector<BlockId>& Instance::instances_of(BlockId block) {
    const auto anchor = static_cast<std::size_t>(anchor_of(block));
    return instances_[static_cast<std::size_t>(anchor_no_[anchor])];
}

void Instance::set_text(NodeId node, std::string text) {
    std::string& held = tree_[node].text;
    text_bytes_ += text.size() - held.size();
    held = std::move(text);
}

void Instance::remove_instance(BlockId block) {
    const int repeat = repeat_of(block);
    ENSURE(repeat >= 0);
    const NodeId base = element_of(block);
    set_hidden(base, false);
    for (int slot = 0; slot < shape_.block_slots(repeat); ++slot) {
        const NodeId node = base + slot;
        if (is_anchor(node)) {
            const std::vector<BlockId> inside = instances_at(node);
            for (const BlockId inner : inside) remove_instance(inner);
        }
        set_text(node, {});
        tree_[node].hidden = tree_[node].absent = false;
    }
    std::vector<BlockId>& all = instances_of(block);
    const std::size_t place = blocks_[static_cast<std::size_t>(block)].place;
    all.erase(all.begin() + static_cast<std::ptrdiff_t>(place));
    for (std::size_t i = place; i < all.size(); ++i) {
        blocks_[static_cast<std::size_t>(all[i])].place = i;
    }
    tree_.cut_off(base);
    free_blocks_[static_cast<std::size_t>(repeat)].push_back(block);
}

const std::vector<BlockId>& Instance::instances_at(NodeId anchor) const {
    return instances_[static_cast<std::size_t>(anchor_no_[static_cast<std::size_t>(anchor)])];
}

NodeId Instance::anchor_of(BlockId block) const {
    const Block& here = blocks_[static_cast<std::size_t>(block)];
    const Block& above = blocks_[static_cast<std::size_t>(here.parent)];
    return above.base + shape_[here.repeat].slot;
}

std::size_t Instance::position_of(NodeId node) const {
    const BlockId block = block_of(node);
    const bool is_instance = block >= 0 && repeat_of(block) >= 0 && element_of(block) == node;
    return is_instance ? place_of(block) : 0;
}

BlockId Instance::ancestor_at(NodeId from, int depth) const {
    BlockId block = block_of(from);
    while (blocks_[static_cast<std::size_t>(block)].depth > depth) {
        block = blocks_[static_cast<std::size_t>(block)].parent;
    }
    return block;
}

void Instance::descend(BlockId block, int schema, bool absent_too,
                       std::vector<NodeId>& found) const {
    const Block& here = blocks_[static_cast<std::size_t>(block)];
    const auto& chain = repeat_chain_[static_cast<std::size_t>(schema)];
    const auto depth = static_cast<std::size_t>(here.depth);
    if (depth == chain.size()) {
        found.push_back(node_in(block, schema));
        return;
    }
    const NodeId anchor = here.base + shape_[chain[depth]].slot;
    if (absent_too && chain[depth] == schema) found.push_back(anchor);
    for (const BlockId inner : instances_at(anchor)) {
        if (absent_too || !tree_[element_of(inner)].absent) {
            descend(inner, schema, absent_too, found);
        }
    }
}

void Instance::find(NodeId from, int schema, int depth, std::vector<NodeId>& found) const {
    descend(ancestor_at(from, depth), schema, false, found);
}

void Instance::find_all(NodeId from, int schema, int depth, std::vector<NodeId>& found) const {
    descend(ancestor_at(from, depth), schema, true, found);
}

NodeId Instance::find_one(NodeId from, int schema, int depth) const {
    return node_in(ancestor_at(from, depth), schema);
}

void Instance::set_hidden(NodeId node, bool hidden) {
    tree_[node].hidden = hidden;
    tree_[node].absent = hidden && shape_[schema_of(node)].is_repeat && !is_anchor(node);
}

}  // namespace adit::xpath
