// What a caller may rely on who has things made on another thread while he uses those before.
#include "base/made_ahead.h"

#include <catch2/catch_all.hpp>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <stdexcept>
#include <vector>

using namespace adit;

namespace {

constexpr std::size_t kCount = 1000;

/// Squares, made and used; `fails_at` and `unusable` are places where one of the two gives up.
struct Squares {
    std::vector<std::size_t> made = std::vector<std::size_t>(kCount);
    std::vector<std::size_t> used;
    std::size_t fails_at = kCount, throws_at = kCount, unusable = kCount;

    Status run(std::size_t count = kCount) {
        return made_ahead(
            count,
            [this](std::size_t i) -> Status {
                if (i == fails_at) return Error{Code::BadInput, "no square: try another"};
                if (i == throws_at) throw std::runtime_error("out of squares");
                made[i] = i * i;
                return Done{};
            },
            [this](std::size_t first, std::size_t past) -> Status {
                for (std::size_t i = first; i < past; ++i) {
                    if (i == unusable) return Error{Code::Full, "no room: make some"};
                    used.push_back(made[i]);
                }
                return Done{};
            });
    }
};

}  // namespace

TEST_CASE("what is made ahead is used in its order, each once", "[base]") {
    for (const std::size_t count : {0UL, 1UL, 15UL, 16UL, 17UL, 64UL, 999UL, kCount}) {
        Squares squares;
        REQUIRE(squares.run(count));
        REQUIRE(squares.used.size() == count);
        for (std::size_t i = 0; i < count; ++i) REQUIRE(squares.used[i] == i * i);
    }
}

TEST_CASE("what cannot be made ends it, and what was made before is used", "[base]") {
    Squares squares;
    squares.fails_at = 300;
    const auto failed = squares.run();
    REQUIRE_FALSE(failed);
    CHECK(failed.error().code == Code::BadInput);
    CHECK(squares.used.size() == 300);
}

TEST_CASE("what cannot be used ends it, and nothing is made for nobody", "[base]") {
    Squares squares;
    squares.unusable = 0;
    const auto failed = squares.run();
    REQUIRE_FALSE(failed);
    CHECK(failed.error().code == Code::Full);
    CHECK(squares.used.empty());
}

TEST_CASE("where no thread can be had, this one makes what it uses", "[base]") {
    const ::pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        std::size_t pages = 0;
        std::ifstream("/proc/self/statm") >> pages;
        const auto bytes = pages * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
        const ::rlimit tight{bytes + 1'000'000, bytes + 1'000'000};  // No room for a stack.
        if (::setrlimit(RLIMIT_AS, &tight) != 0) ::_exit(2);
        bool is_full = false;
        try {
            for (int i = 0; i < 100; ++i) std::thread([] { ::pause(); }).detach();  // Old stacks.
        } catch (const std::system_error&) {
            is_full = true;
        }
        if (!is_full) ::_exit(3);  // This would show nothing.
        Squares squares;
        ::_exit(squares.run() && squares.used.size() == kCount ? 0 : 1);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    CHECK(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 0);
}

TEST_CASE("what the maker throws, its caller gets", "[base]") {
    Squares squares;
    squares.throws_at = 40;
    CHECK_THROWS_AS(squares.run(), std::runtime_error);
    CHECK(squares.used.size() == 40);
}
