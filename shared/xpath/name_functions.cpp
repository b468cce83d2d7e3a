// What XPath 1.0 says of names, identifiers and languages of nodes (4.1, 4.3).
#include "base/text.h"
#include "xpath/function.h"

#include <algorithm>
#include <array>
#include <unordered_set>

namespace adit::xpath {
namespace {

// The first node of the argument, or the one the expression stands at.
Context node_of(Call& call) {
    if (call.count() == 0) return call.here();
    const NodeSet set = call.nodes(0);
    return {set.tree, set.nodes.empty() ? kNoNode : set.nodes[0]};
}

Value name(Call& call) {
    const Context at = node_of(call);
    return at.node == kNoNode ? std::string() : at.tree->name_of(at.node);
}

Value local_name(Call& call) {
    const Context at = node_of(call);
    return at.node == kNoNode ? std::string() : std::string(at.tree->local_name_of(at.node));
}

Value namespace_uri(Call& call) {
    const Context at = node_of(call);
    return at.node == kNoNode ? std::string() : at.tree->uri_of(at.node);
}

bool is_identifier(const Tree& tree, NodeId attribute) {
    const std::string& name = tree.name_of(attribute);
    return name == "id" || name == "xml:id";
}

// The elements whose id is one of the words; the first of each.
Value id(Call& call) {
    std::unordered_set<std::string> wanted;
    call.each_text(0, [&](const std::string& text) {
        for (const std::string_view word : words(text)) wanted.emplace(word);
    });
    const Tree& tree = *call.here().tree;
    std::vector<NodeId> all;
    if (!wanted.empty()) walk(tree, Tree::kDocument, Axis::Descendant, all);
    call.run().spend(all.size());
    NodeSet found{&tree, {}};
    for (const NodeId node : all) {
        for (NodeId at = tree[node].first_attribute; at != kNoNode; at = tree[at].next) {
            if (!is_identifier(tree, at) || wanted.erase(tree[at].text) == 0) continue;
            found.nodes.push_back(node);
            break;
        }
    }
    return found;
}

std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return out;
}

// By the nearest xml:lang: the same language, or one that it begins with ("en" of "en-GB").
Value lang(Call& call) {
    const std::string wanted = lower(call.text(0));
    const Tree& tree = *call.here().tree;
    for (NodeId up = call.here().node; up != kNoNode; up = tree[up].parent) {
        for (NodeId at = tree[up].first_attribute; at != kNoNode; at = tree[at].next) {
            if (tree.name_of(at) != "xml:lang") continue;
            const std::string language = lower(tree[at].text);
            return language == wanted || language.starts_with(wanted + "-");
        }
    }
    return false;
}

constexpr std::array kFunctions{
    Function{"name", 0, 1, name, true},
    Function{"local-name", 0, 1, local_name, true},
    Function{"namespace-uri", 0, 1, namespace_uri, true},
    Function{"id", 1, 1, id},
    Function{"lang", 1, 1, lang},
};

}  // namespace

std::span<const Function> name_functions() { return kFunctions; }

}  // namespace adit::xpath
