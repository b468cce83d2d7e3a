// The server's side of attachments: takes files in part by part, and gives them out.
//
// What hear() has returned Done for is on stable storage, whatever becomes of the line. A file that
// no change names is not taken: a laptop can fill the disk only with what its answers speak of.
#pragma once

#include "sync/attachment_message.h"

#include <functional>
#include <map>
#include <vector>

namespace adit::sync {

struct AttachmentHost {
    store::AttachmentStore& files;
    const identity::SigningKey& key;
    /// A change that is held here, of a country that the caller may read, names it.
    std::function<Result<bool>(const store::Content&)> is_named;
};

class AttachmentAnswering {
public:
    /// `host` outlives this.
    explicit AttachmentAnswering(const AttachmentHost& host) : host_(host) {}

    /// BadInput when what came is no request; then nothing more is heard.
    Status hear(ByteView more);
    /// The rest will not come: keeps what there is of the last part.
    Status cut_off();
    /// When all has come.
    Result<Bytes> answer();

private:
    Status take_parts();
    Status take(const AttachmentPart& part);
    Result<bool> is_named(const store::Content& file);
    Result<AttachmentReply> reply_about(const std::vector<store::Content>& files);
    Result<Bytes> fetched();

    const AttachmentHost& host_;
    Bytes head_;  // Of Ask and Fetch all of it; of Give the first byte.
    PartStream parts_;
    std::vector<store::Content> given_;  // In the order of their first part.
    std::map<store::Content, bool> named_;
};

}  // namespace adit::sync
