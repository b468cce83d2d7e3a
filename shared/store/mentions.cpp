#include "store/mentions.h"

#include "store/columns.h"
#include "store/sqlite_store.h"

#include <algorithm>

namespace adit::store {
namespace {

using record::AttachmentRef;
using record::Operation;

/// Null when it names none.
const AttachmentRef* file_in(const Operation& operation) {
    if (const auto* attach = std::get_if<record::Attach>(&operation)) return &attach->blob;
    const auto* put = std::get_if<record::Put>(&operation);
    if (put != nullptr) return std::get_if<AttachmentRef>(&put->value);
    const auto* resolve = std::get_if<record::Resolve>(&operation);
    if (resolve != nullptr) return std::get_if<AttachmentRef>(&resolve->chosen);
    const auto* compute = std::get_if<record::Compute>(&operation);
    return compute == nullptr ? nullptr : std::get_if<AttachmentRef>(&compute->value);
}

bool names(const record::Change& change, const Mention& file) {
    return std::ranges::any_of(change.operations, [&](const Operation& operation) {
        const AttachmentRef* named = file_in(operation);
        return named != nullptr && named->hash == file.hash && named->size_bytes == file.size_bytes;
    });
}

Error unlike(const record::RecordId& id) {
    return {Code::Corrupt, "which files record " + id.text() +
                               " names is not kept as its changes say: restore a copy"};
}

}  // namespace

std::vector<AttachmentRef> files_in(const record::Change& change) {
    std::vector<AttachmentRef> files;
    for (const Operation& operation : change.operations) {
        if (const AttachmentRef* file = file_in(operation)) files.push_back(*file);
    }
    return files;
}

Status note_mentions(sqlite::Database& db, RecordRow row, const std::vector<AttachmentRef>& files) {
    for (const AttachmentRef& file : files) {
        TRY(db.run("INSERT OR IGNORE INTO mention (hash, size, record) VALUES (?, ?, ?)", file.hash,
                   static_cast<std::int64_t>(file.size_bytes), row));
    }
    return Done{};
}

Status check_mentions(sqlite::Database& db, const record::Change& change) {
    for (const AttachmentRef& file : files_in(change)) {
        auto select = TRY(
            db.prepare("SELECT record.row FROM mention JOIN record ON record.row = mention.record "
                       "WHERE hash = ? AND size = ? AND id = ? AND scope = ? ORDER BY record.row"));
        select.bind(file.hash, static_cast<std::int64_t>(file.size_bytes), change.record.uuid.bytes,
                    change.dot.feed.scope.code);
        if (!TRY(select.next())) return unlike(change.record);
    }
    return Done{};
}

Status verify_mentions(sqlite::Database& db, FeedLog& log) {
    auto select =
        TRY(db.prepare("SELECT hash, size, record, coalesce(record.id, x'') FROM mention "
                       "LEFT JOIN record ON record.row = mention.record ORDER BY hash, size"));
    while (TRY(select.next())) {
        const Mention file{.hash = column_bytes<32>(select, 0),
                           .size_bytes = column_u64(select, 1),
                           .scope = {},
                           .record = {Uuid{column_bytes<16>(select, 3)}}};
        const auto changes = TRY(log.changes_of(select.integer(2), file.record));
        const bool named = std::ranges::any_of(
            changes, [&](const record::Change& change) { return names(change, file); });
        if (!named) return unlike(file.record);
    }
    return Done{};
}

Result<std::vector<Mention>> SqliteStore::mentions(const std::optional<identity::Digest>& hash) {
    auto select =
        TRY(db_.prepare(hash ? "SELECT hash, size, scope, id FROM mention "
                               "JOIN record ON record.row = mention.record WHERE hash = ? "
                               "ORDER BY hash, size, record.row"
                             : "SELECT hash, size, scope, id FROM mention "
                               "JOIN record ON record.row = mention.record "
                               "ORDER BY hash, size, record.row"));
    if (hash) select.bind(*hash);
    std::vector<Mention> found;
    while (TRY(select.next())) {
        found.push_back({.hash = column_bytes<32>(select, 0),
                         .size_bytes = column_u64(select, 1),
                         .scope = {select.text(2)},
                         .record = {Uuid{column_bytes<16>(select, 3)}}});
    }
    return found;
}

}  // namespace adit::store
