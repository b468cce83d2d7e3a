#include "xpath/zone.h"

#include <date/tz.h>

#include <chrono>
#include <ctime>
#include <exception>
#include <string>

namespace adit::xpath {
namespace {

namespace chrono = std::chrono;

std::int16_t minutes_of(const date::sys_info& info) {
    return static_cast<std::int16_t>(chrono::duration_cast<chrono::minutes>(info.offset).count());
}

class SystemZone final : public Zone {
public:
    explicit SystemZone(const date::time_zone* zone) : zone_(zone) {}

    std::int16_t offset_at(std::int64_t utc_ms) const override {
        const auto at = chrono::floor<chrono::seconds>(
            date::sys_time<chrono::milliseconds>(chrono::milliseconds(utc_ms)));
        return minutes_of(zone_->get_info(at));
    }
    std::int16_t offset_of_shown(std::int64_t shown_ms) const override {
        const auto at = chrono::floor<chrono::seconds>(
            date::local_time<chrono::milliseconds>(chrono::milliseconds(shown_ms)));
        return minutes_of(zone_->get_info(at).first);
    }

private:
    const date::time_zone* zone_;  // The library keeps them all.
};

class MachineZone final : public Zone {
public:
    std::int16_t offset_at(std::int64_t utc_ms) const override {
        const std::time_t seconds = static_cast<std::time_t>(
            chrono::floor<chrono::seconds>(chrono::milliseconds(utc_ms)).count());
        std::tm local{};
        if (localtime_r(&seconds, &local) == nullptr) return 0;
        return static_cast<std::int16_t>(local.tm_gmtoff / 60);
    }
    // Whatever the offset, a day before and after no clock shows this: between these two lies a
    // change, if there is one.
    std::int16_t offset_of_shown(std::int64_t shown_ms) const override {
        constexpr std::int64_t kDay = 86'400'000;
        const std::int16_t before = offset_at(shown_ms - kDay);
        const std::int16_t after = offset_at(shown_ms + kDay);
        const bool was = offset_at(shown_ms - before * kMinute) == before;
        const bool is = offset_at(shown_ms - after * kMinute) == after;
        return !was && is ? after : before;
    }

private:
    static constexpr std::int64_t kMinute = 60'000;
};

}  // namespace

std::shared_ptr<const Zone> machine_zone() { return std::make_shared<const MachineZone>(); }

Result<std::unique_ptr<Zone>> zone_named(std::string_view name) {
    try {
        return std::unique_ptr<Zone>(
            std::make_unique<SystemZone>(date::locate_zone(std::string(name))));
    } catch (const std::exception&) {  // The library's way to say that it has none.
        return Error{Code::BadInput, "this computer knows no time zone called " +
                                         std::string(name) + ": write it as Africa/Lubumbashi"};
    }
}

}  // namespace adit::xpath
