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

/// What a change gives that a summary shows, found in one pass.
class Found {
public:
    /// False where it decides about others: it is no answer, new instance, mark or the finishing.
    bool add(const Operation& operation) {
        const Giving giving = giving_of(operation);
        if (giving.path != nullptr) {
            give(giving);
        } else if (const auto* mark = std::get_if<record::Mark>(&operation)) {
            marks_.push_back(mark->word);
        } else if (std::holds_alternative<record::Finalise>(operation)) {
            stage_ = record::Stage::Finalised;
        } else {
            return std::holds_alternative<record::AddInstance>(operation);
        }
        return true;
    }

    std::string title() const { return text_of(title_); }
    std::string entity() const { return text_of(entity_); }
    std::string date() const { return text_of(date_); }
    std::optional<geo::Point> place() const {
        if (place_.value == nullptr) return std::nullopt;
        return std::get<geo::Point>(*place_.value);
    }
    record::Stage stage() const { return stage_; }
    std::vector<std::string> marks() const {
        std::vector<std::string> each = marks_;
        std::ranges::sort(each);
        const auto again = std::ranges::unique(each);
        each.erase(again.begin(), again.end());
        return each;
    }
    /// Something of this was given more than once: then it takes a fold to say which stands.
    bool twice(const Change& change) const {
        const auto is_given_twice = [&](const NodePath* path) {
            const auto gives = [&](const Operation& operation) {
                const Giving giving = giving_of(operation);
                return giving.path != nullptr && *giving.path == *path;
            };
            return path != nullptr && std::ranges::count_if(change.operations, gives) > 1;
        };
        return twice_ || is_given_twice(date_.path) || is_given_twice(place_.path);
    }

private:
    static constexpr std::string_view kTitle = "/meta/instanceName";
    static constexpr std::string_view kEntity = "/meta/entity/@id";

    static std::string text_of(const Giving& giving) {
        return giving.value == nullptr ? std::string() : record::text_of(*giving.value);
    }
    void give(const Giving& giving) {
        if (giving.path->text == kTitle) take_only(title_, giving);
        if (giving.path->text == kEntity) take_only(entity_, giving);
        if (std::holds_alternative<record::Date>(*giving.value)) take_first(date_, giving);
        if (std::holds_alternative<geo::Point>(*giving.value)) take_first(place_, giving);
    }
    void take_only(Giving& kept, const Giving& giving) {
        twice_ = twice_ || kept.path != nullptr;
        kept = giving;
    }
    /// In the order of the paths, a typed answer before a computed one.
    static void take_first(Giving& kept, const Giving& giving) {
        const bool better = kept.path == nullptr || giving.computed < kept.computed ||
                            (giving.computed == kept.computed && *giving.path < *kept.path);
        if (better) kept = giving;
    }

    Giving title_, entity_, date_, place_;
    record::Stage stage_{};
    std::vector<std::string> marks_;
    bool twice_ = false;
};

}  // namespace

std::optional<Summary> first_summary(const Change& change) {
    Found found;
    for (const Operation& operation : change.operations) {
        if (!found.add(operation)) return std::nullopt;
    }
    if (found.twice(change)) return std::nullopt;
    return Summary{.id = change.record,
                   .scope = change.dot.feed.scope,
                   .form = change.form,
                   .title = found.title(),
                   .stage = found.stage(),
                   .marks = found.marks(),
                   .author = change.author,
                   .device = change.dot.feed.device,
                   .created_ms = change.clock.ms(),
                   .changed_ms = change.clock.ms(),
                   .date = found.date(),
                   .place = found.place(),
                   .entity = found.entity()};
}

}  // namespace adit::store
