// CentralStore: what the server keeps besides records: its programme, people, sessions, tickets and
// laptops. The rules about them stand in accounts/; here is only what is on disk.
//
// Each call is one transaction, durable when it returns, and safe on any thread and beside other
// processes: `adit-server user add` works while `adit-server serve` runs. Secrets are kept as
// digests only. Errors: Full when the disk is, Corrupt when the file is not what was written,
// Unavailable when another process keeps it busy, Refused when a newer release wrote it.
#pragma once

#include "accounts/account.h"
#include "accounts/enrolment.h"
#include "accounts/session.h"
#include "central/peer.h"
#include "identity/roster.h"

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace adit::central {

/// A country of the programme, and what people call it.
struct Country {
    std::string code;                         // "COD"
    std::map<std::string, std::string> name;  // "en" -> "Democratic Republic of the Congo"
    bool operator==(const Country&) const = default;
};

struct Programme {
    std::string id;    // UUID text.
    std::string host;  // Where laptops reach the server.
    std::uint16_t port = 0;
    std::vector<Country> countries;  // Sorted by code.
    bool operator==(const Programme&) const = default;

    std::vector<std::string> codes() const;
};

/// A peer and how the exchanges with it go.
struct PeerLine {
    Peer peer;
    PeerState state;
};

using DeviceBytes = std::array<std::uint8_t, 16>;  // record::DeviceId's, as the roster has them.

class CentralStore {
public:
    virtual ~CentralStore() = default;

    // --- the programme --------------------------------------------------------------------------
    /// Refused when there is one already.
    virtual Status found(const Programme& programme) = 0;
    /// NotFound when the store is new: `adit-server init` comes first.
    virtual Result<Programme> programme() = 0;

    // --- people ---------------------------------------------------------------------------------
    /// Refused when the name is taken.
    virtual Status add_account(const accounts::Account& account) = 0;
    virtual Result<std::optional<accounts::Account>> find_account(const std::string& name) = 0;
    virtual Result<std::vector<accounts::Viewer>> viewers() = 0;  // By name.

    // --- console sessions -----------------------------------------------------------------------
    /// Also forgets sessions that have ended by themselves.
    virtual Status keep_session(const accounts::Session& session) = 0;
    virtual Result<std::optional<accounts::Session>> find_session(
        const identity::Digest& token_digest) = 0;
    virtual Status touch_session(const identity::Digest& token_digest, std::int64_t now_ms) = 0;
    virtual Status end_session(const identity::Digest& token_digest) = 0;

    // --- tickets and laptops --------------------------------------------------------------------
    virtual Status keep_ticket(const accounts::Ticket& ticket) = 0;
    virtual Result<std::optional<accounts::Ticket>> find_ticket(
        const identity::Digest& code_digest) = 0;

    /// Uses up the ticket and adds the device, both or none; the roster's version grows. Refused
    /// when the ticket was used meanwhile or the device is there already.
    virtual Status enrol(const identity::Digest& code_digest, const accounts::Device& device) = 0;
    /// For the server's own line of the roster.
    virtual Status add_device(const accounts::Device& device) = 0;
    /// For a laptop whose enrolment's answer was lost. NotFound when it has synced since.
    virtual Status renew_token(const DeviceBytes& device, const identity::Digest& token_digest) = 0;

    virtual Result<std::vector<accounts::Device>> devices() = 0;  // By id.
    virtual Result<std::optional<accounts::Device>> find_device(const DeviceBytes& device) = 0;
    virtual Result<std::optional<accounts::Device>> find_device_by_token(
        const identity::Digest& token_digest) = 0;
    virtual Status note_sync(const DeviceBytes& device, std::int64_t now_ms) = 0;

    /// From now on the device is refused. Its ends are settled by settle_revocation(), and only
    /// then does the roster say so. NotFound, or Refused when it is revoked already.
    virtual Status revoke(const DeviceBytes& device, std::int64_t now_ms) = 0;
    virtual Result<std::vector<DeviceBytes>> unsettled_revocations() = 0;
    virtual Status settle_revocation(const DeviceBytes& device,
                                     const std::vector<identity::FeedEnd>& ends) = 0;

    /// All devices, those revoked with their ends; `version` grew with each change of the list.
    virtual Result<identity::Roster> roster() = 0;
    virtual Result<std::uint64_t> roster_version() = 0;

    /// The roster becomes joined_rosters() of ours and another server's. Laptops that were enrolled
    /// there get a line here; no token of theirs opens this server.
    virtual Status adopt_roster(const identity::Roster& theirs) = 0;

    // --- other servers --------------------------------------------------------------------------
    /// Replaces one of the same URL.
    virtual Status keep_peer(const Peer& peer) = 0;
    virtual Result<std::vector<PeerLine>> peers() = 0;  // By URL.
    virtual Status ask_peers(std::int64_t now_ms) = 0;  // An exchange with each, at once.
    /// All of the state but asked_ms.
    virtual Status note_peer(const std::string& url, const PeerState& state) = 0;

    /// Another one than before whenever anything in the store has changed.
    struct Version {
        std::int64_t of_others = 0, of_ours = 0;
        bool operator==(const Version&) const = default;
    };
    virtual Result<Version> version() = 0;

    /// What is on disk is what was written, as far as SQLite can tell.
    virtual Status verify() = 0;
};

/// Opens or makes the SQLite file.
Result<std::unique_ptr<CentralStore>> open_sqlite_central_store(const std::string& path);

}  // namespace adit::central
