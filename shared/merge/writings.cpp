#include "merge/writings.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <unordered_map>
#include <unordered_set>

namespace adit::merge {
namespace {

using record::Answer;
using record::Dot;
using record::InstanceId;
using record::NodePath;
using record::Record;
using record::Sibling;
using record::Value;

/// All that was written at one node, in clock order.
struct Node {
    std::vector<const Step*> typed;  // Puts, resolutions and attachments.
    const Step* computed = nullptr;  // The latest.
};

/// Of several writings at a node in one change only the last is one.
void add_typed(Node& node, const Step& step) {
    if (!node.typed.empty() && node.typed.back()->change == step.change) node.typed.pop_back();
    node.typed.push_back(&step);
}

Value value_of(const record::Operation& operation) {
    if (const auto* put = std::get_if<record::Put>(&operation)) return put->value;
    if (const auto* resolve = std::get_if<record::Resolve>(&operation)) return resolve->chosen;
    if (const auto* compute = std::get_if<record::Compute>(&operation)) return compute->value;
    return std::get<record::Attach>(operation).blob;
}

bool is_listed(const NodePath& path, const Node& node) {
    if (node.typed.size() > 1 || path.text.starts_with("/meta/")) return true;
    const record::Operation& only =
        *(node.typed.empty() ? node.computed : node.typed.front())->operation;
    const auto is_listed_type = [](const Value& value) {
        return std::holds_alternative<record::Date>(value) ||
               std::holds_alternative<geo::Point>(value);
    };
    if (const auto* put = std::get_if<record::Put>(&only)) return is_listed_type(put->value);
    const auto* compute = std::get_if<record::Compute>(&only);
    return compute == nullptr || is_listed_type(compute->value);
}

/// The dots that a node's writings took the place of. An attachment takes the place of all that
/// its own feed had written there.
std::set<Dot> replaced_at(const Node& node) {
    std::set<Dot> replaced;
    for (const Step* step : node.typed) {
        if (const auto* put = std::get_if<record::Put>(step->operation)) {
            replaced.insert(put->replaces.begin(), put->replaces.end());
        } else if (const auto* resolve = std::get_if<record::Resolve>(step->operation)) {
            replaced.insert(resolve->replaces.begin(), resolve->replaces.end());
        } else {
            for (const Step* earlier : node.typed) {
                const bool own = earlier->dot().feed == step->dot().feed;
                if (own && earlier->dot().number < step->dot().number) {
                    replaced.insert(earlier->dot());
                }
            }
        }
    }
    return replaced;
}

std::vector<const Step*> current(const Node& node) {
    const auto replaced = replaced_at(node);
    std::vector<const Step*> standing;
    for (const Step* step : node.typed) {
        if (!replaced.contains(step->dot())) standing.push_back(step);
    }
    // Each replaced by another in a ring: only a device that lies can say so. Nothing is lost.
    return standing.empty() ? node.typed : standing;
}

Sibling sibling_of(const Step& step) {
    const record::Change& change = *step.change;
    return {value_of(*step.operation), change.dot, change.clock, change.author, change.wall_ms};
}

Answer answer_of(const Node& node) {
    Answer answer;
    if (node.typed.size() <= 1) {
        answer.computed = node.typed.empty();
        const Step& only = answer.computed ? *node.computed : *node.typed.front();
        answer.siblings.push_back(sibling_of(only));
        answer.written_by.push_back(only.dot());
        return answer;
    }
    const auto standing = current(node);
    for (auto place = standing.rbegin(); place != standing.rend(); ++place) {  // Latest first.
        Sibling sibling = sibling_of(**place);
        answer.written_by.push_back(sibling.dot);
        const bool said =
            std::any_of(answer.siblings.begin(), answer.siblings.end(),
                        [&](const Sibling& other) { return other.value == sibling.value; });
        if (!said) answer.siblings.push_back(std::move(sibling));
    }
    std::sort(answer.written_by.begin(), answer.written_by.end());
    return answer;
}

/// The node of an operation that gives a value or an instance; null for the others.
const NodePath* node_of(const record::Operation& operation) {
    if (const auto* put = std::get_if<record::Put>(&operation)) return &put->path;
    if (const auto* resolve = std::get_if<record::Resolve>(&operation)) return &resolve->path;
    if (const auto* attach = std::get_if<record::Attach>(&operation)) return &attach->path;
    if (const auto* compute = std::get_if<record::Compute>(&operation)) return &compute->path;
    if (const auto* add = std::get_if<record::AddInstance>(&operation)) return &add->instance;
    return nullptr;
}

/// "/a/b[1]" and "/a/b[1]/c[2]" of "/a/b[1]/c[2]/d": the instances around (and at) a node.
std::vector<NodePath> instances_around(const NodePath& node) {
    std::vector<NodePath> around;
    for (std::size_t close = node.text.find(']'); close != std::string::npos;
         close = node.text.find(']', close + 1)) {
        around.push_back({node.text.substr(0, close + 1)});
    }
    return around;
}

class Instances {
public:
    explicit Instances(const std::vector<Step>& steps) {
        for (const Step& step : steps) {
            if (const auto* remove = std::get_if<record::RemoveInstance>(step.operation)) {
                removals_.emplace_back(&step, remove);
            }
        }
        for (const Step& step : steps) note(step);
        for (const auto& [step, remove] : removals_) {
            const auto writings = inside_.find(remove->instance.text);
            const bool all_seen =
                writings == inside_.end() ||
                std::all_of(writings->second.begin(), writings->second.end(),
                            [&, looker = step, said = remove](const Step* inside) {
                                return has_seen(*looker, said->seen, *inside);
                            });
            if (all_seen) removed_.insert(remove->instance.text);
        }
    }

