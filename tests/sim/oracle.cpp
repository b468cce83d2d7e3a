#include "sim/oracle.h"

#include <algorithm>

namespace adit::sim {
namespace {

using record::Dot;
using record::NodePath;
using record::Operation;

bool holds(const Heads& heads, const Dot& dot) {
    const auto found = heads.find(dot.feed);
    return found != heads.end() && dot.number <= found->second;
}

struct Writing {
    const NodePath* path = nullptr;
    record::Value value;
};

std::optional<Writing> writing_in(const Operation& operation) {
    if (const auto* put = std::get_if<record::Put>(&operation)) {
        return Writing{&put->path, put->value};
    }
    if (const auto* resolve = std::get_if<record::Resolve>(&operation)) {
        return Writing{&resolve->path, resolve->chosen};
    }
    if (const auto* attach = std::get_if<record::Attach>(&operation)) {
        return Writing{&attach->path, attach->blob};
    }
    return std::nullopt;
}

/// What somebody had on the screen, and what the same laptop has written in this feed since.
struct Look {
    const Typed& by;
    bool and_own;

    bool covers(const Typed& other) const {
        if (&other == &by || holds(by.screen, other.dot)) return true;
        return and_own && other.dot.feed == by.dot.feed && other.dot.number < by.dot.number;
    }
};

/// The changes of one record that one replica holds.
class Held {
public:
    Held(const std::vector<Typed>& all, const Heads& heads) {
        for (const Typed& typed : all) {
            if (holds(heads, typed.dot)) changes_.push_back(&typed);
        }
    }

    bool empty() const { return changes_.empty(); }

    /// The writings at a node that no other one of these took the place of.
    std::vector<const Typed*> standing(const NodePath& path) const {
        const auto written = at(path);
        std::set<Dot> replaced;
        for (const Typed* typed : written) replaced.merge(replaced_at(*typed, path));
        std::vector<const Typed*> out;
        for (const Typed* typed : written) {
            if (!replaced.contains(typed->dot)) out.push_back(typed);
        }
        return out;
    }

    /// The last writing of a feed at a node, if nobody else is known to have replaced it.
    const Typed* last_of(const record::FeedId& feed, const NodePath& path) const {
        const Typed* last = nullptr;
        for (const Typed* typed : at(path)) {
            const bool later = last == nullptr || last->dot.number < typed->dot.number;
            if (typed->dot.feed == feed && later) last = typed;
        }
        if (last == nullptr) return nullptr;
        const bool replaced = std::ranges::any_of(at(path), [&](const Typed* other) {
            return other->dot.feed != feed && replaced_at(*other, path).contains(last->dot);
        });
        return replaced ? nullptr : last;
    }

    std::set<Dot> all_of(const record::FeedId& feed, const NodePath& path) const {
        std::set<Dot> out;
        for (const Typed* typed : at(path)) {
            if (typed->dot.feed == feed) out.insert(typed->dot);
        }
        return out;
    }

    std::set<NodePath> paths() const {
        std::set<NodePath> out;
        for (const Typed* typed : changes_) {
            for (const Operation& operation : typed->operations) {
                if (const auto writing = writing_in(operation)) out.insert(*writing->path);
            }
        }
        return out;
    }

    /// Somebody who had seen everything in the instance took it away.
    bool is_removed(const NodePath& instance) const {
        return any<record::RemoveInstance>([&](const Typed& typed, const auto& remove) {
            return remove.instance == instance &&
                   std::ranges::all_of(changes_, [&](const Typed* other) {
                       return !writes_within(*other, instance) || Look{typed, true}.covers(*other);
                   });
        });
    }

    bool is_deleted() const {
        return any<record::Delete>([&](const Typed& deletion, const auto&) {
            const bool restored = any<record::Restore>([&](const Typed& restore, const auto& how) {
                // An empty look means: all that was held then.
                const Heads& seen = how.seen.empty() ? restore.held : restore.screen;
                const bool later = restore.dot.feed == deletion.dot.feed &&
                                   restore.dot.number > deletion.dot.number;
                return later || holds(seen, deletion.dot);
            });
            return !restored && saw_every_edit(Look{deletion, true});
        });
    }

    bool is_approved_by_somebody_who_saw_all() const {
        return any<record::Review>([&](const Typed& typed, const auto& review) {
            return review.state == record::ReviewState::Approved &&
                   saw_every_edit(Look{typed, false});
        });
    }

    std::size_t words() const {
        std::size_t count = 0;
        for (const Typed* typed : changes_) {
            for (const Operation& operation : typed->operations) {
                count += std::holds_alternative<record::Comment>(operation) ||
                         std::holds_alternative<record::Flag>(operation);
            }
        }
        return count;
    }

private:
    template <class Kind, class Test>
    bool any(const Test& test) const {
        for (const Typed* typed : changes_) {
            for (const Operation& operation : typed->operations) {
                const auto* found = std::get_if<Kind>(&operation);
                if (found != nullptr && test(*typed, *found)) return true;
            }
        }
        return false;
    }

    std::vector<const Typed*> at(const NodePath& path) const {
        std::vector<const Typed*> out;
        for (const Typed* typed : changes_) {
            if (place_of(*typed, path)) out.push_back(typed);
        }
        return out;
    }

    static std::optional<std::size_t> place_of(const Typed& typed, const NodePath& path) {
        for (std::size_t i = 0; i < typed.operations.size(); ++i) {
            const auto writing = writing_in(typed.operations[i]);
            if (writing && *writing->path == path) return i;
        }
        return std::nullopt;
    }

