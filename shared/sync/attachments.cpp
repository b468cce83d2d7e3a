#include "sync/attachments.h"

#include "sync/attachment_message.h"
#include "sync/server_signature.h"

#include <algorithm>
#include <span>
#include <utility>

namespace adit::sync {
namespace {

using store::Content;

constexpr std::size_t kPartBytes = std::size_t{8} * 1024;
constexpr std::size_t kBudgetMin = std::size_t{16} * 1024;
constexpr std::size_t kBudgetFirst = std::size_t{64} * 1024;
constexpr std::size_t kBudgetMax = std::size_t{1024} * 1024;
constexpr std::int64_t kQuickMs = 5'000;
constexpr std::int64_t kSlowMs = 20'000;
constexpr int kFaultsMax = 3;

/// When the server was last asked about all that counts as sent, as a zigzag; empty: it must be.
constexpr const char* kAskedMs = "attachments.asked_ms";
constexpr std::int64_t kAskEveryMs = std::int64_t{30} * 24 * 3'600 * 1'000;

Error strange() {
    return {Code::Corrupt,
            "the server does not answer about the photos that it was asked about: sync again"};
}

std::size_t next_budget(std::size_t budget, std::int64_t took_ms) {
    if (took_ms < kQuickMs) return std::min(budget * 2, kBudgetMax);
    if (took_ms > kSlowMs) return std::max(budget / 2, kBudgetMin);
    return budget;
}

/// What came of an answer, whole or not.
struct Said {
    Bytes come;
    Status ended = Done{};
};
Said asked(Transport& line, const Transport::Pieces& next) {
    Said said;
    said.ended = line.converse(next, [&](ByteView more) -> Status {
        said.come.insert(said.come.end(), more.begin(), more.end());
        return Done{};
    });
    return said;
}

/// A file that is not with the server yet.
struct Waiting {
    Content file;
    std::uint64_t have = 0;  // With the server.
    int faults = 0;          // Requests that brought it nothing.
};

/// Where the request that is out has come to.
struct Place {
    std::size_t index = 0;  // In what waits.
    std::uint64_t from = 0;
    std::size_t spent = 0;
};

class Giving {
public:
    Giving(const AttachmentDesk& desk, const AttachmentProgress& progress)
        : desk_(desk), progress_(progress) {}
    Result<AttachmentReport> run();

private:
    Status ask_about_sent();
    Status ask_about_sent(const std::vector<Content>& lot);
    Result<AttachmentReply> asked_about(const std::vector<Content>& files);
    Status ask_about(const std::vector<Content>& files);
    Result<bool> give_some();
    Result<Bytes> next_part(Place& place);
    Result<AttachmentReply> heard(Result<Bytes> answer, const std::vector<Content>& files);
    Status hear_given(const AttachmentReply& reply, const std::vector<Content>& files);
    Status mark_sent(const Content& file);
    bool goes_on();

