#include "work/photo_work.h"

#include "base/text.h"
#include "work/listing.h"

#include <algorithm>
#include <cstdio>
#include <fstream>

namespace adit::work {
namespace {

namespace fs = std::filesystem;
using store::Content;

constexpr const char* kPhotos = "photos";  // As the window keeps it.
constexpr std::size_t kNameBytesMax = 255;
constexpr int kBarrenMax = 3;

Content content_of(const record::AttachmentRef& file) {
    return {.hash = file.hash, .size_bytes = file.size_bytes};
}

/// Beside a file that was never begun there is nothing to look for.
bool has_any(Workspace& workspace) {
    std::error_code ignored;
    return fs::exists(workspace.attachments_file(), ignored);
}

sync::AttachmentDesk desk_of(Workspace& workspace, store::AttachmentStore& files,
                             const identity::Roster& roster, sync::Transport& line) {
    return {.records = workspace.store(),
            .files = files,
            .roster = roster,
            .line = line,
            .world = workspace.world()};
}

Result<identity::Roster> roster_in(Workspace& workspace) {
    auto roster = TRY(workspace.roster());
    if (roster) return *std::move(roster);
    return Error{Code::Refused, "this laptop is not enrolled; ask your coordinator for a ticket"};
}

}  // namespace

Result<record::AttachmentRef> keep_file(Workspace& workspace, const fs::path& file) {
    std::error_code failed;
    if (!fs::exists(file, failed)) {
        return Error{Code::NotFound, "there is no file " + file.string() + ": look at its name"};
    }
    if (!fs::is_regular_file(file, failed)) {
        return Error{Code::BadInput, file.string() + " is no file: name a photo in it"};
    }
    std::ifstream in(file, std::ios::binary);
    if (!in) {
        return Error{Code::Refused,
                     file.string() + " cannot be read: copy it to where you may read it"};
    }
    auto* const files = TRY(workspace.attachments());
    const Content content = TRY(files->keep(in).during(file.string()));
    std::string name = file.filename().string();
    if (!is_utf8(name) || name.size() > kNameBytesMax) name = "file" + file.extension().string();
    if (!is_utf8(name) || name.size() > kNameBytesMax) name = "file";
    return record::AttachmentRef{
        .hash = content.hash, .size_bytes = content.size_bytes, .name = std::move(name)};
}

Result<PhotosToSend> photos_to_send(Workspace& workspace) {
    PhotosToSend waiting;
    if (!has_any(workspace)) return waiting;
    auto* const files = TRY(workspace.attachments());
    for (const Content& file : TRY(sync::attachments_to_send(workspace.store(), *files))) {
        ++waiting.files;
        waiting.bytes += file.size_bytes;
    }
    return waiting;
}

Result<bool> photos_wait(Workspace& workspace) {
    const auto kept = TRY(workspace.store().get(setting_key(kPhotos)));
    return kept && text_of(ByteView(*kept)) == "wait";
}

Status set_photos_wait(Workspace& workspace, bool wait) {
    return workspace.store().set(setting_key(kPhotos), view_of(wait ? "wait" : "send"));
}

Status send_photos(Workspace& workspace, sync::Transport& line,
                   const sync::AttachmentProgress& progress, sync::AttachmentReport& report) {
    if (!has_any(workspace)) return Done{};
    auto* const files = TRY(workspace.attachments());
    const identity::Roster roster = TRY(roster_in(workspace));
    const sync::AttachmentDesk desk = desk_of(workspace, *files, roster, line);
    std::uint64_t least_left = UINT64_MAX;
    for (int barren = 0;;) {
        const sync::AttachmentReport before = report;
        bool goes_on = true, stopped = false;
        const auto given = sync::give_attachments(desk, [&](const sync::AttachmentReport& so_far) {
            report = so_far;  // Of all tries together.
            report.sent += before.sent;
            report.already += before.already;
            report.given_up += before.given_up;
            report.given_bytes += before.given_bytes;
            report.requests += before.requests;
            report.bytes_up += before.bytes_up;
            report.bytes_down += before.bytes_down;
            if (so_far.left_bytes < least_left) barren = 0;
            least_left = std::min(least_left, so_far.left_bytes);
            goes_on = !progress || progress(report);
            stopped = stopped || !goes_on;
            return goes_on;
        });
        if (given) return Done{};
        if (given.error().code != Code::Unavailable || stopped || ++barren == kBarrenMax) {
            return given.error();
        }
    }
}

Result<Bytes> photo_bytes(Workspace& workspace, const record::AttachmentRef& file,
                          const sync::AttachmentProgress& progress) {
    auto* const files = TRY(workspace.attachments());
    const Content content = content_of(file);
    const auto standing = TRY(files->find(content));
    if (!standing || !standing->whole) {
        const identity::Roster roster = TRY(roster_in(workspace));
        const Server& server = *workspace.owner()->server;
        net::HttpsTransport line(
            {.url = server.url, .certificate_pem = server.certificate_pem, .token = server.token});
        line.go_to(kPhotosPlace);
        const auto fetched = TRY(
            sync::fetch_attachment(desk_of(workspace, *files, roster, line), content, progress));
        if (fetched == sync::Fetched::NotThere) {
            return Error{Code::NotFound,
                         "this photo is not here yet: it is still on the laptop where it was "
                         "added; ask its owner to sync"};
        }
        if (fetched == sync::Fetched::Stopped) {
            return Error{Code::Refused, "stopped: ask again and it goes on where it was"};
        }
    }
    return files->read(content, 0, static_cast<std::size_t>(content.size_bytes));
}

std::string size_words(std::uint64_t bytes) {
    constexpr double kStep = 1000;
    char text[32];
    const auto size = static_cast<double>(bytes);
    if (size < kStep * kStep) {
        std::snprintf(text, sizeof text, "%.0f kB", std::max(1.0, size / kStep));
    } else {
        std::snprintf(text, sizeof text, "%.1f MB", size / kStep / kStep);
    }
    return text;
}

}  // namespace adit::work
