// Attachments: photos and other files on their way, after the answers that name them are through.
//
// No socket here: bytes in, bytes out (sync/PROTOCOL.md, "Attachments"). Smallest first, part by
// part: what the server has of a file stays there when the line breaks, and the next call goes on
// behind it. What the server holds already, from whomever, is not sent. When there is nothing to
// send there is no request. A laptop gets others' files one by one, when somebody asks for one.
#pragma once

#include "identity/roster.h"
#include "store/attachment_store.h"
#include "store/record_store.h"
#include "sync/exchange.h"

#include <functional>
#include <string>
#include <vector>

namespace adit::sync {

struct AttachmentReport {
    std::uint64_t sent = 0;         // Files that the server has confirmed, in this call.
    std::uint64_t already = 0;      // Of those, what it held before any byte was sent.
    std::uint64_t left = 0;         // Files to send.
    std::uint64_t given_bytes = 0;  // Of files, that the server has said it has.
    std::uint64_t left_bytes = 0;
    std::uint64_t requests = 0;
    std::uint64_t bytes_up = 0;  // Of bodies, before TLS.
    std::uint64_t bytes_down = 0;
    std::uint64_t given_up = 0;  // Files that arrive damaged again and again: they stay here.
};

/// Progress for a bar that tells the truth: nothing is counted that the server has not confirmed.
/// False pauses: what it has stays there.
using AttachmentProgress = std::function<bool(const AttachmentReport&)>;

/// A laptop's side: what it has, whom it believes, how it speaks.
struct AttachmentDesk {
    store::RecordStore& records;
    store::AttachmentStore& files;
    const identity::Roster& roster;
    Transport& line;
    const Surroundings& world;
};

/// The server has less than it had said, as one that was put back from a copy: what it holds of the
/// files that count as sent is asked once more, as it is once a month anyway. What it lacks is then
/// to send again.
Status attachments_may_be_lost(store::RecordStore& records);

/// What is here, named by a change, and not sent.
Result<std::vector<store::Content>> attachments_to_send(store::RecordStore& records,
                                                        store::AttachmentStore& files);

/// Sends what is not sent. A file counts as sent when the server says, signed, that all of it is on
/// its stable storage. Unavailable when the line broke: call again.
Result<AttachmentReport> give_attachments(const AttachmentDesk& desk,
                                          const AttachmentProgress& progress);

enum class Fetched { Whole, NotThere, Stopped };
/// Gets one file. NotThere: the server does not have it yet.
Result<Fetched> fetch_attachment(const AttachmentDesk& desk, const store::Content& file,
                                 const AttachmentProgress& progress);

}  // namespace adit::sync
