// AttachmentStore: the files that answers name (photos, sound, documents), by their content.
//
// A database of its own beside the records (photos.adit beside laptop.adit): its bytes are as
// protected as the answers, the store of records stays small and its commits quick, and it can be
// left behind when disk is short. A file lies in pieces and grows from its start; it is *whole*
// only when all of it is here and its hash is right, and until then nobody is given it as such.
// What a writing function has returned Done for is on stable storage. One thread at a time.
//
// Errors as in RecordStore: Full, Corrupt, Refused, Unavailable.
#pragma once

#include "identity/keys.h"
#include "sqlite/database.h"

#include <compare>
#include <functional>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace adit::store {

/// The largest file that is taken in.
constexpr std::uint64_t kAttachmentBytesMax = std::uint64_t{32} * 1024 * 1024;

/// Names a file: whatever has this hash and this size is it.
struct Content {
    identity::Digest hash{};
    std::uint64_t size_bytes = 0;
    auto operator<=>(const Content&) const = default;
};

class AttachmentStore {
public:
    /// Opens or makes it. With the key of the records' file, where that has one.
    static Result<std::unique_ptr<AttachmentStore>> open(
        const std::string& path, const std::optional<sqlite::RawKey>& key = std::nullopt);

    struct Standing {
        std::uint64_t have = 0;  // Bytes from the start.
        bool whole = false;
        bool sent = false;  // The server has said, signed, that it holds it.
    };
    struct Totals {
        std::size_t files = 0;
        std::uint64_t bytes = 0;
    };

    /// Takes in a file of this machine, whole. Kept once, however often it is given. BadInput when
    /// it is empty or larger than kAttachmentBytesMax.
    Result<Content> keep(std::istream& file);
    Result<std::optional<Standing>> find(const Content& file);
    /// Adds bytes that begin at `at`; what is here already is left out, what lies beyond a gap is
    /// not taken. How much is here now. 0 behind the last byte: its hash was wrong, and it begins
    /// anew.
    Result<std::uint64_t> add(const Content& file, std::uint64_t at, ByteView bytes);
    /// From there on; fewer only at the end of what is here.
    Result<Bytes> read(const Content& file, std::uint64_t from, std::size_t bytes_max);
    /// Several writings in one commit.
    Status together(const std::function<Status()>& work);

    /// Whole, and not sent, or sent: the smallest first.
    Result<std::vector<Content>> unsent() { return whole_files(false); }
    Result<std::vector<Content>> sent() { return whole_files(true); }
    Status set_sent(const Content& file, bool sent);

    /// What is whole here.
    Result<Totals> totals();
    /// SQLite's own check, then each whole file by its hash. Corrupt names the first that is not.
    Result<Totals> verify();

private:
    struct Row {
        std::int64_t row = 0;
        Standing standing;
    };
    explicit AttachmentStore(sqlite::Database db) : db_(std::move(db)) {}

    Result<std::vector<Content>> whole_files(bool sent);
    Result<std::optional<Row>> find_row(const Content& file);
    Result<std::int64_t> begin_row(const Content& file);
    Status add_piece(std::int64_t row, std::uint64_t at, ByteView bytes);
    Result<identity::Digest> hash_of(std::int64_t row);
    Result<std::uint64_t> close(const Content& file, std::int64_t row);
    Status forget(std::int64_t row);

    sqlite::Database db_;
};

}  // namespace adit::store
