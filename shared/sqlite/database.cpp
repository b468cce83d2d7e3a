#include "sqlite/database.h"

#include "sqlite/failure.h"

#include <sqlite3.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>

namespace adit::sqlite {
namespace {

constexpr std::string_view kPlainHeader{"SQLite format 3\0", 16};

bool has_plain_header(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::array<char, 16> first{};
    file.read(first.data(), first.size());
    return file.gcount() == 16 && std::string_view(first.data(), first.size()) == kPlainHeader;
}

/// What stands in the way of a file that could not be opened, when it is its folder's rights.
Error with_its_folder(Error failure, const std::string& path) {
    const std::filesystem::path parent = std::filesystem::path(path).parent_path();
    const std::string folder = parent.empty() ? "." : parent.string();
    if (failure.code != Code::NotFound || ::access(folder.c_str(), W_OK) == 0 || errno == ENOENT) {
        return failure;
    }
    return {Code::Refused, folder +
                               " is read-only for this user: change that, or use another folder, "
                               "and open it again"};
}

std::string key_pragma(const RawKey& key) { return "PRAGMA key = \"x'" + hex(key) + "'\""; }

}  // namespace

Result<Database> Database::open(const Opening& opening) {
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
                      (opening.create ? SQLITE_OPEN_CREATE : 0);
    // Counting its memory would take a lock at each of SQLite's allocations. Only before first use.
    [[maybe_unused]] static const int uncounted = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    sqlite3* raw = nullptr;
    const int code = sqlite3_open_v2(opening.path.c_str(), &raw, flags, nullptr);
    Database db(raw, opening.path, opening.key.has_value());  // Closes what did not open, too.
    const std::string attempt = "opening " + opening.path;
    if (code != SQLITE_OK) {
        return with_its_folder(failure_of(raw, code), opening.path).during(attempt);
    }
    auto ready = db.set_up(opening);
    if (!ready) {
        return with_its_folder(std::move(ready).error(), opening.path).during(attempt);
    }
    return db;
}

Status Database::set_up(const Opening& opening) {
    sqlite3_busy_timeout(raw_, static_cast<int>(opening.busy_max.count()));
    sqlite3_db_config(raw_, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
    sqlite3_db_config(raw_, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
    sqlite3_db_config(raw_, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    if (sqlite3_db_readonly(raw_, "main") == 1) return failure_of(raw_, SQLITE_READONLY);
    if (opening.key) {
        if (has_plain_header(path_)) {
            return Error{Code::Refused,
                         "the file is not encrypted though a key was given: open it without one"};
        }
        TRY(execute(key_pragma(*opening.key)));
        TRY(check_cipher());
    }
    {
        auto mode = TRY(prepare("PRAGMA journal_mode = WAL"));
        const bool answered = TRY(mode.next());
        if (!answered || mode.text(0) != "wal") {
            return Error{Code::Refused,
                         "this disk cannot keep a write-ahead log: put the file on a disk of this "
                         "machine, not on a network drive"};
        }
    }
    TRY(execute("PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA cache_size = -16384"));
    // The first page is written with the first table; a file that has one shows what it is.
    if (opening.key && has_plain_header(path_)) {
        return Error{Code::Corrupt, "the file was written unencrypted: stop, and reinstall Adit"};
    }
    return Done{};
}

Status Database::check_cipher() {
    auto version = TRY(prepare("PRAGMA cipher_version"));
    const bool answered = TRY(version.next());
    if (answered && !version.text(0).empty()) return Done{};
    return Error{Code::Refused,
                 "this build of Adit cannot encrypt (SQLCipher is missing): install the package "
                 "as it was given out"};
}

Database::Database(Database&& other) noexcept
    : raw_(std::exchange(other.raw_, nullptr)),
      path_(std::move(other.path_)),
      encrypted_(other.encrypted_),
      statements_(std::move(other.statements_)) {
    other.statements_.clear();
}

Database::~Database() {
    for (const auto& [sql, kept] : statements_) sqlite3_finalize(kept->raw);
    sqlite3_close_v2(raw_);
}

Database::Kept* Database::kept_of(std::string_view sql) {
    const auto place = reinterpret_cast<std::uintptr_t>(sql.data());
    auto*& here = by_place_[(place / 16 ^ place / 1024) % by_place_.size()];
    if (here == nullptr || here->first != sql) {
        auto known = statements_.find(sql);
        if (known == statements_.end()) {
            known = statements_.emplace(std::string(sql), std::make_unique<Kept>()).first;
        }
        here = &*known;
    }
    return here->second.get();
}

Result<Statement> Database::prepare(std::string_view sql) {
    Kept* const kept = kept_of(sql);
    const bool own = kept->lent;  // Asked for again while it is out: one more, of its own.
    sqlite3_stmt* raw = own ? nullptr : kept->raw;
    if (raw == nullptr) {
        const int code = sqlite3_prepare_v3(raw_, sql.data(), static_cast<int>(sql.size()),
                                            own ? 0 : SQLITE_PREPARE_PERSISTENT, &raw, nullptr);
        if (code != SQLITE_OK) return failure_of(raw_, code);
    }
    if (own) return Statement(raw, nullptr);
    kept->raw = raw;
    kept->lent = true;
    return Statement(raw, &kept->lent);
}

Status Database::execute(const std::string& sql) {
    const int code = sqlite3_exec(raw_, sql.c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) return failure_of(raw_, code);
    return Done{};
}

Result<Transaction> Database::begin() {
    const bool inner = sqlite3_get_autocommit(raw_) == 0;
    TRY(run(inner ? "SAVEPOINT part" : "BEGIN IMMEDIATE"));
    return Transaction(*this, inner);
}

Result<std::int64_t> Database::data_version() {
    auto read = TRY(prepare("PRAGMA data_version"));
    const bool one_row = TRY(read.next());
    ENSURE(one_row);
    return read.integer(0);
}

std::int64_t Database::rows_changed() const { return sqlite3_total_changes64(raw_); }

Status Database::check() {
    if (encrypted_) {
        auto pages = TRY(prepare("PRAGMA cipher_integrity_check"));
        const bool fault = TRY(pages.next());
        if (fault) return Error{Code::Corrupt, "the file is damaged: " + pages.text(0)};
    }
    auto whole = TRY(prepare("PRAGMA integrity_check(1)"));
    const bool one_row = TRY(whole.next());
    ENSURE(one_row);
    if (whole.text(0) == "ok") return Done{};
    return Error{Code::Corrupt, "the file is damaged: " + whole.text(0)};
}

Transaction::~Transaction() {
    // A failure here means that SQLite has rolled back by itself already.
    if (db_ == nullptr) return;
    const char* const undo = inner_ ? "ROLLBACK TO part; RELEASE part" : "ROLLBACK";
    static_cast<void>(static_cast<bool>(db_->execute(undo)));
}

Status Transaction::commit() {
    ENSURE(db_ != nullptr);
    TRY(db_->run(inner_ ? "RELEASE part" : "COMMIT"));
    db_ = nullptr;
    return Done{};
}

Status migrate(Database& db, std::span<const char* const> steps) {
    const auto version_of = [&]() -> Result<std::int64_t> {
        auto read = TRY(db.prepare("PRAGMA user_version"));
        const bool one_row = TRY(read.next());
        ENSURE(one_row);
        return read.integer(0);
    };
    const auto today = static_cast<std::int64_t>(steps.size());
    const std::int64_t found = TRY(version_of());
    if (found > today) {
        return Error{Code::Refused, "a newer release of Adit wrote this file: update Adit first"};
    }
    while (TRY(version_of()) < today) {
        auto step = TRY(db.begin());
        const std::int64_t version = TRY(version_of());  // Another process may have been faster.
        if (version >= today) return Done{};
        TRY(db.execute(steps[static_cast<std::size_t>(version)]));
        TRY(db.execute("PRAGMA user_version = " + std::to_string(version + 1)));
        TRY(step.commit());
    }
    return Done{};
}

}  // namespace adit::sqlite
