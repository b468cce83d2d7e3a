#include "reports/names.h"

namespace adit::reports {

Result<Names> Names::of(central::Central& central) {
    Names names;
    names.roster_ = TRY(central.roster());
    for (const auto& device : names.roster_.devices) {
        names.people_.try_emplace(device.person, device.person_name);
    }
    for (const accounts::Viewer& viewer : TRY(central.people().viewers())) {
        names.people_.insert_or_assign(viewer.name, viewer.person_name);
    }
    return names;
}

std::string Names::person(const std::string& author) const {
    const auto found = people_.find(author);
    return found == people_.end() ? author : found->second;
}

std::string Names::device(const record::DeviceId& device) const {
    const identity::RosterDevice* found = roster_.find(device.bytes);
    return found == nullptr ? device.text().substr(0, 8) : found->name;
}

std::string Names::role(const record::DeviceId& device) const {
    const identity::RosterDevice* found = roster_.find(device.bytes);
    return found == nullptr ? "" : identity::word_for(found->role);
}

}  // namespace adit::reports
