// The life of a database file: which epoch its own feeds belong to.
//
// Laptops are imaged, cloned and restored from backups; a number used twice would lose a branch
// (MERGE, sync rule 9). A marker beside the file (laptop.adit.life) and a row inside say the same
// new word at every opening. A file that was copied, or an old copy that was put back, has another
// word, another place on the disk or fewer changes than its marker saw: it begins a new epoch.
// What this cannot see (a whole disk imaged) the server sees, and keeps both.
#pragma once

#include "base/surroundings.h"
#include "sqlite/database.h"

#include <cstdint>

namespace adit::store {

/// The epoch to write in from now on. Commits.
Result<std::uint32_t> begin_life(sqlite::Database& db, const Surroundings& world);

/// Tells the marker how many changes the file holds now. A failure costs a new epoch at worst.
void end_life(sqlite::Database& db);

}  // namespace adit::store
