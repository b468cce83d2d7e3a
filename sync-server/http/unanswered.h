// Unanswered: how many answers are still being made somewhere. Any thread; outlives its listener
// with the last of them.
#pragma once

#include <condition_variable>
#include <mutex>

namespace adit::http {

class Unanswered {
public:
    void add(int more) {
        const std::lock_guard held(guard_);
        count_ += more;
        if (count_ == 0) none_.notify_all();
    }
    void wait_for_none() {
        std::unique_lock held(guard_);
        none_.wait(held, [this] { return count_ == 0; });
    }

private:
    std::mutex guard_;
    std::condition_variable none_;
    int count_ = 0;
};

}  // namespace adit::http