    const AttachmentDesk& desk_;
    const AttachmentProgress& progress_;
    AttachmentReport report_;
    std::vector<Waiting> waiting_;  // The smallest first.
    std::size_t budget_ = kBudgetFirst;
    std::int64_t began_ms_ = 0;
    bool stopped_ = false;
};

bool Giving::goes_on() {
    if (!stopped_ && progress_) stopped_ = !progress_(report_);
    return !stopped_;
}

Status Giving::mark_sent(const Content& file) {
    TRY(desk_.files.set_sent(file, true));
    ++report_.sent;
    --report_.left;
    return Done{};
}

/// The answer about these files, its receipt verified.
Result<AttachmentReply> Giving::heard(Result<Bytes> answer, const std::vector<Content>& files) {
    ++report_.requests;
    if (!answer) return std::move(answer).error();
    report_.bytes_down += answer->size();
    auto reply = TRY(attachment_reply_from(*answer));
    if (reply.files.size() != files.size()) return strange();
    Writer held;
    for (std::size_t i = 0; i < files.size(); ++i) {
        const FileAnswer& said = reply.files[i];
        if (said.state == FileState::Held) add_held(held, files[i]);
        if (said.state == FileState::Wanted && said.have >= files[i].size_bytes) return strange();
    }
    const bool is_good =
        held.bytes().empty() ||
        is_signed_by_server(desk_.roster, kAttachmentHeldPurpose, held.bytes(), reply.held);
    if (is_good) return reply;
    return Error{Code::Refused,
                 "the receipt for a photo is not signed by this programme's server: the photos "
                 "stay here; ask who runs it"};
}

std::vector<std::vector<Content>> in_lots(const std::vector<Content>& files) {
    std::vector<std::vector<Content>> lots;
    for (std::size_t at = 0; at < files.size(); at += kAttachmentsAskedMax) {
        const auto first = files.begin() + static_cast<std::ptrdiff_t>(at);
        const std::size_t count = std::min(kAttachmentsAskedMax, files.size() - at);
        lots.emplace_back(first, first + static_cast<std::ptrdiff_t>(count));
    }
    return lots;
}

/// What counts as sent and is not there any more is to send again.
Status Giving::ask_about_sent() {
    const std::int64_t now = desk_.world.now_ms();
    const auto last = TRY(desk_.records.get(kAskedMs));
    const std::int64_t since = last && !last->empty() ? now - Reader(*last).zigzag() : -1;
    if (since >= 0 && since < kAskEveryMs) return Done{};
    if (last) {  // Else nothing was sent before: the month begins.
        for (const auto& lot : in_lots(TRY(desk_.files.sent()))) {
            if (!goes_on()) return Done{};
            TRY(ask_about_sent(lot));
        }
    }
    Writer noted;
    noted.zigzag(now);
    return desk_.records.set(kAskedMs, noted.bytes());
}

Status Giving::ask_about_sent(const std::vector<Content>& lot) {
    const auto reply = TRY(asked_about(lot));
    for (std::size_t i = 0; i < lot.size(); ++i) {
        if (reply.files[i].state == FileState::Wanted) TRY(desk_.files.set_sent(lot[i], false));
    }
    return Done{};
}

Result<AttachmentReply> Giving::asked_about(const std::vector<Content>& files) {
    const Bytes body = ask_bytes(files);
    report_.bytes_up += body.size();
    return heard(desk_.line.post(body), files);
}

Status Giving::ask_about(const std::vector<Content>& files) {
    const auto reply = TRY(asked_about(files));
    for (std::size_t i = 0; i < files.size(); ++i) {
        const FileAnswer& said = reply.files[i];
        if (said.state == FileState::NotNamed) continue;  // Its answer is not through yet.
        if (said.state == FileState::Wanted) {
            waiting_.push_back({.file = files[i], .have = said.have});
            report_.left_bytes -= said.have;
            continue;
        }
        report_.left_bytes -= files[i].size_bytes;
        ++report_.already;
        TRY(mark_sent(files[i]));
    }
    return Done{};
}

/// The next part of this request; none when it is full or all is in it.
Result<Bytes> Giving::next_part(Place& place) {
    const bool slow = desk_.world.now_ms() - began_ms_ > kSlowMs;
    if (place.spent >= budget_ || slow || (place.spent > 0 && !goes_on())) return Bytes{};
    if (place.index < waiting_.size() && place.from == waiting_[place.index].file.size_bytes) {
        ++place.index;
        if (place.index < waiting_.size()) place.from = waiting_[place.index].have;
    }
    if (place.index == waiting_.size()) return Bytes{};
    const Content& file = waiting_[place.index].file;
    AttachmentPart part{.file = file, .from = place.from, .bytes = {}};
    part.bytes =
        TRY(desk_.files.read(file, place.from, std::min(kPartBytes, budget_ - place.spent)));
    if (part.bytes.empty()) {
        return Error{Code::Corrupt,
                     "a photo is damaged on this laptop: run adit-field verify, which names it"};
    }
    place.from += part.bytes.size();
    place.spent += part.bytes.size();
    return bytes_of(part);
}

/// One request. False when nothing waits any more.
Result<bool> Giving::give_some() {
    if (waiting_.empty()) return false;
    began_ms_ = desk_.world.now_ms();
    Place place{.index = 0, .from = waiting_.front().have, .spent = 0};
    bool begun = false;
    const Said said = asked(desk_.line, [&]() -> Result<Bytes> {
        Bytes piece = TRY(next_part(place));
        if (!std::exchange(begun, true)) {
            piece.insert(piece.begin(), static_cast<std::uint8_t>(AttachmentRequest::Give));
        }
        report_.bytes_up += piece.size();
        return piece;
    });
    std::vector<Content> out;
    for (std::size_t i = 0; i < waiting_.size() && i <= place.index; ++i) {
        const bool any_of_it = i < place.index || place.from > waiting_[i].have;
        if (any_of_it) out.push_back(waiting_[i].file);
    }
    if (!said.ended) return said.ended.error();
    const auto reply = TRY(heard(said.come, out));
    budget_ = next_budget(budget_, desk_.world.now_ms() - began_ms_);
    TRY(hear_given(reply, out));
    return !waiting_.empty();
}

Status Giving::hear_given(const AttachmentReply& reply, const std::vector<Content>& files) {
    std::vector<Waiting> still;
    for (std::size_t i = 0; i < waiting_.size(); ++i) {
        Waiting one = waiting_[i];
        if (i >= files.size()) {
            still.push_back(one);
            continue;
        }
        const FileAnswer& said = reply.files[i];
        if (said.state == FileState::NotNamed) continue;
        const bool held = said.state == FileState::Held;
        const std::uint64_t have = held ? one.file.size_bytes : said.have;
        if (have <= one.have) ++one.faults;
        if (have > one.have) report_.given_bytes += have - one.have;
        report_.left_bytes += one.have;
        report_.left_bytes -= have;
        one.have = have;
        if (held) {
            TRY(mark_sent(one.file));
        } else if (one.faults < kFaultsMax) {
            still.push_back(one);
        } else {
            ++report_.given_up;
        }
    }
    waiting_ = std::move(still);
    return Done{};
}

Result<AttachmentReport> Giving::run() {
    TRY(ask_about_sent());
    const auto files = TRY(attachments_to_send(desk_.records, desk_.files));
    report_.left = files.size();
    for (const Content& file : files) report_.left_bytes += file.size_bytes;
    for (const auto& lot : in_lots(files)) {
        if (!goes_on()) break;
        TRY(ask_about(lot));
        while (goes_on()) {
            if (!TRY(give_some())) break;
        }
    }
    goes_on();  // Tells how it ended.
    return report_;
}

}  // namespace

Status attachments_may_be_lost(store::RecordStore& records) { return records.set(kAskedMs, {}); }

Result<std::vector<Content>> attachments_to_send(store::RecordStore& records,
                                                 store::AttachmentStore& files) {
    auto unsent = TRY(files.unsent());
    std::vector<Content> found;
    for (const Content& file : unsent) {
        const auto mentions = TRY(records.mentions(file.hash));
        const bool named = std::ranges::any_of(mentions, [&](const store::Mention& mention) {
            return mention.size_bytes == file.size_bytes;
        });
        if (named) found.push_back(file);
    }
    return found;
}

Result<AttachmentReport> give_attachments(const AttachmentDesk& desk,
                                          const AttachmentProgress& progress) {
    return Giving(desk, progress).run();
}

Result<Fetched> fetch_attachment(const AttachmentDesk& desk, const Content& file,
                                 const AttachmentProgress& progress) {
    AttachmentReport report;
    std::size_t budget = kBudgetFirst;
    int faults = 0;
    for (;;) {
        const auto standing = TRY(desk.files.find(file));
        if (standing && standing->whole) return Fetched::Whole;
        const std::uint64_t have = standing ? standing->have : 0;
        report.given_bytes = have;
        report.left_bytes = file.size_bytes - have;
        if (progress && !progress(report)) return Fetched::Stopped;

        const std::int64_t before_ms = desk.world.now_ms();
        const AttachmentFetch request{.file = file, .from = have, .kib_max = budget / 1024};
        const Said said = asked(desk.line, Transport::whole(bytes_of(request)));
        const bool cut = !said.ended;
        auto bytes = fetched_in(said.come);
        if (bytes && *bytes && !(*bytes)->empty()) {
            const std::uint64_t now = TRY(desk.files.add(file, have, **bytes));
            if (now <= have && ++faults == kFaultsMax) return strange();
        } else if (!cut) {
            if (!bytes) return std::move(bytes).error();
            if (*bytes) return strange();  // It has the file and gives nothing of it.
            return Fetched::NotThere;
        }
        if (cut) return said.ended.error();
        ++report.requests;
        budget = next_budget(budget, desk.world.now_ms() - before_ms);
    }
}

}  // namespace adit::sync
