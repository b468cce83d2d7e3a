#include "accounts/session.h"

#include "base/bytes.h"

#include <array>

namespace adit::accounts {

identity::Digest digest_of_token(std::string_view token) {
    return identity::digest_of(view_of(token));
}

NewSession begin_session(std::string account, const Surroundings& world) {
    std::array<std::uint8_t, 32> secret{};
    world.random(secret);
    std::string token = hex(secret);
    const std::int64_t now = world.now_ms();
    const Session session{.token_digest = digest_of_token(token),
                          .account = std::move(account),
                          .begun_ms = now,
                          .used_ms = now};
    return {.token = std::move(token), .session = session};
}

bool is_live(const Session& session, std::int64_t now_ms) {
    return now_ms - session.begun_ms < kSessionMaxMs &&
           now_ms - session.used_ms < kSessionIdleMaxMs;
}

bool wants_touch(const Session& session, std::int64_t now_ms) {
    return now_ms - session.used_ms >= kSessionTouchMs;
}

}  // namespace adit::accounts
