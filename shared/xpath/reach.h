// Reach: where one step of a path leads in a Shape, from every spot that the path may have come to.
#pragma once

#include "xpath/bind.h"

#include <cstdint>
#include <unordered_map>
#include <unordered_set>

namespace adit::xpath {

class Reach {
public:
    /// Borrows both.
    Reach(const Shape& shape, const Step& step) : shape_(shape), step_(step) {}

    /// Adds where the step leads from a spot; as picked as that is.
    void from(const Read& spot);
    /// Each spot once, in the order of being found.
    std::vector<Read> take() { return std::move(found_); }
    /// How many nodes were looked at.
    std::size_t work() const { return work_; }

private:
    void add(int schema, int depth);
    void add_named(int schema);
    void add_siblings(int schema);
    void add_everything();

    const Shape& shape_;
    const Step& step_;
    Read spot_;  // From which it is going.
    std::vector<Read> found_;
    std::unordered_set<std::uint64_t> known_;             // When there are many.
    std::unordered_map<std::uint64_t, int> siblings_of_;  // By parent: all but this; -1: all.
    bool has_everything_[2] = {false, false};             // By picked.
    std::size_t work_ = 0;
};

}  // namespace adit::xpath
