// GroupCommit: one thread that works for all who ask, and commits once for those who asked at the
// same time (as databases do: "group commit").
//
// add() on any thread, never waiting. The thread begins with the first that asks. Whoever destroys
// it has stopped asking; what was asked before is done first.
#pragma once

#include "base/log.h"
#include "base/result.h"

#include <condition_variable>
#include <exception>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace adit::central {

template <class Work>
class GroupCommit {
public:
    using Then = std::function<void(const Status&)>;  // Called on the thread, after the commit.
    struct Asked {
        Work work;
        Then then;
        Status result = Done{};
    };
    /// `commit` does the work of all and fills in the results; it throws nothing.
    explicit GroupCommit(std::function<void(std::vector<Asked>&)> commit)
        : commit_(std::move(commit)) {}
    GroupCommit(const GroupCommit&) = delete;
    GroupCommit& operator=(const GroupCommit&) = delete;
    ~GroupCommit() {
        {
            const std::lock_guard held(guard_);
            ending_ = true;
        }
        come_.notify_one();
        if (thread_.joinable()) thread_.join();
    }

    void add(Asked asked) {
        {
            const std::lock_guard held(guard_);
            asked_.push_back(std::move(asked));
            if (!thread_.joinable()) thread_ = std::thread([this] { run(); });
        }
        come_.notify_one();
    }

private:
    void run() {
        std::unique_lock turn(guard_);
        for (;;) {
            come_.wait(turn, [this] { return ending_ || !asked_.empty(); });
            if (asked_.empty()) return;
            std::vector<Asked> all = std::exchange(asked_, {});
            turn.unlock();
            commit_(all);
            for (Asked& each : all) tell(each);
            all.clear();  // What they hold may be the last of it: not under the lock.
            turn.lock();
        }
    }

    /// One who cannot hear it must not end the thread that works for all.
    static void tell(Asked& asked) {
        try {
            asked.then(asked.result);
        } catch (const std::exception& thrown) {
            log(Level::Error, "central",
                std::string("telling of a commit threw: ") + thrown.what());
        }
    }

    std::function<void(std::vector<Asked>&)> commit_;
    std::mutex guard_;  // Of what follows.
    std::condition_variable come_;
    std::vector<Asked> asked_;
    bool ending_ = false;
    std::thread thread_;
};

}  // namespace adit::central
