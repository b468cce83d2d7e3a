// The store's tables, step by step (store/SCHEMA.md says what each is for).
#pragma once

#include "sqlite/database.h"

namespace adit::store {

/// Brings the file to this release's version, or refuses one that a newer release wrote.
Status migrate(sqlite::Database& db);

}  // namespace adit::store
