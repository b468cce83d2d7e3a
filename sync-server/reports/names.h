// Names: what people call the authors and laptops that records name by id.
#pragma once

#include "central/central.h"

#include <map>
#include <string>

namespace adit::reports {

class Names {
public:
    static Result<Names> of(central::Central& central);

    /// "Kofi Mensah" of "k.mensah"; the word itself when nobody of the programme has it.
    std::string person(const std::string& author) const;
    /// "Laptop 3, Bukavu"; the id's first eight digits when the laptop is not in the roster.
    std::string device(const record::DeviceId& device) const;
    std::string role(const record::DeviceId& device) const;  // "field_officer", or "".

private:
    identity::Roster roster_;
    std::map<std::string, std::string> people_;
};

}  // namespace adit::reports
