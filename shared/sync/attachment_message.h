// What laptop and server say to one another about attachments, as plain values and as bytes
// (sync/PROTOCOL.md, "Attachments").
//
// Parts stand at a message's end, so that they can be kept while the rest is still on its way, and
// when it never comes. Readers give BadInput for a request and Corrupt for an answer that is not
// exactly one within its bounds.
#pragma once

#include "identity/keys.h"
#include "store/attachment_store.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace adit::sync {

constexpr std::size_t kAttachmentsAskedMax = 256;              // In one request.
constexpr std::size_t kPartBytesMax = std::size_t{16} * 1024;  // All that a cut line can cost.
constexpr std::size_t kFetchedKibMax = 1024;                   // In one answer.
constexpr const char* kAttachmentHeldPurpose = "adit attachment held";

enum class AttachmentRequest : std::uint8_t { Ask = 0x10, Give = 0x11, Fetch = 0x12 };

/// How a file stands with the server. NotNamed: no change that it holds, of a country that this
/// laptop may read, names it; or what is fetched is not here yet. The numbers stand on the wire.
enum class FileState : std::uint8_t { Held, Wanted, NotNamed };
struct FileAnswer {
    FileState state = FileState::NotNamed;
    std::uint64_t have = 0;  // When Wanted.
    bool operator==(const FileAnswer&) const = default;
};

struct AttachmentReply {
    std::vector<FileAnswer> files;
    identity::Signature held{};  // Of the files that are Held; zero when none is.
    bool operator==(const AttachmentReply&) const = default;
};

/// Some bytes of a file.
struct AttachmentPart {
    store::Content file;
    std::uint64_t from = 0;
    Bytes bytes;
    bool operator==(const AttachmentPart&) const = default;
};

struct AttachmentFetch {
    store::Content file;
    std::uint64_t from = 0;
    std::uint64_t kib_max = 64;
    bool operator==(const AttachmentFetch&) const = default;
};

Bytes ask_bytes(const std::vector<store::Content>& files);
Result<std::vector<store::Content>> asked_in(ByteView request);
Bytes bytes_of(const AttachmentPart& part);  // Behind the byte that says Give.
Bytes bytes_of(const AttachmentFetch& fetch);
Result<AttachmentFetch> fetch_in(ByteView request);

Bytes bytes_of(const AttachmentReply& reply);
Result<AttachmentReply> attachment_reply_from(ByteView answer);
/// An answer to Fetch; its head alone, too. Nothing: the server does not have it.
Bytes fetched_bytes(const std::optional<Bytes>& bytes);
Result<std::optional<Bytes>> fetched_in(ByteView answer);

/// What a receipt is signed over: hash and size of each file that is held, one behind the other.
void add_held(Writer& message, const store::Content& file);

/// The parts of a request that is still coming.
class PartStream {
public:
    void add(ByteView more);
    /// The next part that is whole; nothing until it is. BadInput when it can be none.
    Result<std::optional<AttachmentPart>> next();
    /// What has come of a part whose rest never will.
    std::optional<AttachmentPart> begun() const;
    bool is_empty() const { return at_ == bytes_.size(); }

private:
    Bytes bytes_;
    std::size_t at_ = 0;
};

}  // namespace adit::sync
