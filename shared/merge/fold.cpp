#include "merge/fold.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>
#include <vector>

namespace adit::merge {
namespace {

using record::Answer;
using record::Change;
using record::Dot;
using record::InstanceId;
using record::NodePath;
using record::Record;
using record::Seen;
using record::Sibling;

/// One Put or Resolve at one node.
struct Writing {
    const Change* change;
    const record::Value* value;
    const std::vector<Dot>* replaces;
};

/// What is known of one instance of a repeat before it is decided whether it is there.
struct Lifetime {
    std::vector<const Change*> writings;  // Its adding and everything written inside.
    const Change* added = nullptr;
};

bool covers(const Seen& seen, const Dot& dot) {
    return std::any_of(seen.begin(), seen.end(), [&](const Dot& head) {
        return head.number >= dot.number && head.feed == dot.feed;
    });
}

bool comes_before(const Change& one, const Change& other) {
    return std::tie(one.clock, one.dot) < std::tie(other.clock, other.dot);
}

/// Every instance that a path leads through, outermost first: "/a/b[1]", "/a/b[1]/c[2]".
std::vector<NodePath> instances_around(const NodePath& path) {
    std::vector<NodePath> around;
    for (std::size_t end = path.text.find(']'); end != std::string::npos;
         end = path.text.find(']', end + 1)) {
        around.push_back({path.text.substr(0, end + 1)});
    }
    return around;
}

/// Sorts the changes of one record into what each rule asks about.
class Sorted {
public:
    explicit Sorted(std::span<const Change> changes) {
        for (const Change& change : changes) in_order.push_back(&change);
        std::sort(in_order.begin(), in_order.end(), [](const Change* one, const Change* other) {
            return comes_before(*one, *other);
        });
        const auto same = [](const Change* one, const Change* other) {
            return one->dot == other->dot;
        };
        in_order.erase(std::unique(in_order.begin(), in_order.end(), same), in_order.end());
        for (const Change* change : in_order) {
            for (const record::Operation& operation : change->operations) {
                std::visit([&](const auto& done) { take(*change, done); }, operation);
            }
        }
    }

    std::vector<const Change*> in_order;  // By clock, then dot; each dot once.
    std::vector<const Change*> edits;     // Those that change what the record says.
    std::map<NodePath, std::vector<Writing>> writings;
    std::map<NodePath, Writing> computed;  // The latest.
    std::map<NodePath, Lifetime> lifetimes;
    std::map<NodePath, std::vector<const Seen*>> removals;
    std::vector<const Seen*> deletions;
    bool deletion_stands = false;  // The latest of Delete and Restore is a Delete.
    const Change* review_change = nullptr;
    const record::Review* review = nullptr;
    record::Stage stage = record::Stage::Draft;
    std::optional<record::RecordId> duplicate_of;
    std::vector<std::string> marks;
    std::vector<record::Note> notes;

private:
    void edit(const Change& change) {
        if (edits.empty() || edits.back() != &change) edits.push_back(&change);
    }

    void write(const Change& change, const NodePath& path, const record::Value& value,
               const std::vector<Dot>& replaces) {
        edit(change);
        std::vector<Writing>& here = writings[path];
        const Writing writing{&change, &value, &replaces};
        // Two operations of one change at one node: the later one is what was meant.
        if (!here.empty() && here.back().change == &change) {
            here.back() = writing;
        } else {
            here.push_back(writing);
        }
        touch_instances(change, path);
    }

    void touch_instances(const Change& change, const NodePath& path) {
        if (path.text.find(']') == std::string::npos) return;
        for (const NodePath& around : instances_around(path)) {
            lifetimes[around].writings.push_back(&change);
        }
    }

