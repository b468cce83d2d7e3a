#include "central/callers.h"

namespace adit::central {

Status Callers::look() {
    const auto version = TRY(people_.version());
    if (standing_ && version == seen_) return Done{};
    TRY(settle_());
    laptops_.clear();
    if (!standing_ || standing_->roster.version != TRY(people_.roster_version())) {
        auto fresh = std::make_shared<Standing>();
        fresh->roster = TRY(people_.roster());
        fresh->signed_roster = identity::signed_roster(fresh->roster, programme_key_);
        standing_ = std::move(fresh);
    }
    seen_ = version;  // Asked for first: what came meanwhile is looked at next time.
    return Done{};
}

Result<Caller> Callers::with_token(const std::string& token) {
    const std::lock_guard held(guard_);
    TRY(look());
    const identity::Digest digest = accounts::digest_of_token(token);
    auto known = laptops_.find(digest);
    if (known == laptops_.end()) {
        auto device = TRY(people_.find_device_by_token(digest));
        if (!device) {
            return Error{Code::Refused,
                         "this server does not know this laptop: enrol it with a new ticket from "
                         "your coordinator"};
        }
        known = laptops_.emplace(digest, *std::move(device)).first;
    }
    TRY(accounts::check_device(known->second));
    return Caller{known->second, standing_};
}

}  // namespace adit::central
