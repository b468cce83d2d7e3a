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

/// What a change gives that a summary shows, found in one pass.
class Found {
public:
    explicit Found(const Change& change) : change_(change) {
        for (const Operation& operation : change.operations) {
            const Giving giving = giving_of(operation);
            if (giving.path == nullptr) continue;
            if (giving.path->text == kTitle) {
                take_only(title_, giving);
            } else if (giving.path->text == kEntity) {
                take_only(entity_, giving);
            }
            if (std::holds_alternative<record::Date>(*giving.value)) take_first(date_, giving);
            if (std::holds_alternative<geo::Point>(*giving.value)) take_first(place_, giving);
        }
    }

    std::string title() const { return text_of(title_); }
    std::string entity() const { return text_of(entity_); }
    std::string date() const { return text_of(date_); }
    std::optional<geo::Point> place() const {
        if (place_.value == nullptr) return std::nullopt;
        return std::get<geo::Point>(*place_.value);
    }
    /// Something of this was given more than once: then it takes a fold to say which stands.
    bool twice() const { return twice_; }

private:
    static constexpr std::string_view kTitle = "/meta/instanceName";
    static constexpr std::string_view kEntity = "/meta/entity/@id";

    static std::string text_of(const Giving& giving) {
        return giving.value == nullptr ? std::string() : record::text_of(*giving.value);
    }
    void take_only(Giving& kept, const Giving& giving) {
        twice_ = twice_ || kept.path != nullptr;
        kept = giving;
    }
    /// In the order of the paths, a typed answer before a computed one.
    void take_first(Giving& kept, const Giving& giving) {
        const bool better = kept.path == nullptr || giving.computed < kept.computed ||
                            (giving.computed == kept.computed && *giving.path < *kept.path);
        twice_ = twice_ || is_written_twice(*giving.path);
        if (better) kept = giving;
    }
    bool is_written_twice(const NodePath& path) const {
        const auto writes = [&](const Operation& operation) {
            const Giving giving = giving_of(operation);
            return giving.path != nullptr && *giving.path == path;
        };
        return std::ranges::count_if(change_.operations, writes) > 1;
    }

    const Change& change_;
    Giving title_, entity_, date_, place_;
    bool twice_ = false;
};

}  // namespace

std::optional<Summary> first_summary(const Change& change) {
    if (!std::ranges::all_of(change.operations, is_plain)) return std::nullopt;
    const Found found(change);
    if (found.twice()) return std::nullopt;
    Summary summary{.id = change.record,
                    .scope = change.dot.feed.scope,
                    .form = change.form,
                    .title = found.title(),
                    .marks = {},
                    .author = change.author,
                    .device = change.dot.feed.device,
                    .created_ms = change.clock.ms(),
                    .changed_ms = change.clock.ms(),
                    .date = found.date(),
                    .place = found.place(),
                    .entity = found.entity()};
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
