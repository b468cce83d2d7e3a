// Session: a person who has signed in to the console, known by a random token in a cookie.
//
// The token itself is never stored: only its digest is, so that a copied database opens nothing. A
// session ends when it is closed, after twelve hours, or after two hours without a request.
#pragma once

#include "base/surroundings.h"
#include "identity/keys.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace adit::accounts {

struct Session {
    identity::Digest token_digest{};
    std::string account;
    std::int64_t begun_ms = 0;
    std::int64_t used_ms = 0;
    bool operator==(const Session&) const = default;
};

constexpr std::int64_t kSessionMaxMs = 12LL * 3600 * 1000;
constexpr std::int64_t kSessionIdleMaxMs = 2LL * 3600 * 1000;
/// A session's last use is written down at most this often: reading a page costs no disk write.
constexpr std::int64_t kSessionTouchMs = 60'000;

struct NewSession {
    std::string token;  // 64 hexadecimal digits: for the cookie alone.
    Session session;
};

NewSession begin_session(std::string account, const Surroundings& world);
bool is_live(const Session& session, std::int64_t now_ms);
bool wants_touch(const Session& session, std::int64_t now_ms);

/// What is stored of a token (of a session, a laptop or a ticket).
identity::Digest digest_of_token(std::string_view token);

}  // namespace adit::accounts
