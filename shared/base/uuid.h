// UUIDs as 16 bytes: version 7 for what Adit makes (RFC 9562), version 5 for names
// that must give the same id everywhere (an imported site's register code).
#pragma once

#include "base/result.h"
#include "base/surroundings.h"

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace adit {

struct Uuid {
    std::array<std::uint8_t, 16> bytes{};
    auto operator<=>(const Uuid&) const = default;
    std::string text() const;  // "0191d6b2-....", lower case.
};

Uuid new_uuid(const Surroundings& world);                   // Version 7.
Uuid named_uuid(const Uuid& space, std::string_view name);  // Version 5 (SHA-1).
Result<Uuid> uuid_from(std::string_view text);

}  // namespace adit