    static std::set<Dot> replaced_at(const Typed& typed, const NodePath& path) {
        const auto place = place_of(typed, path);
        return place ? typed.replaced[*place] : std::set<Dot>();
    }

    static bool writes_within(const Typed& typed, const NodePath& instance) {
        return std::ranges::any_of(typed.operations, [&](const Operation& operation) {
            const auto* add = std::get_if<record::AddInstance>(&operation);
            const auto writing = writing_in(operation);
            return (add != nullptr && add->instance.is_within(instance)) ||
                   (writing && writing->path->is_within(instance));
        });
    }

    bool saw_every_edit(const Look& look) const {
        return std::ranges::all_of(changes_, [&](const Typed* typed) {
            const bool edits =
                std::ranges::any_of(typed->operations, [](const Operation& operation) {
                    return writing_in(operation).has_value() ||
                           std::holds_alternative<record::AddInstance>(operation) ||
                           std::holds_alternative<record::RemoveInstance>(operation);
                });
            return !edits || look.covers(*typed);
        });
    }

    std::vector<const Typed*> changes_;
};

/// What was on the screen at each node, and what this feed wrote there last. A photograph takes the
/// place of what its own feed had put there, and of nothing else.
std::vector<std::set<Dot>> replaced_by(const Typed& typed, const std::vector<Typed>& before) {
    const Held screen(before, typed.screen);
    const Held held(before, typed.held);
    std::vector<std::set<Dot>> out;
    for (const Operation& operation : typed.operations) {
        std::set<Dot>& replaced = out.emplace_back();
        const auto writing = writing_in(operation);
        if (!writing) continue;
        if (std::holds_alternative<record::Attach>(operation)) {
            replaced = held.all_of(typed.dot.feed, *writing->path);
            continue;
        }
        for (const Typed* shown : screen.standing(*writing->path)) replaced.insert(shown->dot);
        const Typed* own = held.last_of(typed.dot.feed, *writing->path);
        if (own != nullptr) replaced.insert(own->dot);
    }
    return out;
}

std::string typed_text(const record::Value& value) {
    return std::to_string(value.index()) + ":" + record::text_of(value);
}

/// The values that stand at a node by the oracle's own account.
std::set<std::string> values_at(const Held& held, const NodePath& path) {
    std::set<std::string> out;
    for (const Typed* typed : held.standing(path)) {
        for (const Operation& operation : typed->operations) {
            const auto writing = writing_in(operation);
            if (writing && *writing->path == path) out.insert(typed_text(writing->value));
        }
    }
    return out;
}

std::string difference_at(const Held& held, const NodePath& path, const record::Record& shown) {
    const std::size_t close = path.text.find(']');
    const bool removed =
        close != std::string::npos && held.is_removed({path.text.substr(0, close + 1)});
    const auto answer = shown.answers.find(path);
    if (removed) return answer == shown.answers.end() ? "" : path.text + " was taken away";
    if (answer == shown.answers.end()) return path.text + " is gone";
    std::set<std::string> values;
    for (const auto& sibling : answer->second.siblings) values.insert(typed_text(sibling.value));
    if (values == values_at(held, path)) return "";
    std::string out = path.text + " shows";
    for (const auto& value : values) out += " " + value;
    out += ", typed was";
    for (const auto& value : values_at(held, path)) out += " " + value;
    return out;
}

}  // namespace

bool Oracle::add(Typed typed) {
    ++size_;
    const bool again = !dots_.try_emplace(typed.dot, typed.record).second;
    typed.replaced = replaced_by(typed, records_[typed.record]);
    if (again) dispute(typed.dot.feed, typed.dot.number);
    if (again) {
        branches_.push_back(std::move(typed));
    } else {
        records_[typed.record].push_back(std::move(typed));
    }
    return again;
}

void Oracle::dispute(const record::FeedId& feed, std::uint64_t from) {
    const auto found = disputed_.try_emplace(feed, from).first;
    found->second = std::min(found->second, from);
}

bool Oracle::is_disputed(const Dot& dot) const {
    const auto found = disputed_.find(dot.feed);
    return found != disputed_.end() && dot.number >= found->second;
}

std::string Oracle::difference(const record::RecordId& id, const record::Record* shown,
                               const Heads& heads) const {
    const auto found = records_.find(id);
    if (found == records_.end()) return shown == nullptr ? "" : "nobody ever typed it";
    for (const Typed& typed : found->second) {
        if (is_disputed(typed.dot)) return "";
    }
    for (const Typed& typed : branches_) {
        if (typed.record == id) return "";
    }
    const Held held(found->second, heads);
    if (held.empty() || shown == nullptr) {
        return held.empty() == (shown == nullptr) ? "" : "it is there or not, wrongly";
    }
    for (const NodePath& path : held.paths()) {
        const std::string at_path = difference_at(held, path, *shown);
        if (!at_path.empty()) return at_path;
    }
    if (shown->deleted != held.is_deleted()) return "it is deleted or not, wrongly";
    const bool approved = shown->review == record::ReviewState::Approved;
    if (approved && !held.is_approved_by_somebody_who_saw_all()) return "nobody approved all of it";
    if (shown->notes.size() != held.words()) {
        return std::to_string(shown->notes.size()) + " comments and flags instead of " +
               std::to_string(held.words());
    }
    return "";
}

}  // namespace adit::sim
