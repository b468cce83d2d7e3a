#include "sync/scopes.h"

namespace adit::sync {

using identity::RosterDevice;
using record::ScopeId;

Result<std::vector<ScopeId>> scopes_between(const identity::Roster& roster,
                                            const record::DeviceId& self, const Peer& peer) {
    const RosterDevice* me = roster.find(self.bytes);
    if (me == nullptr || me->revoked) {
        return Error{Code::Refused,
                     "this laptop is no longer part of the programme: what is on it "
                     "stays here; ask your coordinator to enrol it again"};
    }
    std::vector<ScopeId> scopes;
    for (const std::string& code : me->scopes) scopes.push_back({code});
    if (scopes.empty()) {
        return Error{Code::Refused, "this laptop has no country yet: ask your coordinator"};
    }
    if (!peer.laptop) return scopes;

    const RosterDevice* other = roster.find(peer.laptop->bytes);
    if (other == nullptr || other->revoked) {
        return Error{Code::Refused, "the other laptop is no longer part of the programme"};
    }
    std::erase_if(scopes, [&](const ScopeId& scope) { return !other->has_scope(scope.code); });
    if (!scopes.empty()) return scopes;
    return Error{Code::Refused, "the two laptops have no country in common"};
}

}  // namespace adit::sync
