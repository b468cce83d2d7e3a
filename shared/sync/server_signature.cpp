#include "sync/server_signature.h"

#include <algorithm>

namespace adit::sync {

bool is_signed_by_server(const identity::Roster& roster, std::string_view purpose, ByteView message,
                         const identity::Signature& signature) {
    return std::ranges::any_of(roster.devices, [&](const identity::RosterDevice& device) {
        return device.role == identity::Role::Server && !device.revoked &&
               identity::verifies(device.key, purpose, message, signature);
    });
}

}  // namespace adit::sync
