#include "store/first_summary.h"

#include <algorithm>

namespace adit::store {
namespace {

using record::Change;
using record::NodePath;
using record::Operation;
using record::Value;

struct Giving {
    const NodePath* path = nullptr;
    const Value* value = nullptr;
    bool computed = false;
};

Giving giving_of(const Operation& operation) {
    if (const auto* put = std::get_if<record::Put>(&operation)) {
        return {&put->path, &put->value, false};
    }
    if (const auto* compute = std::get_if<record::Compute>(&operation)) {
        return {&compute->path, &compute->value, true};
    }
    return {};
}

/// Answers, new instances, marks, and the finishing: nothing that decides about others.
bool is_plain(const Operation& operation) {
    return std::holds_alternative<record::Put>(operation) ||
           std::holds_alternative<record::Compute>(operation) ||
           std::holds_alternative<record::AddInstance>(operation) ||
           std::holds_alternative<record::Finalise>(operation) ||
           std::holds_alternative<record::Mark>(operation);
}

class Found {
public:
    explicit Found(const Change& change) : change_(change) {}

    /// What stands at this path; null when nothing does.
    const Value* at(std::string_view path) {
        const Value* found = nullptr;
        for (const Operation& operation : change_.operations) {
            const Giving giving = giving_of(operation);
            if (giving.path == nullptr || giving.path->text != path) continue;
            twice_ = twice_ || found != nullptr;
            found = giving.value;
        }
        return found;
    }
    /// The first answer of a type in the order of the paths, a typed one before a computed one.
    template <class T>
    const T* first() {
        Giving best;
        for (const Operation& operation : change_.operations) {
            const Giving giving = giving_of(operation);
            if (giving.path == nullptr || !std::holds_alternative<T>(*giving.value)) continue;
            const bool better = best.path == nullptr || giving.computed < best.computed ||
                                (giving.computed == best.computed && *giving.path < *best.path);
            twice_ = twice_ || is_written_twice(*giving.path);
            if (better) best = giving;
        }
        return best.path == nullptr ? nullptr : std::get_if<T>(best.value);
    }
    bool twice() const { return twice_; }

private:
    bool is_written_twice(const NodePath& path) const {
        const auto writes = [&](const Operation& operation) {
            const Giving giving = giving_of(operation);
            return giving.path != nullptr && *giving.path == path;
        };
        return std::ranges::count_if(change_.operations, writes) > 1;
    }

    const Change& change_;
    bool twice_ = false;
};

std::string text_of(const Value* value) {
    return value == nullptr ? std::string() : record::text_of(*value);
}

}  // namespace

std::optional<Summary> first_summary(const Change& change) {
    if (!std::ranges::all_of(change.operations, is_plain)) return std::nullopt;
    Found found(change);
    Summary summary{.id = change.record,
                    .scope = change.dot.feed.scope,
                    .form = change.form,
                    .title = text_of(found.at("/meta/instanceName")),
                    .marks = {},
                    .author = change.author,
                    .device = change.dot.feed.device,
                    .created_ms = change.clock.ms(),
                    .changed_ms = change.clock.ms(),
                    .date = {},
                    .place = {},
                    .entity = text_of(found.at("/meta/entity/@id"))};
    if (const auto* date = found.first<record::Date>()) summary.date = record::text_of(*date);
    if (const auto* place = found.first<geo::Point>()) summary.place = *place;
    if (found.twice()) return std::nullopt;
    for (const Operation& operation : change.operations) {
        if (std::holds_alternative<record::Finalise>(operation)) {
            summary.stage = record::Stage::Finalised;
        } else if (const auto* mark = std::get_if<record::Mark>(&operation)) {
            summary.marks.push_back(mark->word);
        }
    }
    std::ranges::sort(summary.marks);
    const auto again = std::ranges::unique(summary.marks);
    summary.marks.erase(again.begin(), again.end());
    return summary;
}

}  // namespace adit::store
