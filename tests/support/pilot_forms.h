// The forms of the pilot, by their ids.
#pragma once

#include <array>
#include <string>

namespace adit::test {

inline const std::array<std::string, 7> kPilotForms{
    "site_profile",     "site_visit",  "incident_report",    "miner_interview",
    "intervention_log", "stakeholder", "commitment_decision"};

}  // namespace adit::test
