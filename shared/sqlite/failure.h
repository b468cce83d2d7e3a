// What SQLite's result codes mean to whoever called. For this room only.
#pragma once

#include "base/result.h"

struct sqlite3;

namespace adit::sqlite {

/// The Error of the last call on `db` (null: none could be opened), which gave `code`.
Error failure_of(sqlite3* db, int code);

}  // namespace adit::sqlite
