#include "central/attaching.h"

#include <algorithm>

namespace adit::central {

Attaching::Attaching(Central& central, std::vector<std::string> scopes)
    : central_(central),
      scopes_(std::move(scopes)),
      host_(central.attachment_host([this](const store::Content& file) { return is_named(file); })),
      answering_(host_) {}

Result<std::unique_ptr<Attaching>> Attaching::begin(Central& central, const std::string& token) {
    const auto caller = TRY(central.caller_with(token));
    return std::unique_ptr<Attaching>(new Attaching(central, caller.device.roster.scopes));
}

Result<bool> Attaching::is_named(const store::Content& file) {
    const auto mentions = TRY(central_.records()->mentions(file.hash));
    return std::ranges::any_of(mentions, [&](const store::Mention& mention) {
        return mention.size_bytes == file.size_bytes &&
               std::ranges::find(scopes_, mention.scope.code) != scopes_.end();
    });
}

Status Attaching::hear(ByteView more) {
    const Attachments held = central_.attachments();
    return answering_.hear(more);
}

Status Attaching::cut_off() {
    const Attachments held = central_.attachments();
    return answering_.cut_off();
}

Result<Bytes> Attaching::answer(ByteView last) {
    const Attachments held = central_.attachments();
    TRY(answering_.hear(last));
    return answering_.answer();
}

}  // namespace adit::central
