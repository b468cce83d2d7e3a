#include "sync/attachment_message.h"

#include <algorithm>

namespace adit::sync {
namespace {

using store::Content;

constexpr std::size_t kPartHeadBytesMax = 32 + 3 * 10;

Error no_request() {
    return {Code::BadInput,
            "what came is no message about photos: check that laptop and server run this release"};
}

Error strange() {
    return {Code::Corrupt,
            "the server's answer about photos is not understood: update the program, then sync "
            "again"};
}

void write(Writer& out, const Content& file) {
    out.raw(file.hash);
    out.varint(file.size_bytes);
}

Content read_content(Reader& in) {
    Content file;
    file.hash = in.fixed<sizeof(identity::Digest)>();
    file.size_bytes = in.varint();
    if (file.size_bytes == 0 || file.size_bytes > store::kAttachmentBytesMax) in.fail();
    return file;
}

/// A part's head, and how many bytes follow it.
struct PartHead {
    AttachmentPart part;
    std::size_t size = 0;
    std::size_t head_bytes = 0;
    bool is_whole = false;  // All of the head came.
    bool is_good = true;
};

PartHead head_of(ByteView bytes) {
    Reader in(bytes);
    PartHead head;
    head.part.file = read_content(in);
    head.part.from = in.varint();
    const std::uint64_t size = in.varint();
    head.is_whole = in.ok();
    head.head_bytes = bytes.size() - in.left();
    const std::uint64_t room = head.part.file.size_bytes - head.part.from;
    head.is_good = in.ok() && head.part.from < head.part.file.size_bytes && size != 0 &&
                   size <= std::min<std::uint64_t>(room, kPartBytesMax);
    head.size = static_cast<std::size_t>(head.is_good ? size : 0);
    return head;
}

}  // namespace

Bytes ask_bytes(const std::vector<Content>& files) {
    ENSURE(files.size() <= kAttachmentsAskedMax);
    Writer out;
    out.u8(static_cast<std::uint8_t>(AttachmentRequest::Ask));
    out.varint(files.size());
    for (const Content& file : files) write(out, file);
    return out.take();
}

Result<std::vector<Content>> asked_in(ByteView request) {
    Reader in(request);
    const std::uint8_t kind = in.u8();
    const std::size_t count = in.count();
    std::vector<Content> files;
    if (count > kAttachmentsAskedMax) return no_request();
    for (std::size_t i = 0; i < count; ++i) files.push_back(read_content(in));
    if (!in.done() || kind != static_cast<std::uint8_t>(AttachmentRequest::Ask)) {
        return no_request();
    }
    return files;
}

Bytes bytes_of(const AttachmentPart& part) {
    Writer out;
    write(out, part.file);
    out.varint(part.from);
    out.blob(part.bytes);
    return out.take();
}

Bytes bytes_of(const AttachmentFetch& fetch) {
    Writer out;
    out.u8(static_cast<std::uint8_t>(AttachmentRequest::Fetch));
    write(out, fetch.file);
    out.varint(fetch.from);
    out.varint(fetch.kib_max);
    return out.take();
}

Result<AttachmentFetch> fetch_in(ByteView request) {
    Reader in(request);
    const std::uint8_t kind = in.u8();
    AttachmentFetch fetch;
    fetch.file = read_content(in);
    fetch.from = in.varint();
    fetch.kib_max = in.varint();
    if (!in.done() || kind != static_cast<std::uint8_t>(AttachmentRequest::Fetch) ||
        fetch.from >= fetch.file.size_bytes || fetch.kib_max == 0 ||
        fetch.kib_max > kFetchedKibMax) {
        return no_request();
    }
    return fetch;
}

Bytes bytes_of(const AttachmentReply& reply) {
    Writer out;
    out.u8(static_cast<std::uint8_t>(AttachmentRequest::Ask));
    out.varint(reply.files.size());
    bool any_held = false;
    for (const FileAnswer& file : reply.files) {
        out.u8(static_cast<std::uint8_t>(file.state));
        if (file.state == FileState::Wanted) out.varint(file.have);
        any_held = any_held || file.state == FileState::Held;
    }
    if (any_held) out.raw(reply.held);
    return out.take();
}

Result<AttachmentReply> attachment_reply_from(ByteView answer) {
    Reader in(answer);
    AttachmentReply reply;
    const std::uint8_t kind = in.u8();
    const std::size_t count = in.count();
    bool any_held = false;
    for (std::size_t i = 0; i < count; ++i) {
        const std::uint8_t state = in.u8();
        if (state > static_cast<std::uint8_t>(FileState::NotNamed)) return strange();
        FileAnswer file{.state = static_cast<FileState>(state), .have = 0};
        if (file.state == FileState::Wanted) file.have = in.varint();
        any_held = any_held || file.state == FileState::Held;
        reply.files.push_back(file);
    }
    if (any_held) reply.held = in.fixed<sizeof(identity::Signature)>();
    if (!in.done() || kind != static_cast<std::uint8_t>(AttachmentRequest::Ask)) return strange();
    return reply;
}

Bytes fetched_bytes(const std::optional<Bytes>& bytes) {
    Writer out;
    out.u8(static_cast<std::uint8_t>(AttachmentRequest::Fetch));
    out.u8(static_cast<std::uint8_t>(bytes ? FileState::Held : FileState::NotNamed));
    if (bytes) out.raw(*bytes);
    return out.take();
}

Result<std::optional<Bytes>> fetched_in(ByteView answer) {
    Reader in(answer);
    const std::uint8_t kind = in.u8();
    const std::uint8_t state = in.u8();
    const bool here = state == static_cast<std::uint8_t>(FileState::Held);
    const bool known = here || state == static_cast<std::uint8_t>(FileState::NotNamed);
    if (!in.ok() || kind != static_cast<std::uint8_t>(AttachmentRequest::Fetch) || !known ||
        (!here && in.left() != 0)) {
        return strange();
    }
    if (!here) return std::optional<Bytes>();
    const ByteView bytes = in.raw(in.left());
    return std::optional(Bytes(bytes.begin(), bytes.end()));
}

void add_held(Writer& message, const Content& file) { write(message, file); }

void PartStream::add(ByteView more) {
    bytes_.erase(bytes_.begin(), bytes_.begin() + static_cast<std::ptrdiff_t>(at_));
    at_ = 0;
    bytes_.insert(bytes_.end(), more.begin(), more.end());
}

Result<std::optional<AttachmentPart>> PartStream::next() {
    const ByteView rest = ByteView(bytes_).subspan(at_);
    PartHead head = head_of(rest);
    if (!head.is_good && (head.is_whole || rest.size() >= kPartHeadBytesMax)) return no_request();
    if (!head.is_good || rest.size() - head.head_bytes < head.size) {
        return std::optional<AttachmentPart>();
    }
    const ByteView bytes = rest.subspan(head.head_bytes, head.size);
    head.part.bytes.assign(bytes.begin(), bytes.end());
    at_ += head.head_bytes + head.size;
    return std::optional(std::move(head.part));
}

std::optional<AttachmentPart> PartStream::begun() const {
    const ByteView rest = ByteView(bytes_).subspan(at_);
    PartHead head = head_of(rest);
    if (!head.is_good) return std::nullopt;
    const ByteView bytes = rest.subspan(head.head_bytes);
    if (bytes.empty() || bytes.size() >= head.size) return std::nullopt;
    head.part.bytes.assign(bytes.begin(), bytes.end());
    return std::move(head.part);
}

}  // namespace adit::sync
