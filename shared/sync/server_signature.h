// Server signature: whether a receipt was signed by a server of the programme.
#pragma once

#include "identity/roster.h"

#include <string_view>

namespace adit::sync {

/// By a device of the roster whose role is Server and that is not revoked.
bool is_signed_by_server(const identity::Roster& roster, std::string_view purpose, ByteView message,
                         const identity::Signature& signature);

}  // namespace adit::sync
