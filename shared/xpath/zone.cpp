#include "xpath/zone.h"

#include <date/tz.h>

#include <chrono>
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

}  // namespace

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
