// ServingLock: one process at a time serves a data folder.
//
// Held as an open write transaction of a small SQLite file, so that the machine itself lets it go
// when the process ends in whatever way.
#pragma once

#include "sqlite/database.h"

#include <filesystem>
#include <memory>

namespace adit::central {

class ServingLock {
public:
    /// Unavailable when another process holds it.
    static Result<std::unique_ptr<ServingLock>> take(const std::filesystem::path& file);

private:
    explicit ServingLock(sqlite::Database db) : db_(std::move(db)) {}

    sqlite::Database db_;
    std::optional<sqlite::Transaction> held_;  // Goes before db_.
};

}  // namespace adit::central
