// Tree: what expressions walk over: the record being filled, a choice list, a CSV beside the form.
//
// Nodes are numbers in one array and never move; removed ones are only cut off. A leaf holds its
// text itself. Names are interned, so that a step compares numbers. Plain data, one thread.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace adit::xpath {

using NodeId = std::int32_t;
constexpr NodeId kNoNode = -1;

enum class NodeType : std::uint8_t {
    Document,
    Element,
    Attribute,
    Text,
    Comment,
    Anchor,  // Where the instances of a repeat stand: no expression sees it.
};

struct TreeNode {
    NodeType type = NodeType::Element;
    bool hidden = false;  // Not relevant: its text reads as "".
    bool absent = false;  // A hidden instance of a repeat: not found by steps either.
    std::int32_t name = -1;
    NodeId parent = kNoNode;
    NodeId first_child = kNoNode;
    NodeId last_child = kNoNode;
    NodeId next = kNoNode;
    NodeId previous = kNoNode;
    NodeId first_attribute = kNoNode;
    std::string text;
};

class Tree {
public:
    Tree() { nodes_.push_back({.type = NodeType::Document, .text = {}}); }

    static constexpr NodeId kDocument = 0;

    const TreeNode& operator[](NodeId node) const { return nodes_[static_cast<std::size_t>(node)]; }
    TreeNode& operator[](NodeId node) { return nodes_[static_cast<std::size_t>(node)]; }
    std::size_t size() const { return nodes_.size(); }

    /// A node that stands nowhere yet.
    NodeId make(NodeType type, std::string_view name, std::string text = {});
    NodeId append(NodeId parent, NodeType type, std::string_view name, std::string text = {});
    void add_attribute(NodeId element, std::string_view name, std::string text);
    void insert_before(NodeId place, NodeId node);
    void cut_off(NodeId node);

    /// The number of a name, when any node bears it.
    std::optional<std::int32_t> find_name(std::string_view name) const;
    const std::string& name_of(NodeId node) const;

    /// Its text, or that of all below it in document order; "" where hidden.
    std::string text_of(NodeId node) const;
    /// True when `a` stands before `b`.
    bool is_before(NodeId a, NodeId b) const;

private:
    std::int32_t intern(std::string_view name);
    void add_text(NodeId node, std::string& text) const;

    std::vector<TreeNode> nodes_;
    std::vector<std::string> names_;
    std::map<std::string, std::int32_t, std::less<>> numbers_;
};

}  // namespace adit::xpath