    bool is_removed(const NodePath& node) const {
        if (removed_.empty()) return false;
        const auto around = instances_around(node);
        return std::any_of(around.begin(), around.end(), [&](const NodePath& instance) {
            return removed_.contains(instance.text);
        });
    }

    void place(Record& record) const {
        for (const NodePath& instance : in_order_) {
            if (is_removed(instance)) continue;
            const std::size_t open = instance.text.rfind('[');
            record.instances[{instance.text.substr(0, open)}].push_back(
                instance.instances().back());
        }
    }

private:
    /// Instances stand in the order in which they are first spoken of.
    void note(const Step& step) {
        const NodePath* node = node_of(*step.operation);
        if (node == nullptr || node->text.find(']') == std::string::npos) return;
        const bool computed = std::holds_alternative<record::Compute>(*step.operation);
        for (NodePath& instance : instances_around(*node)) {
            // Only a removal asks what was written inside; what the form computed does not count.
            if (!computed && !removals_.empty()) inside_[instance.text].push_back(&step);
            if (known_.insert(instance.text).second) in_order_.push_back(std::move(instance));
        }
    }

    std::vector<std::pair<const Step*, const record::RemoveInstance*>> removals_;
    std::unordered_map<std::string, std::vector<const Step*>> inside_;
    std::unordered_set<std::string> known_, removed_;
    std::vector<NodePath> in_order_;
};

/// A step that gives a node a value, beside the node's path.
struct Given {
    const NodePath* path;
    const Step* step;
};

/// By path, and at one path in clock order.
std::vector<Given> givings(const std::vector<Step>& steps) {
    std::vector<Given> given;
    for (const Step& step : steps) {
        const NodePath* path = node_of(*step.operation);
        const bool instance = std::holds_alternative<record::AddInstance>(*step.operation);
        if (path != nullptr && !instance) given.push_back({path, &step});
    }
    std::sort(given.begin(), given.end(), [](const Given& one, const Given& other) {
        return std::tie(one.path->text, one.step) < std::tie(other.path->text, other.step);
    });
    return given;
}

}  // namespace

void place_answers(Record& record, const std::vector<Step>& steps, Which which) {
    const Instances instances(steps);
    instances.place(record);
    const auto given = givings(steps);
    for (auto first = given.begin(); first != given.end();) {
        const NodePath& path = *first->path;
        Node node;
        for (; first != given.end() && *first->path == path; ++first) {
            if (std::holds_alternative<record::Compute>(*first->step->operation)) {
                node.computed = first->step;
            } else {
                add_typed(node, *first->step);
            }
        }
        if (instances.is_removed(path)) continue;
        if (which == Which::Listed && !is_listed(path, node)) continue;
        record.answers.emplace_hint(record.answers.end(), path, answer_of(node));
    }
}

}  // namespace adit::merge
