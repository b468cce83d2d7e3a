// Mentions: which files the changes of which records name, so that a file that is offered or asked
// for is soon found. Computed from the changes; a change that names none costs nothing.
//
// note_mentions() runs inside the caller's transaction.
#pragma once

#include "sqlite/database.h"
#include "store/feed_log.h"

namespace adit::store {

std::vector<record::AttachmentRef> files_in(const record::Change& change);
Status note_mentions(sqlite::Database& db, RecordRow row,
                     const std::vector<record::AttachmentRef>& files);

/// All files of this change are in the table.
Status check_mentions(sqlite::Database& db, const record::Change& change);
/// All that is in the table is named by a change.
Status verify_mentions(sqlite::Database& db, FeedLog& log);

}  // namespace adit::store
