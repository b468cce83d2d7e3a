#include "xpath/function.h"
#include "xpath/picking.h"
#include "xpath/shuffle.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

namespace adit::xpath {
namespace {

// position(node): its place among the nodes of its name under its parent. Those that are not
// relevant have places too: what is relevant may depend on them.
Value position(Call& call) {
    if (call.count() == 0) return static_cast<double>(call.here().position);
    const NodeSet set = call.nodes(0);
    if (set.nodes.empty()) return 0.0;
    const Tree& tree = *set.tree;
    const Instance* live = call.world().live;
    if (live != nullptr && &live->tree() == &tree) {
        const std::size_t known = live->position_of(set.nodes[0]);
        if (known > 0) return static_cast<double>(known);
    }
    return static_cast<double>(call.run().place_of(tree, set.nodes[0]));
}

Value last(Call& call) { return static_cast<double>(call.here().size); }
Value count(Call& call) { return static_cast<double>(call.nodes(0).nodes.size()); }

Value count_non_empty(Call& call) {
    const NodeSet set = call.nodes(0);
    return static_cast<double>(std::count_if(set.nodes.begin(), set.nodes.end(), [&](NodeId node) {
        return !set.tree->text_of(node).empty();
    }));
}

Value current(Call& call) {
    const Context& origin = call.run().origin();
    return NodeSet{origin.tree, {origin.node}};
}

Value instance(Call& call) {
    const auto& find = call.world().instance;
    const Lookup* found = find ? find(call.text(0)) : nullptr;
    if (found == nullptr) return NodeSet{};
    return NodeSet{&found->tree(), {found->start()}};
}

// The question and the repeats as paths of the form, which most are: nothing is searched then.
bool find_indexed(Call& call, NodeSet& found) {
    const Instance* live = call.world().live;
    const auto bound = [&](int argument) -> std::optional<Bound> {
        const Term& path = call.term(argument);
        if (live == nullptr || path.kind != TermKind::Path || path.bound_to < 0) return {};
        return Bound{call.run().bound_start(path, call.here()), path.bound_to, path.bound_depth};
    };
    const auto question = bound(0);
    std::vector<PickedRepeat> repeats;
    for (int i = 1; question && i + 1 < call.count(); i += 2) {
        const auto repeat = bound(i);
        if (!repeat) return false;
        repeats.push_back({*repeat, call.number(i + 1)});
    }
    if (!question) return false;
    found.tree = &live->tree();
    return find_picked(*live, *question, repeats, found.nodes);
}

// Keeps those of `nodes` that lie in one of `repeats` with this place.
void keep_in_place(Evaluation& run, const NodeSet& repeats, double place,
                   std::vector<NodeId>& nodes) {
    const Tree& tree = *repeats.tree;
    std::vector<NodeId> known = repeats.nodes;
    std::sort(known.begin(), known.end());
    std::erase_if(nodes, [&](NodeId node) {
        NodeId up = node;
        while (up != kNoNode && !std::binary_search(known.begin(), known.end(), up)) {
            up = tree[up].parent;
        }
        return up == kNoNode || static_cast<double>(run.place_of(tree, up)) != place;
    });
}

// indexed-repeat(question, repeat, place, repeat, place …): the question in those instances.
Value indexed_repeat(Call& call) {
    NodeSet found;
    if (find_indexed(call, found)) {
        call.run().spend(found.nodes.size());
        return found;
    }
    found = call.nodes(0);
    if (found.tree == nullptr) return found;
    for (int i = 1; i + 1 < call.count(); i += 2) {
        const NodeSet repeats = call.nodes(i);
        if (repeats.tree != found.tree) return NodeSet{found.tree, {}};
        keep_in_place(call.run(), repeats, call.number(i + 1), found.nodes);
    }
    return found;
}

Value randomize(Call& call) {
    NodeSet set = call.nodes(0);
    if (set.nodes.empty() || !call.run().spend(set.nodes.size())) return set;
    std::int64_t seed = 1;
    if (call.count() > 1) {
        seed = seed_from(call.value(1), call.reckoning());
    } else if (call.world().random) {
        seed = seed_by_chance(call.world().random());
    }
    NodeSet shuffled{set.tree, {}};
    for (const std::size_t at : shuffled_order(set.nodes.size(), seed)) {
        shuffled.nodes.push_back(set.nodes[at]);
    }
    return shuffled;
}

// A child, or an attribute: "@id".
NodeId find_child(const Tree& tree, NodeId above, std::string_view name) {
    if (name.starts_with('@')) {
        NodeId at = tree[above].first_attribute;
        while (at != kNoNode && tree.name_of(at) != name.substr(1)) at = tree[at].next;
        return at;
    }
    for (NodeId at = tree[above].first_child; at != kNoNode; at = tree[at].next) {
        if (tree[at].type == NodeType::Element && tree.name_of(at) == name) return at;
    }
    return kNoNode;
}

// The first item whose `column` is `key`, one after the other.
NodeId search_items(Call& call, const Lookup& table, const std::string& column,
                    const std::string& key) {
    const Tree& tree = table.tree();
    const NodeId root = find_child(tree, table.start(), "root");
    if (root == kNoNode) return kNoNode;
    for (NodeId item = tree[root].first_child; item != kNoNode; item = tree[item].next) {
        if (!call.run().spend(1)) return kNoNode;
        if (tree[item].type != NodeType::Element) continue;
        const NodeId cell = find_child(tree, item, column);
        if (cell != kNoNode && tree.text_of(cell) == key) return item;
    }
    return kNoNode;
}

// pulldata('file', column, key column, key): one cell of a table.
Value pulldata(Call& call) {
    std::string file = call.text(0);
    if (file.ends_with(".csv")) file.resize(file.size() - 4);
    const auto& find = call.world().instance;
    const Lookup* table = find ? find(file) : nullptr;
    if (table == nullptr) return std::string();
    const std::string column = call.text(2);
    const std::string key = call.text(3);
    const auto* items = table->find_items(column, key);
    NodeId item = kNoNode;
    if (items == nullptr) {
        item = search_items(call, *table, column, key);
    } else if (!items->empty()) {
        item = items->front();
    }
    if (item == kNoNode) return std::string();
    const NodeId cell = find_child(table->tree(), item, call.text(1));
    return cell == kNoNode ? std::string() : table->tree().text_of(cell);
}

constexpr std::array kFunctions{
    Function{"position", 0, 1, position, true},
    Function{"last", 0, 0, last},
    Function{"count", 1, 1, count, true},
    Function{"count-non-empty", 1, 1, count_non_empty, true},
    Function{"current", 0, 0, current},
    Function{"instance", 1, 1, instance},
    Function{"indexed-repeat", 3, 7, indexed_repeat, true},
    Function{"randomize", 1, 2, randomize, true},
    Function{"pulldata", 4, 4, pulldata},
};

}  // namespace

std::span<const Function> node_functions() { return kFunctions; }

}  // namespace adit::xpath
