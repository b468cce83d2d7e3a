// The reader may rely on: the machine's own time zone is reckoned as the named one that it is.
#include "xpath/zone.h"

#include <catch2/catch_all.hpp>

#include <cstdlib>
#include <ctime>

using namespace adit;

namespace {

/// The machine stands in this zone as long as this lives.
class Standing {
public:
    explicit Standing(const char* zone) {
        if (const char* before = std::getenv("TZ")) before_ = before;
        set(zone);
    }
    ~Standing() { before_ ? set(before_->c_str()) : unset(); }
    Standing(const Standing&) = delete;
    Standing& operator=(const Standing&) = delete;

private:
    static void set(const char* zone) {
        ::setenv("TZ", zone, 1);
        ::tzset();
    }
    static void unset() {
        ::unsetenv("TZ");
        ::tzset();
    }
    std::optional<std::string> before_;
};

}  // namespace

TEST_CASE("the machine's zone reckons as the zone of its name", "[xpath][zone]") {
    for (const char* name : {"Africa/Lubumbashi", "Europe/Paris", "America/St_Johns"}) {
        CAPTURE(name);
        const Standing standing(name);
        const auto named = xpath::zone_named(name);
        REQUIRE(named);
        const auto machine = xpath::machine_zone();
        // Each half hour around both changes of 2025, and each day of two years.
        constexpr std::int64_t kMinute = 60'000;
        constexpr std::int64_t kDay = 1440 * kMinute;
        const auto same_at = [&](std::int64_t ms) {
            return machine->offset_at(ms) == (*named)->offset_at(ms) &&
                   machine->offset_of_shown(ms) == (*named)->offset_of_shown(ms);
        };
        int others = 0;
        for (int day = 0; day < 731; ++day) {
            if (!same_at(1'735'689'600'000 + day * kDay)) ++others;
        }
        for (const std::int64_t change :
             {1'743'296'400'000, 1'761'440'400'000, 1'741'498'200'000, 1'762'057'800'000}) {
            for (int step = -96; step <= 96; ++step) {
                if (!same_at(change + step * 30 * kMinute)) ++others;
            }
        }
        CHECK(others == 0);
    }
}
