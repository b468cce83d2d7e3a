#include "store/attachment_store.h"

#include "identity/sealed.h"
#include "store/columns.h"

#include <array>
#include <istream>

namespace adit::store {
namespace {

// As in schema.cpp: numbered, forward only, frozen once released.
constexpr std::array<const char*, 1> kSteps = {
    R"sql(
CREATE TABLE file (
  row   INTEGER PRIMARY KEY,
  hash  BLOB NOT NULL,
  size  INTEGER NOT NULL,
  have  INTEGER NOT NULL,
  whole INTEGER NOT NULL,
  sent  INTEGER NOT NULL,
  UNIQUE (hash, size)
) STRICT;
CREATE INDEX file_to_send ON file (size, hash) WHERE whole AND NOT sent;

CREATE TABLE piece (
  file  INTEGER NOT NULL,
  at    INTEGER NOT NULL,
  bytes BLOB NOT NULL,
  PRIMARY KEY (file, at)
) STRICT;
)sql",
};

/// Of a file of this machine; what travels comes in smaller ones.
constexpr std::size_t kPieceBytes = std::size_t{64} * 1024;

std::int64_t signed_of(std::uint64_t number) { return static_cast<std::int64_t>(number); }

}  // namespace

Result<std::unique_ptr<AttachmentStore>> AttachmentStore::open(
    const std::string& path, const std::optional<sqlite::RawKey>& key) {
    auto db = TRY(sqlite::Database::open({.path = path, .key = key}));
    TRY(sqlite::migrate(db, kSteps).during("opening " + path));
    return std::unique_ptr<AttachmentStore>(new AttachmentStore(std::move(db)));
}

Result<Content> AttachmentStore::keep(std::istream& file) {
    auto all_or_none = TRY(db_.begin());
    const std::int64_t row = TRY(begin_row({}));  // It has no name until all of it was read.
    identity::RunningDigest digest;
    Content content;
    Bytes piece(kPieceBytes);
    while (file) {
        file.read(reinterpret_cast<char*>(piece.data()),
                  static_cast<std::streamsize>(piece.size()));
        const ByteView got = ByteView(piece).first(static_cast<std::size_t>(file.gcount()));
        if (got.empty()) break;
        if (got.size() > kAttachmentBytesMax - content.size_bytes) {
            return Error{Code::BadInput, "the file is larger than " +
                                             std::to_string(kAttachmentBytesMax >> 20U) +
                                             " MB: make it smaller, then add it again"};
        }
        digest.add(got);
        TRY(add_piece(row, content.size_bytes, got));
        content.size_bytes += got.size();
    }
    if (file.bad()) {
        return Error{Code::Refused, "the file cannot be read to its end: copy it again"};
    }
    if (content.size_bytes == 0) return Error{Code::BadInput, "the file is empty: take another"};
    content.hash = digest.now();

    const auto known = TRY(find_row(content));
    if (known && known->standing.whole) return content;  // The pieces go with the transaction.
    if (known) TRY(forget(known->row));
    auto whole =
        TRY(db_.prepare("UPDATE file SET hash = ?, size = ?, have = ?2, whole = 1 WHERE row = ?"));
    TRY(whole.bind(content.hash, signed_of(content.size_bytes), row).run());
    TRY(all_or_none.commit());
    return content;
}

Result<std::optional<AttachmentStore::Row>> AttachmentStore::find_row(const Content& file) {
    auto select =
        TRY(db_.prepare("SELECT row, have, whole, sent FROM file WHERE hash = ? AND size = ?"));
    const bool found = TRY(select.bind(file.hash, signed_of(file.size_bytes)).next());
    if (!found) return std::optional<Row>();
    return std::optional(Row{.row = select.integer(0),
                             .standing = {.have = column_u64(select, 1),
                                          .whole = select.integer(2) != 0,
                                          .sent = select.integer(3) != 0}});
}

Result<std::int64_t> AttachmentStore::begin_row(const Content& file) {
    auto begin =
        TRY(db_.prepare("INSERT INTO file (hash, size, have, whole, sent) VALUES (?, ?, 0, 0, 0)"));
    TRY(begin.bind(file.hash, signed_of(file.size_bytes)).run());
    const auto row = TRY(find_row(file));
    ENSURE(row.has_value());
    return row->row;
}

Status AttachmentStore::add_piece(std::int64_t row, std::uint64_t at, ByteView bytes) {
    auto add = TRY(db_.prepare("INSERT INTO piece (file, at, bytes) VALUES (?, ?, ?)"));
    return add.bind(row, signed_of(at), bytes).run();
}

Result<std::optional<AttachmentStore::Standing>> AttachmentStore::find(const Content& file) {
    const auto row = TRY(find_row(file));
    return row ? std::optional(row->standing) : std::nullopt;
}

