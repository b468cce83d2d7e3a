// The life of a database file: which epoch its own feeds belong to.
//
// Laptops are imaged, cloned and restored from backups; a number used twice would lose a branch
// (MERGE, sync rule 9). A marker beside the file (laptop.adit.life) and a row inside say the same
// new word at every opening. A file that was copied, or an old copy that was put back, has another
// word, another place on the disk or fewer changes than its marker saw: it begins a new epoch.
// What this cannot see (a whole disk imaged; the marker's last number lost with the power) is seen
// by whoever meets both branches (sync/branches.h).
#pragma once

#include "base/surroundings.h"
#include "sqlite/database.h"

#include <cstdint>

namespace adit::store {

/// Epochs from here on are those of branches that somebody wrote anew (sync/branches.h), in which a
/// server's signature counts; a device's own lives stay below.
constexpr std::uint32_t kBranchEpochs = 0x8000'0000;

/// Another epoch for the feeds written here, inside the caller's transaction: somebody else wrote
/// under the old one too.
Result<std::uint32_t> change_epoch(sqlite::Database& db, const Surroundings& world);
/// The epoch as the file has it now: another process may have changed it.
Result<std::uint32_t> epoch_in(sqlite::Database& db);

/// How many changes the file holds.
Result<std::int64_t> changes_in(sqlite::Database& db);

/// The epoch to write in from now on. Commits.
Result<std::uint32_t> begin_life(sqlite::Database& db, const Surroundings& world);

/// Tells the marker, after each append, how many changes the file holds now: so that an older copy
/// is known by it also when this program has no time to end its life. It does not wait for the
/// disk. A failure is logged: the next one, or end_life(), says more.
void note_changes(const sqlite::Database& db, std::int64_t changes);

/// The same once and for all, on stable storage. A failure costs a new epoch at worst.
void end_life(sqlite::Database& db);

}  // namespace adit::store
