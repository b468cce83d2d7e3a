// GroupCommit: one thread that works for all who ask, and commits once for those who asked at the
// same time (as databases do: "group commit"); another tells them, while the first goes on.
//
// add() on any thread, never waiting. The threads begin with the first that asks. Whoever destroys
// it has stopped asking; what was asked before is done first.
#pragma once

#include "base/log.h"
#include "base/result.h"

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <functional>
#include <iterator>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace adit::central {

template <class Work>
class GroupCommit {
public:
    using Then = std::function<void(const Status&)>;  // On the other thread, after the commit.
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
        asked_.end();
        if (working_.joinable()) working_.join();
        committed_.end();
        if (telling_.joinable()) telling_.join();
    }

    void add(Asked asked) {
        std::call_once(begun_, [this] {
            working_ = std::thread([this] { work(); });
            telling_ = std::thread([this] { tell(); });
        });
        asked_.add([&](auto& all) { all.push_back(std::move(asked)); });
    }

private:
    /// What one thread hands to another.
    class Queue {
    public:
        void add(const auto& put) {
            {
                const std::lock_guard held(guard_);
                put(all_);
            }
            come_.notify_one();
        }
        void end() {
            {
                const std::lock_guard held(guard_);
                ended_ = true;
            }
            come_.notify_one();
        }
        /// All there is, as soon as there is any; nothing when it has ended.
        std::vector<Asked> take() {
            std::unique_lock held(guard_);
            come_.wait(held, [this] { return ended_ || !all_.empty(); });
            return std::exchange(all_, {});
        }

    private:
        std::mutex guard_;  // Of what follows.
        std::condition_variable come_;
        std::vector<Asked> all_;
        bool ended_ = false;
    };

    void work() {
        for (;;) {
            std::vector<Asked> all = asked_.take();
            if (all.empty()) return;
            commit_(all);
            committed_.add(
                [&](auto& to_tell) { std::ranges::move(all, std::back_inserter(to_tell)); });
        }
    }

    void tell() {
        for (;;) {
            std::vector<Asked> all = committed_.take();
            if (all.empty()) return;
            for (Asked& each : all) tell(each);
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
    Queue asked_, committed_;
    std::once_flag begun_;
    std::thread working_, telling_;
};

}  // namespace adit::central
