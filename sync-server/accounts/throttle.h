// LoginThrottle: makes guessing passwords slow without locking an honest person out for long.
//
// After five wrong passwords in a row for one name, or twenty from one address, each further try
// waits: 5 s, 10 s, 20 s … up to 15 minutes, counted from the last failure. A success forgets.
// Kept in memory (a restart forgets too) and bounded. Safe on any thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>

namespace adit::accounts {

class LoginThrottle {
public:
    static constexpr int kFailuresFreeOfName = 5;
    static constexpr int kFailuresFreeOfPeer = 20;
    static constexpr std::chrono::milliseconds kWaitMax{15 * 60 * 1000};
    static constexpr std::size_t kRemembered = 10'000;

    /// How long to wait before a try is looked at; zero: now.
    std::chrono::milliseconds wait(const std::string& name, const std::string& peer,
                                   std::int64_t now_ms);
    void failed(const std::string& name, const std::string& peer, std::int64_t now_ms);
    void succeeded(const std::string& name);

private:
    struct Failures {
        int count = 0;
        std::int64_t last_ms = 0;
    };
    using Book = std::map<std::string, Failures>;

    static std::chrono::milliseconds wait_of(const Book& book, const std::string& key, int free,
                                             std::int64_t now_ms);
    static void note(Book& book, const std::string& key, std::int64_t now_ms);

    std::mutex guard_;
    Book names_, peers_;
};

}  // namespace adit::accounts
