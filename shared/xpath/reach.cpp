#include "xpath/reach.h"

#include <algorithm>

namespace adit::xpath {
namespace {

constexpr std::size_t kFew = 16;  // Compared one by one.

std::uint64_t key_of(const Read& spot) {
    return static_cast<std::uint64_t>(spot.schema) << 16 |
           static_cast<std::uint64_t>(spot.depth) << 1 | (spot.picked ? 1U : 0U);
}

}  // namespace

void Reach::add(int schema, int depth) {
    ++work_;
    const bool attribute = step_.axis == Axis::Attribute;
    const bool fits = step_.test == Test::AnyNode ||
                      (shape_[schema].is_attribute == attribute &&
                       (step_.test == Test::AnyName ||
                        (step_.test == Test::Name && shape_[schema].name == step_.name)));
    if (!fits) return;
    const Read target{schema, std::min(depth, shape_[schema].depth), spot_.picked};
    if (found_.size() < kFew) {
        if (std::ranges::find(found_, target) != found_.end()) return;
    } else {
        if (known_.empty()) {
            for (const Read& one : found_) known_.insert(key_of(one));
        }
        if (!known_.insert(key_of(target)).second) return;
    }
    found_.push_back(target);
}

// Children or attributes, as far as the step names them.
void Reach::add_named(int schema) {
    const bool attributes = step_.axis == Axis::Attribute;
    if (step_.test == Test::Name) {  // Wide groups are common: no search.
        const auto child = attributes ? shape_.find_attribute(schema, step_.name)
                                      : shape_.find_child(schema, step_.name);
        for (int alike = child.value_or(-1); alike >= 0; alike = shape_[alike].next_alike) {
            add(alike, spot_.depth);
        }
        return;
    }
    for (const int child : shape_[schema].children) {
        if (shape_[child].is_attribute == attributes) add(child, spot_.depth);
    }
}

// From a second brother those of the first are reached too, and it itself.
void Reach::add_siblings(int schema) {
    const int parent = shape_[schema].parent;
    if (parent < 0 || shape_[schema].is_attribute) return;
    const int depth = std::min(spot_.depth, shape_[parent].depth);
    const int left_out = shape_[schema].is_repeat ? -1 : schema;
    const auto [known, is_first] =
        siblings_of_.try_emplace(key_of({parent, depth, spot_.picked}), left_out);
    if (!is_first) {
        const bool is_new = known->second >= 0 && known->second != schema;
        if (is_new) add(std::exchange(known->second, -1), depth);
        return;
    }
    for (const int sibling : shape_[parent].children) {
        if (sibling != left_out && !shape_[sibling].is_attribute) add(sibling, depth);
    }
}

void Reach::add_everything() {
    if (std::exchange(has_everything_[spot_.picked ? 1 : 0], true)) return;
    for (int any = 1; any < shape_.size(); ++any) {
        if (!shape_[any].is_attribute) add(any, 0);
    }
}

void Reach::from(const Read& spot) {
    spot_ = spot;
    ++work_;
    const int parent = shape_[spot.schema].parent;
    switch (step_.axis) {
        case Axis::Self:
            add(spot.schema, spot.depth);
            return;
        case Axis::Child:
        case Axis::Attribute:
            return add_named(spot.schema);
        case Axis::Parent:
            if (parent >= 0) add(parent, spot.depth);
            return;
        case Axis::DescendantOrSelf:
            add(spot.schema, spot.depth);
            [[fallthrough]];
        case Axis::Descendant:
            for (int below = spot.schema + 1; below < shape_[spot.schema].end; ++below) {
                if (!shape_[below].is_attribute) add(below, spot.depth);
            }
            return;
        case Axis::AncestorOrSelf:
            add(spot.schema, spot.depth);
            [[fallthrough]];
        case Axis::Ancestor:
            for (int up = parent; up >= 0; up = shape_[up].parent) add(up, spot.depth);
            return;
        case Axis::FollowingSibling:
        case Axis::PrecedingSibling:
            return add_siblings(spot.schema);
        case Axis::Following:
        case Axis::Preceding:
            return add_everything();
        case Axis::Namespace:
            return;
    }
}

}  // namespace adit::xpath
