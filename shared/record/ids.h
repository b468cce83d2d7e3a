// The ids of what Adit keeps, each a type of its own so that two cannot be swapped at a call.
#pragma once

#include "base/uuid.h"

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <string>

namespace adit::record {

/// One filled form, for ever, on every device. A UUIDv7 made on the laptop (v5 when imported).
struct RecordId {
    Uuid uuid;
    auto operator<=>(const RecordId&) const = default;
    std::string text() const { return uuid.text(); }
};

/// The first 16 bytes of BLAKE2b-256 over the device's public key: nobody can take another's.
struct DeviceId {
    std::array<std::uint8_t, 16> bytes{};
    auto operator<=>(const DeviceId&) const = default;
    std::string text() const;  // 32 hexadecimal digits.
};
Result<DeviceId> device_id_from(std::string_view text);

/// The unit of sharing and permission: one pilot country, ISO 3166-1 alpha-3 ("COD", "GHA").
struct ScopeId {
    std::string code;
    auto operator<=>(const ScopeId&) const = default;
};
Result<ScopeId> scope_id_from(std::string_view text);  // Three capital letters.

/// One instance of a repeat, for ever: a path never shifts. Random, made where it is added.
struct InstanceId {
    std::uint64_t value = 0;
    auto operator<=>(const InstanceId&) const = default;
};

/// A form and its version, by the words of the workbook's settings sheet.
struct FormRef {
    std::string id;       // "site_visit"
    std::string version;  // "2025112301"
    auto operator<=>(const FormRef&) const = default;
};

}  // namespace adit::record

template <>
struct std::hash<adit::record::RecordId> {
    std::size_t operator()(const adit::record::RecordId& id) const noexcept {
        std::size_t out = 0;  // The last bytes are the random ones.
        for (std::size_t i = 8; i < 16; ++i) out = out << 8 | id.uuid.bytes[i];
        return out;
    }
};
