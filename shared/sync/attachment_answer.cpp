#include "sync/attachment_answer.h"

#include <algorithm>

namespace adit::sync {
namespace {

using store::Content;

constexpr std::size_t kHeadBytesMax = std::size_t{16} * 1024;  // kAttachmentsAskedMax files, amply.
constexpr std::size_t kFilesMax = 1024;                        // In one request.

Error too_much() { return {Code::BadInput, "this asks about too many photos at once"}; }

bool is_give(ByteView head) {
    return !head.empty() && head[0] == static_cast<std::uint8_t>(AttachmentRequest::Give);
}

}  // namespace

Status AttachmentAnswering::hear(ByteView more) {
    if (head_.empty() && !more.empty()) {
        head_.push_back(more[0]);
        more = more.subspan(1);
    }
    if (is_give(head_)) {
        parts_.add(more);
        return host_.files.together([this] { return take_parts(); });
    }
    if (head_.size() + more.size() > kHeadBytesMax) return too_much();
    head_.insert(head_.end(), more.begin(), more.end());
    return Done{};
}

Status AttachmentAnswering::take_parts() {
    while (auto part = TRY(parts_.next())) TRY(take(*part));
    return Done{};
}

Status AttachmentAnswering::take(const AttachmentPart& part) {
    if (std::ranges::find(given_, part.file) == given_.end()) {
        if (given_.size() == kFilesMax) return too_much();
        given_.push_back(part.file);
    }
    if (!TRY(is_named(part.file))) return Done{};
    TRY(host_.files.add(part.file, part.from, part.bytes));
    return Done{};
}

Status AttachmentAnswering::cut_off() {
    const auto part = parts_.begun();
    return part ? take(*part) : Status{Done{}};
}

Result<bool> AttachmentAnswering::is_named(const Content& file) {
    const auto known = named_.find(file);
    if (known != named_.end()) return known->second;
    const bool named = TRY(host_.is_named(file));
    named_.emplace(file, named);
    return named;
}

Result<AttachmentReply> AttachmentAnswering::reply_about(const std::vector<Content>& files) {
    AttachmentReply reply;
    Writer held;
    for (const Content& file : files) {
        FileAnswer answer;
        if (TRY(is_named(file))) {
            const auto standing = TRY(host_.files.find(file));
            const bool whole = standing && standing->whole;
            answer.state = whole ? FileState::Held : FileState::Wanted;
            answer.have = standing && !whole ? standing->have : 0;
            if (whole) add_held(held, file);
        }
        reply.files.push_back(answer);
    }
    if (!held.bytes().empty()) reply.held = host_.key.sign(kAttachmentHeldPurpose, held.bytes());
    return reply;
}

Result<Bytes> AttachmentAnswering::fetched() {
    const AttachmentFetch fetch = TRY(fetch_in(head_));
    if (!TRY(is_named(fetch.file))) return fetched_bytes({});
    const auto standing = TRY(host_.files.find(fetch.file));
    if (!standing || !standing->whole) return fetched_bytes({});
    return fetched_bytes(
        TRY(host_.files.read(fetch.file, fetch.from, std::size_t{fetch.kib_max} * 1024)));
}

Result<Bytes> AttachmentAnswering::answer() {
    if (!head_.empty() && head_[0] == static_cast<std::uint8_t>(AttachmentRequest::Fetch)) {
        return fetched();
    }
    if (!is_give(head_)) {
        const auto asked = TRY(asked_in(head_));
        return bytes_of(TRY(reply_about(asked)));
    }
    if (!parts_.is_empty() || given_.empty()) {
        return Error{Code::BadInput, "the last part of a photo is not whole: send it again"};
    }
    return bytes_of(TRY(reply_about(given_)));
}

}  // namespace adit::sync
