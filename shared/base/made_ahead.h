// made_ahead: things are made one after another on a thread of their own, while the caller uses
// those that were made before. For work of two halves that each keep a processor busy.
#pragma once

#include "base/result.h"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
#include <limits>
#include <stop_token>
#include <system_error>
#include <thread>
#include <utility>

namespace adit {

/// So many are used at once, or more: waking a thread costs its time.
constexpr std::size_t kLotOfMade = 32;

/// For fewer things, and on a single processor, a second thread costs more than it gives.
inline bool is_worth_a_thread(std::size_t count) {
    static const bool has_two = std::thread::hardware_concurrency() > 1;
    return has_two && count >= 64;
}

/// As made_ahead(), on this thread alone.
template <class Make, class Use>
Status made_here(std::size_t count, const Make& make, const Use& use) {
    for (std::size_t used = 0, made = 0; used < count; used = made) {
        for (; made < std::min(count, used + kLotOfMade); ++made) TRY(make(made));
        TRY(use(used, made));
    }
    return Done{};
}

/// `make(i)` for each i below `count`, in order, on another thread; on this one `use(first, past)`
/// for those that are made by then, in the same order, some at a time. Both give a Status. What the
/// two share of i, one of them has at a time. The first that fails ends both; what `make` throws is
/// thrown here. When this returns, the other thread is gone and all that it did is seen. Where no
/// thread can be had, this one does both.
template <class Make, class Use>
Status made_ahead(std::size_t count, const Make& make, const Use& use) {
    constexpr std::size_t kEnded = std::numeric_limits<std::size_t>::max();
    std::atomic<std::size_t> told = 0;  // So many are made; kEnded: `made` of them, and no more.
    std::size_t made = 0;               // The maker's, until it has ended.
    Status failed = Done{};             // As is this,
    std::exception_ptr thrown;          // and this.

    const auto make_all = [&](const std::stop_token& unwanted) {
        const auto tell = [&](std::size_t how_far) {
            told.store(how_far, std::memory_order_release);
            told.notify_one();
        };
        try {
            while (made < count && !unwanted.stop_requested()) {
                failed = make(made);
                if (!failed) break;
                if (++made % kLotOfMade == 0) tell(made);
            }
        } catch (...) {
            thrown = std::current_exception();
        }
        tell(kEnded);
    };
    std::jthread maker;  // However this ends, it is told that nobody waits, and waited for.
    try {
        maker = std::jthread(make_all);
    } catch (const std::system_error&) {  // No memory for it, or too many.
        return made_here(count, make, use);
    }

    std::size_t used = 0;
    for (std::size_t known = 0; known != kEnded;) {
        told.wait(known, std::memory_order_acquire);
        known = told.load(std::memory_order_acquire);
        const std::size_t until = known == kEnded ? made : known;
        if (used < until) TRY(use(used, until));
        used = until;
    }
    maker.join();
    if (thrown) std::rethrow_exception(thrown);
    return failed;
}

/// made_ahead() where that is worth its while, made_here() where not.
template <class Make, class Use>
Status made_in_lots(std::size_t count, const Make& make, const Use& use) {
    return is_worth_a_thread(count) ? made_ahead(count, make, use) : made_here(count, make, use);
}

}  // namespace adit
