// SQLite with its rules built in: every handle closes itself, every failure is a Result.
//
// A Database and what it lends belong to one thread at a time; open one Database per thread.
// Statements are compiled once and lent again: hold one no longer than the function that asked for
// it, and never across a suspension. A Transaction that is not committed rolls back.
//
// Every file is in WAL with synchronous = FULL: when commit() has returned Done, the battery may
// go. With a key the file is SQLCipher's, and open() refuses to go on when it would not be
// encrypted. Text in double quotes is never taken for a string.
//
// Errors: Full (no space; nothing of the transaction is kept), Unavailable (another process holds
// the file), Refused (read-only, or a newer release wrote it), Corrupt (not what was written, or
// not its key), NotFound (no such file or folder).
#pragma once

#include "base/bytes.h"
#include "base/result.h"

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

struct sqlite3;
struct sqlite3_stmt;

namespace adit::sqlite {

class Database;

/// 32 bytes that open an encrypted file, made from a passphrase elsewhere.
using RawKey = std::array<std::uint8_t, 32>;

struct Opening {
    std::string path;
    std::optional<RawKey> key = std::nullopt;  // Without one: a plain SQLite file.
    bool create = true;
    std::chrono::milliseconds busy_max{5'000};  // How long another process is waited for.
};

/// A compiled statement on loan from its Database. Reset when it goes out of scope.
class Statement {
public:
    Statement(Statement&& other) noexcept
        : raw_(std::exchange(other.raw_, nullptr)),
          lent_(std::exchange(other.lent_, nullptr)),
          copies_(other.copies_) {}
    Statement& operator=(Statement&&) = delete;
    ~Statement();

    /// Binds the placeholders in order, from the first. Text and bytes are copied.
    template <class... Values>
    Statement& bind(const Values&... values) {
        int place = 0;
        (bind_one(++place, values), ...);
        return *this;
    }

    /// One placeholder, from 1: where there are as many as columns that a form decides.
    template <class Value>
    void bind_at(int place, const Value& value) {
        bind_one(place, value);
    }

    Result<bool> next();  // Steps to the next row; false past the last.
    Status run();         // For a statement that returns no row.

    std::int64_t integer(int column) const;
    double real(int column) const;
    std::string text(int column) const;
    ByteView blob(int column) const;  // Lives until the next step.
    bool is_null(int column) const;

private:
    friend class Database;
    Statement(sqlite3_stmt* raw, bool* lent) : raw_(raw), lent_(lent) {}
    void bind_one(int place, std::int64_t value);
    void bind_one(int place, int value) { bind_one(place, std::int64_t{value}); }
    void bind_one(int place, bool value) { bind_one(place, std::int64_t{value}); }
    void bind_one(int place, double value);
    void bind_one(int place, std::string_view value);
    void bind_one(int place, const std::string& value) { bind_one(place, std::string_view(value)); }
    void bind_one(int place, const char* value) { bind_one(place, std::string_view(value)); }
    void bind_one(int place, ByteView value);
    void bind_one(int place, const Bytes& value) { bind_one(place, ByteView(value)); }
    template <std::size_t N>
    void bind_one(int place, const std::array<std::uint8_t, N>& value) {
        bind_one(place, ByteView(value));
    }
    template <class T>
    void bind_one(int place, const std::optional<T>& value) {
        value ? bind_one(place, *value) : bind_null(place);
    }
    void bind_null(int place);

    sqlite3_stmt* raw_;
    bool* lent_;          // In the Database's cache; null for a statement of its own.
    bool copies_ = true;  // What is bound; else it is only borrowed.
};

/// All or nothing. Holds the right to write from its begin on. One inside another is a part of it
/// that can fail by itself; it is on stable storage when the outer one is committed.
class Transaction {
public:
    Transaction(Transaction&& other) noexcept
        : db_(std::exchange(other.db_, nullptr)), inner_(other.inner_) {}
    Transaction& operator=(Transaction&&) = delete;
    ~Transaction();
    Status commit();

private:
    friend class Database;
    Transaction(Database& db, bool inner) : db_(&db), inner_(inner) {}
    Database* db_;
    bool inner_;
};

/// An INSERT, for one row and for several at a time. Made once, where it is used.
class Insertion {
public:
    static constexpr std::size_t kRows = 8;  // More gain next to nothing.

    /// `into`: a table and the columns that are given, as in "change (feed, number, bytes)".
    explicit Insertion(std::string_view into);

private:
    friend class Database;
    std::string one_, several_;
};

class Database {
public:
    static Result<Database> open(const Opening& opening);
    Database(Database&& other) noexcept;
    Database& operator=(Database&&) = delete;
    ~Database();

    Result<Statement> prepare(std::string_view sql);
    /// A statement without rows, its placeholders filled in order; nothing is copied for it.
    template <class... Values>
    Status run(std::string_view sql, const Values&... values) {
        Statement statement = TRY(prepare(sql));
        statement.copies_ = false;
        return statement.bind(values...).run();
    }
    /// Rows into a table, several a statement: to set one up is a quarter of what a row costs.
    /// `give(i, bind)` calls bind(values...) with the values of row i; nothing is copied, so they
    /// outlive the call. When this fails some of the rows may be there: give the transaction up.
    template <class Give>
    Status insert(const Insertion& insertion, std::size_t count, const Give& give) {
        for (std::size_t i = 0; i < count;) {
            const bool several = count - i >= Insertion::kRows;
            Statement statement = TRY(prepare(several ? insertion.several_ : insertion.one_));
            statement.copies_ = false;
            int place = 0;
            const auto bind = [&](const auto&... values) {
                (statement.bind_one(++place, values), ...);
            };
            for (const std::size_t past = i + (several ? Insertion::kRows : 1); i < past; ++i) {
                give(i, bind);
            }
            TRY(statement.run());
        }
        return Done{};
    }
    Status execute(const std::string& sql);  // One or several statements without rows.
    Result<Transaction> begin();

    /// Grows when another connection has committed to the file.
    Result<std::int64_t> data_version();
    /// Rows that this connection has changed so far, those taken back included.
    std::int64_t rows_changed() const;
    /// SQLite's own check of the whole file, and the cipher's; Corrupt names the first fault.
    Status check();
    const std::string& path() const { return path_; }

private:
    struct Kept {
        sqlite3_stmt* raw = nullptr;
        bool lent = false;
    };
    Database(sqlite3* raw, std::string path, bool encrypted)
        : raw_(raw), path_(std::move(path)), encrypted_(encrypted) {}
    Status set_up(const Opening& opening);
    Status check_cipher();

    sqlite3* raw_;
    std::string path_;
    bool encrypted_;
    struct HashOfText {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const {
            return std::hash<std::string_view>{}(text);
        }
    };
    Kept* kept_of(std::string_view sql);

    using Statements =
        std::unordered_map<std::string, std::unique_ptr<Kept>, HashOfText, std::equal_to<>>;
    Statements statements_;
    /// By where their texts stand in memory: one written in the code is found without being hashed.
    std::array<Statements::value_type*, 64> by_place_{};
};

/// Brings a file up to date: step N takes it from version N to N + 1, each in one transaction.
/// Refused, and nothing touched, when the file has had more steps than there are.
Status migrate(Database& db, std::span<const char* const> steps);

}  // namespace adit::sqlite
