#include "merge/fold.h"

#include "merge/decisions.h"
#include "merge/writings.h"

#include <algorithm>
#include <tuple>

namespace adit::merge {
namespace {

using record::Change;
using record::Record;

/// Each change once, in clock order.
std::vector<const Change*> ordered(std::span<const Change> changes) {
    std::vector<const Change*> order;
    order.reserve(changes.size());
    for (const Change& change : changes) order.push_back(&change);
    std::sort(order.begin(), order.end(), [](const Change* one, const Change* other) {
        return std::tie(one->clock, one->dot) < std::tie(other->clock, other->dot);
    });
    const auto same = [](const Change* one, const Change* other) { return one->dot == other->dot; };
    order.erase(std::unique(order.begin(), order.end(), same), order.end());
    return order;
}

void describe(Record& record, const std::vector<const Change*>& order) {
    const Change& first = *order.front();
    const Change& last = *order.back();
    record.id = first.record;
    record.scope = first.dot.feed.scope;
    record.form = last.form;
    record.author = first.author;
    record.device = first.dot.feed.device;
    record.begun = first.dot;
    record.created = first.clock;
    record.created_wall_ms = first.wall_ms;
    record.changed = last.clock;

    std::map<record::FeedId, std::uint64_t> heads;
    for (const Change* change : order) {
        std::uint64_t& head = heads[change->dot.feed];
        head = std::max(head, change->dot.number);
    }
    for (const auto& [feed, number] : heads) record.seen.push_back({feed, number});
}

void add_words(Record& record, const Step& step) {
    const auto note = [&](const record::NodePath& path, const std::string& text, bool flag) {
        record.notes.push_back(
            {path, text, step.change->author, step.change->dot, step.change->clock, flag});
    };
    if (const auto* comment = std::get_if<record::Comment>(step.operation)) {
        note(comment->path, comment->text, false);
    } else if (const auto* flag = std::get_if<record::Flag>(step.operation)) {
        note(flag->path, flag->why, true);
    } else if (const auto* mark = std::get_if<record::Mark>(step.operation)) {
        if (!record.has_mark(mark->word)) record.marks.push_back(mark->word);
    } else if (const auto* link = std::get_if<record::DuplicateOf>(step.operation)) {
        record.duplicate_of = link->linked ? std::optional(link->record) : std::nullopt;
    }
}

Record folded(std::span<const Change> changes, Which which) {
    ENSURE(!changes.empty());
    const auto order = ordered(changes);
    Record record;
    describe(record, order);

    std::vector<Step> steps;  // Every operation, in clock order and then as written.
    for (const Change* change : order) {
        for (std::size_t i = 0; i < change->operations.size(); ++i) {
            steps.push_back({change, &change->operations[i], i});
        }
    }
    for (const Step& step : steps) add_words(record, step);
    std::sort(record.marks.begin(), record.marks.end());
    place_answers(record, steps, which);
    decide(record, steps);
    return record;
}

}  // namespace

Record fold(std::span<const Change> changes) { return folded(changes, Which::All); }

Record outline(std::span<const Change> changes) { return folded(changes, Which::Listed); }

std::vector<record::NodePath> conflicts_of(const Record& record) {
    std::vector<record::NodePath> paths;
    for (const auto& [path, answer] : record.answers) {
        if (answer.in_conflict()) paths.push_back(path);
    }
    return paths;
}

}  // namespace adit::merge
