#include "central/columns.h"
#include "central/sqlite_central_store.h"

#include <array>

namespace adit::central {
namespace {

// Step N takes the file from version N to N + 1. Once released a step is frozen.
constexpr std::array<const char*, 2> kSteps = {
    R"sql(
CREATE TABLE programme (
  id             TEXT NOT NULL PRIMARY KEY,
  host           TEXT NOT NULL,
  port           INTEGER NOT NULL,
  roster_version INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE country (
  code TEXT NOT NULL PRIMARY KEY
) STRICT, WITHOUT ROWID;
CREATE TABLE country_name (
  code     TEXT NOT NULL,
  language TEXT NOT NULL,
  name     TEXT NOT NULL,
  PRIMARY KEY (code, language)
) STRICT, WITHOUT ROWID;
CREATE TABLE account (
  name          TEXT NOT NULL PRIMARY KEY,
  person_name   TEXT NOT NULL,
  role          TEXT NOT NULL,
  scopes        TEXT NOT NULL,
  language      TEXT NOT NULL,
  password_hash TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE session (
  token_digest BLOB NOT NULL PRIMARY KEY,
  account      TEXT NOT NULL,
  begun_ms     INTEGER NOT NULL,
  used_ms      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE ticket (
  code_digest BLOB NOT NULL PRIMARY KEY,
  person      TEXT NOT NULL,
  person_name TEXT NOT NULL,
  role        TEXT NOT NULL,
  scopes      TEXT NOT NULL,
  issued_ms   INTEGER NOT NULL,
  expires_ms  INTEGER NOT NULL,
  used_ms     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE device (
  device       BLOB NOT NULL PRIMARY KEY,
  key          BLOB NOT NULL,
  name         TEXT NOT NULL,
  person       TEXT NOT NULL,
  person_name  TEXT NOT NULL,
  role         TEXT NOT NULL,
  scopes       TEXT NOT NULL,
  enrolled_ms  INTEGER NOT NULL,
  token_digest BLOB NOT NULL,
  last_sync_ms INTEGER NOT NULL,
  revoked_ms   INTEGER NOT NULL,
  settled      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX device_by_token ON device (token_digest);
CREATE TABLE feed_end (
  device BLOB NOT NULL,
  scope  TEXT NOT NULL,
  epoch  INTEGER NOT NULL,
  number INTEGER NOT NULL,
  PRIMARY KEY (device, scope, epoch)
) STRICT, WITHOUT ROWID;
)sql",
    R"sql(
CREATE TABLE peer (
  url           TEXT NOT NULL PRIMARY KEY,
  certificate   TEXT NOT NULL,
  token         BLOB NOT NULL,
  every_minutes INTEGER NOT NULL,
  asked_ms      INTEGER NOT NULL,
  tried_ms      INTEGER NOT NULL,
  ended_ms      INTEGER NOT NULL,
  done_ms       INTEGER NOT NULL,
  failures      INTEGER NOT NULL,
  said          TEXT NOT NULL
) STRICT, WITHOUT ROWID;
)sql",
};

Result<accounts::Account> account_in(const sqlite::Statement& row) {
    return accounts::Account{.viewer = {.name = row.text(0),
                                        .person_name = row.text(1),
                                        .role = TRY(role_in(row.text(2))),
                                        .scopes = list_from(row.text(3)),
                                        .language = row.text(4)},
                             .password_hash = row.text(5)};
}

}  // namespace

Result<std::unique_ptr<CentralStore>> open_sqlite_central_store(const std::string& path) {
    auto db = TRY(sqlite::Database::open({.path = path}).during("opening the people's file"));
    TRY(sqlite::migrate(db, kSteps).during("opening the people's file"));
    return std::unique_ptr<CentralStore>(std::make_unique<SqliteCentralStore>(std::move(db)));
}

Status SqliteCentralStore::verify() {
    const std::lock_guard held(guard_);
    return db_.check().during("checking people.adit");
}

std::vector<std::string> Programme::codes() const {
    std::vector<std::string> out;
    for (const Country& country : countries) out.push_back(country.code);
    return out;
}

Status SqliteCentralStore::found(const Programme& programme) {
    const std::lock_guard held(guard_);
    auto all_or_none = TRY(db_.begin());
    {
        auto select = TRY(db_.prepare("SELECT id FROM programme"));
        if (TRY(select.next())) {
            return Error{Code::Refused, "this server has its programme already"};
        }
    }
    auto insert = TRY(
        db_.prepare("INSERT INTO programme (id, host, port, roster_version) VALUES (?, ?, ?, 0)"));
    TRY(insert.bind(programme.id, programme.host, std::int64_t{programme.port}).run());
    for (const Country& country : programme.countries) {
        auto add = TRY(db_.prepare("INSERT INTO country (code) VALUES (?)"));
        TRY(add.bind(country.code).run());
        for (const auto& [language, name] : country.name) {
            auto call = TRY(
                db_.prepare("INSERT INTO country_name (code, language, name) VALUES (?, ?, ?)"));
            TRY(call.bind(country.code, language, name).run());
        }
    }
    return all_or_none.commit();
}

Result<Programme> SqliteCentralStore::programme() {
    const std::lock_guard held(guard_);
    auto select = TRY(db_.prepare("SELECT id, host, port FROM programme"));
    if (!TRY(select.next())) {
        return Error{Code::NotFound, "there is no programme here yet: run adit-server init"};
    }
    Programme programme{.id = select.text(0),
                        .host = select.text(1),
                        .port = static_cast<std::uint16_t>(select.integer(2)),
                        .countries = {}};
    auto countries = TRY(db_.prepare("SELECT code FROM country ORDER BY code"));
    while (TRY(countries.next())) programme.countries.push_back({countries.text(0), {}});
    for (Country& country : programme.countries) {
        auto names = TRY(db_.prepare(
            "SELECT language, name FROM country_name WHERE code = ? ORDER BY language"));
        names.bind(country.code);
        while (TRY(names.next())) country.name.emplace(names.text(0), names.text(1));
    }
    return programme;
}

Status SqliteCentralStore::add_account(const accounts::Account& account) {
    const std::lock_guard held(guard_);
    auto all_or_none = TRY(db_.begin());
    const accounts::Viewer& viewer = account.viewer;
    {
        auto select = TRY(db_.prepare("SELECT name FROM account WHERE name = ?"));
        select.bind(viewer.name);
        if (TRY(select.next())) {
            return Error{Code::Refused,
                         "there is a user " + viewer.name + " already: choose another name"};
        }
    }
    auto insert =
        TRY(db_.prepare("INSERT INTO account (name, person_name, role, scopes, language, "
                        "password_hash) VALUES (?, ?, ?, ?, ?, ?)"));
    TRY(insert
            .bind(viewer.name, viewer.person_name, identity::word_for(viewer.role),
                  list_text(viewer.scopes), viewer.language, account.password_hash)
            .run());
    return all_or_none.commit();
}

Result<std::optional<accounts::Account>> SqliteCentralStore::find_account(const std::string& name) {
    const std::lock_guard held(guard_);
    auto select =
        TRY(db_.prepare("SELECT name, person_name, role, scopes, language, password_hash "
                        "FROM account WHERE name = ?"));
    select.bind(name);
    if (!TRY(select.next())) return std::optional<accounts::Account>();
    return std::optional(TRY(account_in(select)));
}

Result<std::vector<accounts::Viewer>> SqliteCentralStore::viewers() {
    const std::lock_guard held(guard_);
    auto select =
        TRY(db_.prepare("SELECT name, person_name, role, scopes, language, password_hash "
                        "FROM account ORDER BY name"));
    std::vector<accounts::Viewer> viewers;
    while (TRY(select.next())) viewers.push_back(TRY(account_in(select)).viewer);
    return viewers;
}

Status SqliteCentralStore::keep_session(const accounts::Session& session) {
    const std::lock_guard held(guard_);
    auto all_or_none = TRY(db_.begin());
    auto forget = TRY(db_.prepare("DELETE FROM session WHERE begun_ms <= ?"));
    TRY(forget.bind(session.begun_ms - accounts::kSessionMaxMs).run());
    auto insert = TRY(db_.prepare(
        "INSERT INTO session (token_digest, account, begun_ms, used_ms) VALUES (?, ?, ?, ?)"));
    TRY(insert.bind(session.token_digest, session.account, session.begun_ms, session.used_ms)
            .run());
    return all_or_none.commit();
}

Result<std::optional<accounts::Session>> SqliteCentralStore::find_session(
    const identity::Digest& token_digest) {
    const std::lock_guard held(guard_);
    auto select =
        TRY(db_.prepare("SELECT account, begun_ms, used_ms FROM session WHERE token_digest = ?"));
    select.bind(token_digest);
    if (!TRY(select.next())) return std::optional<accounts::Session>();
    return std::optional(accounts::Session{.token_digest = token_digest,
                                           .account = select.text(0),
                                           .begun_ms = select.integer(1),
                                           .used_ms = select.integer(2)});
}

Status SqliteCentralStore::touch_session(const identity::Digest& token_digest,
                                         std::int64_t now_ms) {
    const std::lock_guard held(guard_);
    auto update = TRY(db_.prepare("UPDATE session SET used_ms = ? WHERE token_digest = ?"));
    return update.bind(now_ms, token_digest).run();
}

Status SqliteCentralStore::end_session(const identity::Digest& token_digest) {
    const std::lock_guard held(guard_);
    auto remove = TRY(db_.prepare("DELETE FROM session WHERE token_digest = ?"));
    return remove.bind(token_digest).run();
}

Status SqliteCentralStore::keep_ticket(const accounts::Ticket& ticket) {
    const std::lock_guard held(guard_);
    auto insert = TRY(db_.prepare(
        "INSERT INTO ticket (code_digest, person, person_name, role, scopes, issued_ms, "
        "expires_ms, used_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"));
    return insert
        .bind(ticket.code_digest, ticket.person, ticket.person_name,
              identity::word_for(ticket.role), list_text(ticket.scopes), ticket.issued_ms,
              ticket.expires_ms, ticket.used_ms)
        .run();
}

Result<std::optional<accounts::Ticket>> SqliteCentralStore::find_ticket(
    const identity::Digest& code_digest) {
    const std::lock_guard held(guard_);
    auto select =
        TRY(db_.prepare("SELECT person, person_name, role, scopes, issued_ms, "
                        "expires_ms, used_ms FROM ticket WHERE code_digest = ?"));
    select.bind(code_digest);
    if (!TRY(select.next())) return std::optional<accounts::Ticket>();
    return std::optional(accounts::Ticket{.code_digest = code_digest,
                                          .person = select.text(0),
                                          .person_name = select.text(1),
                                          .role = TRY(role_in(select.text(2))),
                                          .scopes = list_from(select.text(3)),
                                          .issued_ms = select.integer(4),
                                          .expires_ms = select.integer(5),
                                          .used_ms = select.integer(6)});
}

}  // namespace adit::central
