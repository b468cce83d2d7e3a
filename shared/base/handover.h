// Handover: what one thread hands to another, in the order in which it came.
//
// add() and end() on any thread, never waiting for long; take() on one.
#pragma once

#include <condition_variable>
#include <mutex>
#include <utility>
#include <vector>

namespace adit {

template <class Thing>
class Handover {
public:
    /// `put` appends to what lies there.
    void add(const auto& put) {
        {
            const std::lock_guard held(guard_);
            put(all_);
        }
        come_.notify_one();
    }
    /// Nothing more comes.
    void end() {
        {
            const std::lock_guard held(guard_);
            ended_ = true;
        }
        come_.notify_one();
    }
    /// All there is, as soon as there is any; nothing when it has ended.
    std::vector<Thing> take() {
        std::unique_lock held(guard_);
        come_.wait(held, [this] { return ended_ || !all_.empty(); });
        return std::exchange(all_, {});
    }

private:
    std::mutex guard_;  // Of what follows.
    std::condition_variable come_;
    std::vector<Thing> all_;
    bool ended_ = false;
};

}  // namespace adit
