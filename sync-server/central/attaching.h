// Attaching: one laptop's talk about photos while its body is still coming (sync/PROTOCOL.md,
// "Attachments").
//
// What hear() has returned Done for is on stable storage. Used by one thread at a time; Central
// outlives it.
#pragma once

#include "central/central.h"
#include "sync/attachment_answer.h"

#include <memory>
#include <string>

namespace adit::central {

class Attaching {
public:
    /// Refused when the token is unknown or its laptop revoked.
    static Result<std::unique_ptr<Attaching>> begin(Central& central, const std::string& token);

    Status hear(ByteView more);
    /// The rest will not come: what there is of the last part is kept.
    Status cut_off();
    /// Hears the last of it and answers. BadInput when all of it was no request.
    Result<Bytes> answer(ByteView last);

private:
    Attaching(Central& central, std::vector<std::string> scopes);
    Result<bool> is_named(const store::Content& file);

    Central& central_;
    std::vector<std::string> scopes_;  // That the caller may read.
    sync::AttachmentHost host_;
    sync::AttachmentAnswering answering_;
};

}  // namespace adit::central
