#include "accounts/throttle.h"

#include <algorithm>

namespace adit::accounts {

using std::chrono::milliseconds;

milliseconds LoginThrottle::wait_of(const Book& book, const std::string& key, int free,
                                    std::int64_t now_ms) {
    const auto found = book.find(key);
    if (found == book.end() || found->second.count < free) return milliseconds{0};
    const int doublings = std::min(found->second.count - free, 12);
    const milliseconds pause = std::min(kWaitMax, milliseconds{5000LL << doublings});
    const milliseconds passed{now_ms - found->second.last_ms};
    return std::max(milliseconds{0}, pause - passed);
}

void LoginThrottle::note(Book& book, const std::string& key, std::int64_t now_ms) {
    if (book.size() >= kRemembered && !book.contains(key)) {
        // Make room: what failed longest ago is forgotten first.
        const auto oldest = std::min_element(book.begin(), book.end(), [](auto& one, auto& other) {
            return one.second.last_ms < other.second.last_ms;
        });
        book.erase(oldest);
    }
    Failures& failures = book[key];
    // After a quiet spell as long as the longest wait the count begins again.
    if (now_ms - failures.last_ms > kWaitMax.count()) failures.count = 0;
    ++failures.count;
    failures.last_ms = now_ms;
}

milliseconds LoginThrottle::wait(const std::string& name, const std::string& peer,
                                 std::int64_t now_ms) {
    const std::lock_guard held(guard_);
    return std::max(wait_of(names_, name, kFailuresFreeOfName, now_ms),
                    wait_of(peers_, peer, kFailuresFreeOfPeer, now_ms));
}

void LoginThrottle::failed(const std::string& name, const std::string& peer, std::int64_t now_ms) {
    const std::lock_guard held(guard_);
    note(names_, name, now_ms);
    note(peers_, peer, now_ms);
}

void LoginThrottle::succeeded(const std::string& name) {
    const std::lock_guard held(guard_);
    names_.erase(name);
}

}  // namespace adit::accounts
