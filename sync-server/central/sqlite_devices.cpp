#include "central/columns.h"
#include "central/sqlite_central_store.h"

namespace adit::central {
namespace {

// The order in which device_in() reads.
const std::string kSelectDevice =
    "SELECT device, key, name, person, person_name, role, scopes, enrolled_ms, token_digest, "
    "last_sync_ms, revoked_ms FROM device ";

Result<accounts::Device> device_in(const sqlite::Statement& row) {
    const std::int64_t revoked_ms = row.integer(10);
    return accounts::Device{.roster = {.device = TRY(fixed_in<16>(row.blob(0))),
                                       .key = TRY(fixed_in<32>(row.blob(1))),
                                       .name = row.text(2),
                                       .person = row.text(3),
                                       .person_name = row.text(4),
                                       .role = TRY(role_in(row.text(5))),
                                       .scopes = list_from(row.text(6)),
                                       .enrolled_ms = row.integer(7),
                                       .revoked = revoked_ms != 0,
                                       .revoked_ms = revoked_ms,
                                       .ends = {}},
                            .token_digest = TRY(fixed_in<32>(row.blob(8))),
                            .last_sync_ms = row.integer(9)};
}

Error no_device(const DeviceBytes& device) {
    return {Code::NotFound, "there is no laptop " + hex(device) +
                                ": adit-server device list shows those that there are"};
}

}  // namespace

Result<CentralStore::Version> SqliteCentralStore::version() {
    const std::lock_guard held(guard_);
    return Version{.of_others = TRY(db_.data_version()), .of_ours = db_.rows_changed()};
}

Result<bool> SqliteCentralStore::changed_a_row() {
    auto select = TRY(db_.prepare("SELECT changes()"));
    const bool one_row = TRY(select.next());
    ENSURE(one_row);
    return select.integer(0) > 0;
}

Status SqliteCentralStore::grow_roster_version() {
    auto update = TRY(db_.prepare("UPDATE programme SET roster_version = roster_version + 1"));
    return update.run();
}

Status SqliteCentralStore::insert_device(const accounts::Device& device) {
    const identity::RosterDevice& line = device.roster;
    {
        auto select = TRY(db_.prepare("SELECT device FROM device WHERE device = ?"));
        select.bind(line.device);
        if (TRY(select.next())) {
            return Error{Code::Refused,
                         "this laptop's key is enrolled already: make a new workspace on it, or "
                         "go on with the one that it has"};
        }
    }
    auto insert = TRY(db_.prepare(
        "INSERT INTO device (device, key, name, person, person_name, role, scopes, enrolled_ms, "
        "token_digest, last_sync_ms, revoked_ms, settled) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0)"));
    TRY(insert
            .bind(line.device, line.key, line.name, line.person, line.person_name,
                  identity::word_for(line.role), list_text(line.scopes), line.enrolled_ms,
                  device.token_digest, device.last_sync_ms)
            .run());
    return grow_roster_version();
}

Status SqliteCentralStore::enrol(const identity::Digest& code_digest,
                                 const accounts::Device& device) {
    const std::lock_guard held(guard_);
    auto all_or_none = TRY(db_.begin());
    {
        auto use =
            TRY(db_.prepare("UPDATE ticket SET used_ms = ? WHERE code_digest = ? AND used_ms = 0"));
        TRY(use.bind(device.roster.enrolled_ms, code_digest).run());
    }
    if (!TRY(changed_a_row())) {
        return Error{Code::Refused,
                     "this ticket has been used already: ask your coordinator for a "
                     "new one for this laptop"};
    }
    TRY(insert_device(device));
    return all_or_none.commit();
}

Status SqliteCentralStore::add_device(const accounts::Device& device) {
    const std::lock_guard held(guard_);
    auto all_or_none = TRY(db_.begin());
    TRY(insert_device(device));
    return all_or_none.commit();
}

Status SqliteCentralStore::renew_token(const DeviceBytes& device,
                                       const identity::Digest& token_digest) {
    const std::lock_guard held(guard_);
    auto all_or_none = TRY(db_.begin());
    {
        auto update =
            TRY(db_.prepare("UPDATE device SET token_digest = ? "
                            "WHERE device = ? AND last_sync_ms = 0 AND revoked_ms = 0"));
        TRY(update.bind(token_digest, device).run());
    }
    if (!TRY(changed_a_row())) return no_device(device);
    return all_or_none.commit();
}

Result<std::vector<accounts::Device>> SqliteCentralStore::read_devices(sqlite::Statement& select) {
    std::vector<accounts::Device> devices;
    while (TRY(select.next())) devices.push_back(TRY(device_in(select)));
    return devices;
}

Result<std::vector<accounts::Device>> SqliteCentralStore::devices() {
    const std::lock_guard held(guard_);
    auto select = TRY(db_.prepare(kSelectDevice + "ORDER BY device"));
    return read_devices(select);
}

Result<std::optional<accounts::Device>> SqliteCentralStore::find_device(const DeviceBytes& device) {
    const std::lock_guard held(guard_);
    auto select = TRY(db_.prepare(kSelectDevice + "WHERE device = ?"));
    select.bind(device);
    if (!TRY(select.next())) return std::optional<accounts::Device>();
    return std::optional(TRY(device_in(select)));
}

Result<std::optional<accounts::Device>> SqliteCentralStore::find_device_by_token(
    const identity::Digest& token_digest) {
    const std::lock_guard held(guard_);
    auto select = TRY(db_.prepare(kSelectDevice + "WHERE token_digest = ?"));
    select.bind(token_digest);
    if (!TRY(select.next())) return std::optional<accounts::Device>();
    return std::optional(TRY(device_in(select)));
}

Status SqliteCentralStore::note_sync(const DeviceBytes& device, std::int64_t now_ms) {
    const std::lock_guard held(guard_);
    auto update = TRY(db_.prepare("UPDATE device SET last_sync_ms = ? WHERE device = ?"));
    return update.bind(now_ms, device).run();
}

Status SqliteCentralStore::revoke(const DeviceBytes& device, std::int64_t now_ms) {
    const std::lock_guard held(guard_);
    auto all_or_none = TRY(db_.begin());
    {
        auto select = TRY(
            db_.prepare("SELECT revoked_ms, role, key, token_digest FROM device WHERE device = ?"));
        select.bind(device);
        if (!TRY(select.next())) return no_device(device);
        if (select.integer(0) != 0) {
            return Error{Code::Refused, "this laptop was revoked on " +
                                            iso_time(select.integer(0)).substr(0, 10) + " already"};
        }
        // A server that was invited here has a token; this one itself, and the one that invited it,
        // have none.
        const auto digest = TRY(fixed_in<32>(select.blob(3)));
        if (select.text(1) == identity::word_for(identity::Role::Server) &&
            digest == identity::digest_of(select.blob(2))) {
            return Error{Code::Refused,
                         "this is the server itself, or the one that invited it: it "
                         "cannot be revoked here"};
        }
    }
    auto update = TRY(db_.prepare("UPDATE device SET revoked_ms = ? WHERE device = ?"));
    TRY(update.bind(now_ms, device).run());
    return all_or_none.commit();
}

Result<std::vector<DeviceBytes>> SqliteCentralStore::unsettled_revocations() {
    const std::lock_guard held(guard_);
    auto select = TRY(db_.prepare(
        "SELECT device FROM device WHERE revoked_ms <> 0 AND settled = 0 ORDER BY device"));
    std::vector<DeviceBytes> devices;
    while (TRY(select.next())) devices.push_back(TRY(fixed_in<16>(select.blob(0))));
    return devices;
}

Status SqliteCentralStore::settle_revocation(const DeviceBytes& device,
                                             const std::vector<identity::FeedEnd>& ends) {
    const std::lock_guard held(guard_);
    auto all_or_none = TRY(db_.begin());
    {
        auto update = TRY(db_.prepare(
            "UPDATE device SET settled = 1 WHERE device = ? AND revoked_ms <> 0 AND settled = 0"));
        TRY(update.bind(device).run());
    }
    if (!TRY(changed_a_row())) return Done{};  // Settled meanwhile, or never asked for.
    TRY(insert_ends(device, ends));
    TRY(grow_roster_version());
    return all_or_none.commit();
}

Status SqliteCentralStore::insert_ends(const DeviceBytes& device,
                                       const std::vector<identity::FeedEnd>& ends) {
    for (const identity::FeedEnd& end : ends) {
        auto insert = TRY(
            db_.prepare("INSERT INTO feed_end (device, scope, epoch, number) VALUES (?, ?, ?, ?)"));
        TRY(insert
                .bind(device, end.scope, std::int64_t{end.epoch},
                      static_cast<std::int64_t>(end.number))
                .run());
    }
    return Done{};
}

Result<std::vector<identity::FeedEnd>> SqliteCentralStore::ends_of(const DeviceBytes& device) {
    auto select = TRY(db_.prepare(
        "SELECT scope, epoch, number FROM feed_end WHERE device = ? ORDER BY scope, epoch"));
    select.bind(device);
    std::vector<identity::FeedEnd> ends;
    while (TRY(select.next())) {
        ends.push_back({.scope = select.text(0),
                        .epoch = static_cast<std::uint32_t>(select.integer(1)),
                        .number = static_cast<std::uint64_t>(select.integer(2))});
    }
    return ends;
}

Result<std::uint64_t> SqliteCentralStore::roster_version() {
    const std::lock_guard held(guard_);
    auto select = TRY(db_.prepare("SELECT roster_version FROM programme"));
    if (!TRY(select.next())) return std::uint64_t{0};
    return static_cast<std::uint64_t>(select.integer(0));
}

Result<identity::Roster> SqliteCentralStore::roster() {
    const std::lock_guard held(guard_);
    auto all_of_one_moment = TRY(db_.begin());
    identity::Roster roster = TRY(read_roster());
    TRY(all_of_one_moment.commit());
    return roster;
}

Result<identity::Roster> SqliteCentralStore::read_roster() {
    identity::Roster roster;
    {
        auto select = TRY(db_.prepare("SELECT id, roster_version FROM programme"));
        if (!TRY(select.next())) {
            return Error{Code::NotFound, "there is no programme here yet: run adit-server init"};
        }
        roster.programme = select.text(0);
        roster.version = static_cast<std::uint64_t>(select.integer(1));
    }
    std::vector<DeviceBytes> settled;
    {
        auto select = TRY(db_.prepare("SELECT device FROM device WHERE settled = 1"));
        while (TRY(select.next())) settled.push_back(TRY(fixed_in<16>(select.blob(0))));
    }
    auto select = TRY(db_.prepare(kSelectDevice + "ORDER BY device"));
    for (accounts::Device& device : TRY(read_devices(select))) {
        identity::RosterDevice& line = device.roster;
        // Until its ends are known, a revocation is the server's alone: a roster that names no
        // ends would throw away what the laptop wrote before.
        if (std::find(settled.begin(), settled.end(), line.device) == settled.end()) {
            line.revoked = false;
            line.revoked_ms = 0;
        } else {
            line.ends = TRY(ends_of(line.device));
        }
        roster.devices.push_back(std::move(line));
    }
    return roster;
}

}  // namespace adit::central
