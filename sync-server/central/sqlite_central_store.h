// The CentralStore's SQLite answer: one file, one lock around one connection.
//
// Every call takes the lock, so it is safe on any thread; each is short. Other processes may have
// the file open too: SQLite's own lock orders them.
#pragma once

#include "central/central_store.h"
#include "sqlite/database.h"

#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace adit::central {

class SqliteCentralStore final : public CentralStore {
public:
    explicit SqliteCentralStore(sqlite::Database db) : db_(std::move(db)) {}

    Status found(const Programme& programme) override;
    Result<Programme> programme() override;

    Status add_account(const accounts::Account& account) override;
    Result<std::optional<accounts::Account>> find_account(const std::string& name) override;
    Result<std::vector<accounts::Viewer>> viewers() override;

    Status keep_session(const accounts::Session& session) override;
    Result<std::optional<accounts::Session>> find_session(
        const identity::Digest& token_digest) override;
    Status touch_session(const identity::Digest& token_digest, std::int64_t now_ms) override;
    Status end_session(const identity::Digest& token_digest) override;

    Status keep_ticket(const accounts::Ticket& ticket) override;
    Result<std::optional<accounts::Ticket>> find_ticket(
        const identity::Digest& code_digest) override;
    Status enrol(const identity::Digest& code_digest, const accounts::Device& device) override;
    Status add_device(const accounts::Device& device) override;
    Status renew_token(const DeviceBytes& device, const identity::Digest& token_digest) override;

    Result<std::vector<accounts::Device>> devices() override;
    Result<std::optional<accounts::Device>> find_device(const DeviceBytes& device) override;
    Result<std::optional<accounts::Device>> find_device_by_token(
        const identity::Digest& token_digest) override;
    Status note_sync(const DeviceBytes& device, std::int64_t now_ms) override;

    Status revoke(const DeviceBytes& device, std::int64_t now_ms) override;
    Result<std::vector<DeviceBytes>> unsettled_revocations() override;
    Status settle_revocation(const DeviceBytes& device,
                             const std::vector<identity::FeedEnd>& ends) override;
    Result<identity::Roster> roster() override;
    Result<std::uint64_t> roster_version() override;
    Status adopt_roster(const identity::Roster& theirs) override;

    Status keep_peer(const Peer& peer) override;
    Result<std::vector<PeerLine>> peers() override;
    Status ask_peers(std::int64_t now_ms) override;
    Status note_peer(const std::string& url, const PeerState& state) override;
    Result<Version> version() override;
    Status verify() override;

private:
    // For whoever holds the lock.
    Status insert_device(const accounts::Device& device);
    Status grow_roster_version();
    Result<identity::Roster> read_roster();
    Status adopt_device(const identity::RosterDevice& line);
    Status insert_ends(const DeviceBytes& device, const std::vector<identity::FeedEnd>& ends);
    Result<std::vector<accounts::Device>> read_devices(sqlite::Statement& select);
    Result<std::vector<identity::FeedEnd>> ends_of(const DeviceBytes& device);
    Result<bool> changed_a_row();  // Did the last statement?

    std::mutex guard_;
    sqlite::Database db_;
};

}  // namespace adit::central
