// Tree: what expressions walk over: the record being filled, a choice list, a CSV beside the form.
//
// Nodes are numbers in one array and never move; removed ones are only cut off. A leaf holds its
// text itself. Names are interned, so that a step compares numbers: one number for a name as it is
// written in one namespace. Plain data, one thread.
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
    Instruction,
    Doctype,    // Found by node() alone.
    Namespace,  // Its name is the prefix, its text the URI. Stands apart, like an attribute.
    Anchor,     // Where the instances of a repeat stand: no expression sees it.
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

    /// A node that stands nowhere yet. Names as written ("orx:meta"), with their namespace.
    NodeId make(NodeType type, std::string_view name, std::string text = {},
                std::string_view uri = {});
    NodeId append(NodeId parent, NodeType type, std::string_view name, std::string text = {},
                  std::string_view uri = {});
    void add_attribute(NodeId element, std::string_view name, std::string text,
                       std::string_view uri = {});
    void declare_namespace(NodeId element, std::string_view prefix, std::string uri);
    void insert_before(NodeId place, NodeId node);
    void cut_off(NodeId node);

    /// Whoever made the nodes in the order of the document says so: putting them in order is then
    /// a matter of their numbers.
    void mark_in_order() { in_order_ = true; }
    bool is_in_order() const { return in_order_; }

    /// The number of a name, when any node bears it; the first, where it is so written in several
    /// namespaces.
    std::optional<std::int32_t> find_name(std::string_view name) const;
    /// All numbers of a name as written, and of a name by its meaning; empty when nobody bears it.
    const std::vector<std::int32_t>& numbers_written(std::string_view name) const;
    const std::vector<std::int32_t>& numbers_meaning(std::string_view local,
                                                     std::string_view uri) const;

    const std::string& name_of(NodeId node) const;  // As written.
    std::string_view local_name_of(NodeId node) const;
    const std::string& uri_of(NodeId node) const;
    /// The first of those declared on this very element; the others are its `next`.
    NodeId first_namespace(NodeId element) const;

    /// Its text, or that of all below it in document order; "" where hidden.
    std::string text_of(NodeId node) const;
    /// The same without a copy, where one node holds all of it; else null.
    const std::string* find_text(NodeId node) const;
    /// How long text_of() is.
    std::size_t text_bytes(NodeId node) const;
    /// True when `a` stands before `b`.
    bool is_before(NodeId a, NodeId b) const;

private:
    struct Name {
        std::string written;
        std::string uri;
    };
    using Numbers = std::map<std::string, std::vector<std::int32_t>, std::less<>>;

    std::int32_t intern(std::string_view name, std::string_view uri);
    void hang_apart(NodeId element, NodeId& first, NodeId node);
    template <class Take>
    void each_text_below(NodeId node, const Take& take) const;

    std::vector<TreeNode> nodes_;
    std::vector<Name> names_;
    Numbers written_;
    Numbers meaning_;                      // By "local\1uri".
    std::map<NodeId, NodeId> namespaces_;  // The first one, by element.
    bool in_order_ = false;
};

}  // namespace adit::xpath
