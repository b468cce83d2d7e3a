// Other servers in people.adit, and the laptops that they enrolled.
#include "central/columns.h"
#include "central/sqlite_central_store.h"

#include <algorithm>

namespace adit::central {

Status SqliteCentralStore::keep_peer(const Peer& peer) {
    const std::lock_guard held(guard_);
    auto insert =
        TRY(db_.prepare("INSERT OR REPLACE INTO peer (url, certificate, token, every_minutes, "
                        "asked_ms, tried_ms, ended_ms, done_ms, failures, said) "
                        "VALUES (?, ?, ?, ?, 0, 0, 0, 0, 0, '')"));
    return insert.bind(peer.url, peer.certificate_pem, peer.token, peer.every_minutes).run();
}

Result<std::vector<PeerLine>> SqliteCentralStore::peers() {
    const std::lock_guard held(guard_);
    auto select =
        TRY(db_.prepare("SELECT url, certificate, token, every_minutes, asked_ms, tried_ms, "
                        "ended_ms, done_ms, failures, said FROM peer ORDER BY url"));
    std::vector<PeerLine> out;
    while (TRY(select.next())) {
        out.push_back({.peer = {.url = select.text(0),
                                .certificate_pem = select.text(1),
                                .token = TRY(fixed_in<16>(select.blob(2))),
                                .every_minutes = select.integer(3)},
                       .state = {.asked_ms = select.integer(4),
                                 .tried_ms = select.integer(5),
                                 .ended_ms = select.integer(6),
                                 .done_ms = select.integer(7),
                                 .failures = select.integer(8),
                                 .said = select.text(9)}});
    }
    return out;
}

Status SqliteCentralStore::ask_peers(std::int64_t now_ms) {
    const std::lock_guard held(guard_);
    auto update = TRY(db_.prepare("UPDATE peer SET asked_ms = ?"));
    return update.bind(now_ms).run();
}

Status SqliteCentralStore::note_peer(const std::string& url, const PeerState& state) {
    const std::lock_guard held(guard_);
    // asked_ms is the administrator's, who may have asked again meanwhile.
    auto update =
        TRY(db_.prepare("UPDATE peer SET tried_ms = ?, ended_ms = ?, done_ms = ?, failures = ?, "
                        "said = ? WHERE url = ?"));
    return update
        .bind(state.tried_ms, state.ended_ms, state.done_ms, state.failures, state.said, url)
        .run();
}

Status SqliteCentralStore::adopt_device(const identity::RosterDevice& line) {
    {
        auto select = TRY(db_.prepare("SELECT device FROM device WHERE device = ?"));
        select.bind(line.device);
        const bool known = TRY(select.next());
        // No token opens its line here: this digest is of its public key, which is no token.
        if (!known) {
            TRY(insert_device({.roster = line,
                               .token_digest = identity::digest_of(line.key),
                               .last_sync_ms = 0}));
        }
    }
    if (!line.revoked) return Done{};
    auto update =
        TRY(db_.prepare("UPDATE device SET revoked_ms = ?, settled = 1 WHERE device = ?"));
    TRY(update.bind(line.revoked_ms, line.device).run());
    auto forget = TRY(db_.prepare("DELETE FROM feed_end WHERE device = ?"));
    TRY(forget.bind(line.device).run());
    return insert_ends(line.device, line.ends);
}

Status SqliteCentralStore::adopt_roster(const identity::Roster& theirs) {
    const std::lock_guard held(guard_);
    auto all_or_none = TRY(db_.begin());
    const identity::Roster ours = TRY(read_roster());
    const identity::Roster joined = TRY(joined_rosters(ours, theirs));
    if (joined == ours) return Done{};
    for (const identity::RosterDevice& line : joined.devices) TRY(adopt_device(line));
    auto update = TRY(db_.prepare("UPDATE programme SET roster_version = ?"));
    TRY(update.bind(static_cast<std::int64_t>(joined.version)).run());
    return all_or_none.commit();
}

}  // namespace adit::central
