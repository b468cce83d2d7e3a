#include "record/ids.h"

#include "base/bytes.h"

#include <algorithm>

namespace adit::record {

std::string DeviceId::text() const { return hex(bytes); }

Result<DeviceId> device_id_from(std::string_view text) {
    const auto bytes = bytes_from_hex(text);
    if (!bytes || bytes->size() != 16) {
        return Error{Code::BadInput, "a device id has 32 hexadecimal digits"};
    }
    DeviceId id;
    std::copy(bytes->begin(), bytes->end(), id.bytes.begin());
    return id;
}

Result<ScopeId> scope_id_from(std::string_view text) {
    const bool capitals =
        std::all_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
    if (text.size() != 3 || !capitals) {
        return Error{Code::BadInput, "\"" + std::string(text) +
                                         "\" is not a country: give its three capital letters "
                                         "(ISO 3166), such as GHA or COD"};
    }
    return ScopeId{std::string(text)};
}

}  // namespace adit::record