    void take(const Change& change, const record::Put& put) {
        write(change, put.path, put.value, put.replaces);
    }
    void take(const Change& change, const record::Resolve& resolve) {
        write(change, resolve.path, resolve.chosen, resolve.replaces);
    }
    void take(const Change& change, const record::Compute& compute) {
        static const std::vector<Dot> kNone;
        computed[compute.path] = {&change, &compute.value, &kNone};
    }
    void take(const Change& change, const record::AddInstance& add) {
        edit(change);
        touch_instances(change, add.instance);
        Lifetime& lifetime = lifetimes[add.instance];
        if (lifetime.added == nullptr) lifetime.added = &change;
    }
    void take(const Change& change, const record::RemoveInstance& remove) {
        edit(change);
        removals[remove.instance].push_back(&remove.seen);
    }
    void take(const Change&, const record::Finalise&) { stage = record::Stage::Finalised; }
    void take(const Change&, const record::Reopen&) { stage = record::Stage::Draft; }
    void take(const Change& change, const record::Review& decision) {
        review_change = &change;
        review = &decision;
    }
    void take(const Change& change, const record::Comment& comment) {
        note(change, comment.path, comment.text, false);
    }
    void take(const Change& change, const record::Flag& flag) {
        note(change, flag.path, flag.why, true);
    }
    void take(const Change& change, const record::Attach&) { edit(change); }
    void take(const Change&, const record::Delete& deletion) {
        deletions.push_back(&deletion.seen);
        deletion_stands = true;
    }
    void take(const Change&, const record::Restore&) { deletion_stands = false; }
    void take(const Change&, const record::DuplicateOf& link) {
        duplicate_of = link.linked ? std::optional(link.record) : std::nullopt;
    }
    void take(const Change&, const record::Mark& mark) { marks.push_back(mark.word); }

