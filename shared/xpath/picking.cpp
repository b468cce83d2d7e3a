#include "xpath/picking.h"

#include <algorithm>
#include <cmath>

namespace adit::xpath {
namespace {

// What is wanted of the instances of one repeat around the question.
struct Level {
    BlockId only = -1;
    std::size_t place = 0;  // 0: any.
    bool skips_absent = false;
};

class Picking {
public:
    Picking(const Instance& live, int question)
        : live_(live), question_(question), chain_(live.shape().repeats_of(question)) {
        levels_.resize(chain_.size());
    }

    // The first `depth` repeats are those around `from`; in those down to `end` what is absent is
    // not found.
    void hold_to(const Bound& path, std::size_t end) {
        const auto depth = static_cast<std::size_t>(path.depth);
        for (std::size_t i = 0; i < end; ++i) {
            Level& level = levels_[i];
            if (i >= depth) {
                level.skips_absent = true;
                continue;
            }
            const BlockId own = live_.ancestor_at(path.from, static_cast<int>(i) + 1);
            is_possible_ = is_possible_ && (level.only < 0 || level.only == own);
            level.only = own;
        }
    }

    void pick(const PickedRepeat& repeat) {
        const auto depth = static_cast<std::size_t>(live_.shape()[repeat.path.schema].depth);
        const bool around =
            depth > 0 && depth <= chain_.size() && chain_[depth - 1] == repeat.path.schema;
        const bool is_place =
            repeat.place >= 1 && std::floor(repeat.place) == repeat.place && repeat.place < 1e9;
        if (!around || !is_place) {
            is_possible_ = false;
            return;
        }
        hold_to(repeat.path, depth);
        const auto place = static_cast<std::size_t>(repeat.place);
        is_possible_ =
            is_possible_ && (levels_[depth - 1].place == 0 || levels_[depth - 1].place == place);
        levels_[depth - 1].place = place;
    }

    void find(std::vector<NodeId>& found) const {
        if (is_possible_) descend(0, 0, found);
    }

private:
    void descend(BlockId block, std::size_t depth, std::vector<NodeId>& found) const {
        if (depth == chain_.size()) {
            found.push_back(live_.node_in(block, question_));
            return;
        }
        const Level& level = levels_[depth];
        const auto& all = live_.instances_at(live_.node_in(block, chain_[depth]));
        const auto take = [&](BlockId inner) {
            const bool other = level.only >= 0 && level.only != inner;
            const bool absent = level.skips_absent && live_.tree()[live_.element_of(inner)].absent;
            if (!other && !absent) descend(inner, depth + 1, found);
        };
        if (level.place > 0) {
            if (level.place <= all.size()) take(all[level.place - 1]);
        } else if (level.only >= 0) {
            take(level.only);
        } else {
            for (const BlockId inner : all) take(inner);
        }
    }

    const Instance& live_;
    int question_;
    std::vector<int> chain_;
    std::vector<Level> levels_;
    bool is_possible_ = true;
};

bool begins_in_instances(const Instance& live, const Bound& path) {
    return live.depth_of(live.block_of(path.from)) >= path.depth;
}

}  // namespace

bool find_picked(const Instance& live, const Bound& question, std::span<const PickedRepeat> repeats,
                 std::vector<NodeId>& found) {
    const bool followed = begins_in_instances(live, question) &&
                          std::ranges::all_of(repeats, [&](const PickedRepeat& repeat) {
                              return begins_in_instances(live, repeat.path);
                          });
    if (!followed) return false;
    Picking picking(live, question.schema);
    picking.hold_to(question, live.shape().repeats_of(question.schema).size());
    for (const PickedRepeat& repeat : repeats) picking.pick(repeat);
    picking.find(found);
    return true;
}

}  // namespace adit::xpath