Result<std::uint64_t> AttachmentStore::add(const Content& file, std::uint64_t at, ByteView bytes) {
    ENSURE(file.size_bytes != 0 && file.size_bytes <= kAttachmentBytesMax);
    auto all_or_none = TRY(db_.begin());
    const auto known = TRY(find_row(file));
    const std::uint64_t have = known ? known->standing.have : 0;
    const bool of_use = at <= have && at + bytes.size() > have && have < file.size_bytes;
    if (!of_use) return have;
    bytes = bytes.subspan(static_cast<std::size_t>(have - at));
    bytes = bytes.first(std::min(bytes.size(), static_cast<std::size_t>(file.size_bytes - have)));

    const std::int64_t row = known ? known->row : TRY(begin_row(file));
    TRY(add_piece(row, have, bytes));
    std::uint64_t now = have + bytes.size();
    auto grow = TRY(db_.prepare("UPDATE file SET have = ? WHERE row = ?"));
    TRY(grow.bind(signed_of(now), row).run());
    if (now == file.size_bytes) now = TRY(close(file, row));
    TRY(all_or_none.commit());
    return now;
}

Result<std::uint64_t> AttachmentStore::close(const Content& file, std::int64_t row) {
    const auto hash = TRY(hash_of(row));
    if (hash != file.hash) {
        TRY(forget(row));
        return std::uint64_t{0};
    }
    auto whole = TRY(db_.prepare("UPDATE file SET whole = 1 WHERE row = ?"));
    TRY(whole.bind(row).run());
    return file.size_bytes;
}

Status AttachmentStore::forget(std::int64_t row) {
    auto pieces = TRY(db_.prepare("DELETE FROM piece WHERE file = ?"));
    TRY(pieces.bind(row).run());
    auto file = TRY(db_.prepare("DELETE FROM file WHERE row = ?"));
    return file.bind(row).run();
}

Result<identity::Digest> AttachmentStore::hash_of(std::int64_t row) {
    identity::RunningDigest digest;
    auto select = TRY(db_.prepare("SELECT bytes FROM piece WHERE file = ? ORDER BY at"));
    select.bind(row);
    while (TRY(select.next())) digest.add(select.blob(0));
    return digest.now();
}

Result<Bytes> AttachmentStore::read(const Content& file, std::uint64_t from,
                                    std::size_t bytes_max) {
    Bytes out;
    const auto known = TRY(find_row(file));
    if (!known) return out;
    auto select =
        TRY(db_.prepare("SELECT at, bytes FROM piece WHERE file = ?1 AND at >= "
                        "(SELECT coalesce(max(at), 0) FROM piece WHERE file = ?1 AND at <= ?2) "
                        "ORDER BY at"));
    select.bind(known->row, signed_of(from));
    while (out.size() < bytes_max && TRY(select.next())) {
        ByteView bytes = select.blob(1);
        const std::uint64_t at = column_u64(select, 0);
        if (at < from) {
            const std::uint64_t before = from - at;
            bytes = bytes.subspan(
                static_cast<std::size_t>(std::min<std::uint64_t>(before, bytes.size())));
        }
        bytes = bytes.first(std::min(bytes.size(), bytes_max - out.size()));
        out.insert(out.end(), bytes.begin(), bytes.end());
    }
    return out;
}

Status AttachmentStore::together(const std::function<Status()>& work) {
    auto all_or_none = TRY(db_.begin());
    TRY(work());
    return all_or_none.commit();
}

Result<std::vector<Content>> AttachmentStore::whole_files(bool sent) {
    auto select = TRY(
        db_.prepare("SELECT hash, size FROM file WHERE whole AND sent = ? ORDER BY size, hash"));
    select.bind(sent);
    std::vector<Content> found;
    while (TRY(select.next())) {
        found.push_back({.hash = column_bytes<32>(select, 0), .size_bytes = column_u64(select, 1)});
    }
    return found;
}

Status AttachmentStore::set_sent(const Content& file, bool sent) {
    auto update = TRY(db_.prepare("UPDATE file SET sent = ? WHERE hash = ? AND size = ?"));
    return update.bind(sent, file.hash, signed_of(file.size_bytes)).run();
}

Result<AttachmentStore::Totals> AttachmentStore::totals() {
    auto select = TRY(db_.prepare("SELECT count(*), coalesce(sum(size), 0) FROM file WHERE whole"));
    const bool one_row = TRY(select.next());
    ENSURE(one_row);
    return Totals{.files = static_cast<std::size_t>(select.integer(0)),
                  .bytes = column_u64(select, 1)};
}

Result<AttachmentStore::Totals> AttachmentStore::verify() {
    TRY(db_.check());
    auto select = TRY(db_.prepare("SELECT row, hash FROM file WHERE whole ORDER BY row"));
    while (TRY(select.next())) {
        const auto hash = TRY(hash_of(select.integer(0)));
        if (hash == column_bytes<32>(select, 1)) continue;
        return Error{Code::Corrupt, "the photo " + hex(select.blob(1)).substr(0, 12) +
                                        "… is not what was taken in: restore a copy of " +
                                        db_.path()};
    }
    return totals();
}

}  // namespace adit::store
