// EachSecond: work beside the listener, on a thread of its own: done each second until its owner
// goes.
#pragma once

#include "base/log.h"

#include <chrono>
#include <condition_variable>
#include <exception>
#include <functional>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>

namespace adit::server {

class EachSecond {
public:
    /// `work` is given whether its owner is about to go; what it throws is logged under `what`.
    using Work = std::function<void(const std::stop_token&)>;
    EachSecond(std::string what, Work work)
        : what_(std::move(what)),
          work_(std::move(work)),
          thread_([this](const std::stop_token& ending) { loop(ending); }) {}

private:
    void loop(const std::stop_token& ending) {
        for (;;) {
            {
                std::unique_lock held(mutex_);
                ends_.wait_for(held, ending, std::chrono::seconds{1}, [] { return false; });
            }
            if (ending.stop_requested()) return;
            try {
                work_(ending);
            } catch (const std::exception& thrown) {  // Out of memory, or a disk that went away.
                log(Level::Error, what_, std::string("threw: ") + thrown.what());
            }
        }
    }

    std::string what_;
    Work work_;
    std::mutex mutex_;
    std::condition_variable_any ends_;
    std::jthread thread_;  // Last: it starts when all else is ready, and is waited for first.
};

}  // namespace adit::server