    void note(const Change& change, const NodePath& path, const std::string& text, bool flag) {
        notes.push_back({path, text, change.author, change.dot, change.clock, flag});
    }
};

/// What nobody has replaced. Feeds that claim to replace one another (a forged circle) keep the
/// latest, so that a node that was written always says something.
std::vector<Writing> standing(const std::vector<Writing>& written) {
    if (written.size() == 1) return written;
    const auto is_replaced = [&](const Writing& writing) {
        return std::any_of(written.begin(), written.end(), [&](const Writing& later) {
            const std::vector<Dot>& gone = *later.replaces;
            return later.change != writing.change &&
                   std::find(gone.begin(), gone.end(), writing.change->dot) != gone.end();
        });
    };
    std::vector<Writing> left;
    for (const Writing& writing : written) {
        if (!is_replaced(writing)) left.push_back(writing);
    }
    if (left.empty()) left.push_back(written.back());
    return left;
}

Sibling sibling_of(const Writing& writing) {
    const Change& change = *writing.change;
    return {*writing.value, change.dot, change.clock, change.author, change.wall_ms};
}

/// The latest first; those that say the same count as one (the latest of them).
Answer answer_of(const std::vector<Writing>& written) {
    Answer answer;
    const std::vector<Writing> left = standing(written);
    for (auto writing = left.rbegin(); writing != left.rend(); ++writing) {
        const bool said = std::any_of(answer.siblings.begin(), answer.siblings.end(),
                                      [&](const Sibling& s) { return s.value == *writing->value; });
        if (!said) answer.siblings.push_back(sibling_of(*writing));
        answer.written_by.push_back(writing->change->dot);
    }
    return answer;
}

/// An instance is gone when everything written in it was seen by somebody who removed it.
bool is_removed(const Sorted& sorted, const NodePath& instance, const Lifetime& lifetime) {
    const auto removals = sorted.removals.find(instance);
    if (removals == sorted.removals.end()) return false;
    const auto is_seen = [&](const Change* writing) {
        return std::any_of(removals->second.begin(), removals->second.end(),
                           [&](const Seen* seen) { return covers(*seen, writing->dot); });
    };
    return std::all_of(lifetime.writings.begin(), lifetime.writings.end(), is_seen);
}

bool stands_inside(const NodePath& path, const std::vector<NodePath>& removed) {
    return std::any_of(removed.begin(), removed.end(),
                       [&](const NodePath& gone) { return path.is_within(gone); });
}

/// Fills record.instances in the order added; returns the instances that are gone.
std::vector<NodePath> place_instances(const Sorted& sorted, Record& record) {
    std::vector<NodePath> removed;
    for (const auto& [instance, lifetime] : sorted.lifetimes) {
        if (is_removed(sorted, instance, lifetime)) removed.push_back(instance);
    }
    struct Added {
        const Change* first;  // Its adding; until that arrives, the first writing inside.
        NodePath instance;
    };
    std::vector<Added> there;
    for (const auto& [instance, lifetime] : sorted.lifetimes) {
        if (stands_inside(instance, removed)) continue;
        const bool known = lifetime.added != nullptr;
        there.push_back({known ? lifetime.added : lifetime.writings.front(), instance});
    }
    std::stable_sort(there.begin(), there.end(), [](const Added& one, const Added& other) {
        return one.first != other.first && comes_before(*one.first, *other.first);
    });
    for (const Added& added : there) {
        const NodePath repeat{added.instance.text.substr(0, added.instance.text.rfind('['))};
        record.instances[repeat].push_back(added.instance.instances().back());
    }
    return removed;
}

void place_answers(const Sorted& sorted, const std::vector<NodePath>& removed, Record& record) {
    for (const auto& [path, computing] : sorted.computed) {
        if (stands_inside(path, removed)) continue;
        Answer& answer = record.answers[path];
        answer = {{sibling_of(computing)}, {computing.change->dot}, true};
    }
    for (const auto& [path, written] : sorted.writings) {  // What a person typed goes before.
        if (!stands_inside(path, removed)) record.answers[path] = answer_of(written);
    }
}

void place_review(const Sorted& sorted, Record& record) {
    if (sorted.review == nullptr) return;
    record.review = sorted.review->state;
    record.review_reason = sorted.review->reason;
    record.reviewer = sorted.review_change->author;
    record.edited_since_review =
        std::any_of(sorted.edits.begin(), sorted.edits.end(), [&](const Change* edit) {
            return edit != sorted.review_change && !covers(sorted.review->seen, edit->dot);
        });
}

/// Delete against edit: the edit wins, and the record says so.
void place_deletion(const Sorted& sorted, Record& record) {
    const bool unseen_edit =
        !sorted.deletions.empty() &&
        std::any_of(sorted.edits.begin(), sorted.edits.end(), [&](const Change* edit) {
            return std::none_of(sorted.deletions.begin(), sorted.deletions.end(),
                                [&](const Seen* seen) { return covers(*seen, edit->dot); });
        });
    record.deleted = sorted.deletion_stands && !unseen_edit;
    record.edited_after_deletion = sorted.deletion_stands && unseen_edit;
}

void place_origin(const Sorted& sorted, Record& record) {
    const Change& first = *sorted.in_order.front();
    const Change& last = *sorted.in_order.back();
    record.id = first.record;
    record.scope = first.dot.feed.scope;
    record.form = last.form;
    record.author = first.author;
    record.device = first.dot.feed.device;
    record.created = first.clock;
    record.created_wall_ms = first.wall_ms;
    record.changed = last.clock;
    std::map<record::FeedId, std::uint64_t> heads;
    for (const Change* change : sorted.in_order) {
        std::uint64_t& head = heads[change->dot.feed];
        head = std::max(head, change->dot.number);
    }
    for (const auto& [feed, number] : heads) record.seen.push_back({feed, number});
}

}  // namespace

Record fold(std::span<const Change> changes) {
    ENSURE(!changes.empty());
    Sorted sorted(changes);
    Record record;
    place_origin(sorted, record);
    place_answers(sorted, place_instances(sorted, record), record);
    place_review(sorted, record);
    place_deletion(sorted, record);
    record.stage = sorted.stage;
    record.duplicate_of = sorted.duplicate_of;
    record.notes = std::move(sorted.notes);
    record.marks = std::move(sorted.marks);
    std::sort(record.marks.begin(), record.marks.end());
    record.marks.erase(std::unique(record.marks.begin(), record.marks.end()), record.marks.end());
    return record;
}

std::vector<NodePath> conflicts_of(const Record& record) {
    std::vector<NodePath> found;
    for (const auto& [path, answer] : record.answers) {
        if (answer.in_conflict()) found.push_back(path);
    }
    return found;
}

}  // namespace adit::merge
