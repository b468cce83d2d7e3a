// Photos and other files on the laptop: added to an answer, sent after the answers, fetched when
// somebody asks for one.
#pragma once

#include "net/https.h"
#include "sync/attachments.h"
#include "work/workspace.h"

#include <filesystem>
#include <optional>
#include <string>

namespace adit::work {

/// Where the server takes photos (net::HttpsTransport::go_to).
constexpr const char* kPhotosPlace = "/v1/attachments";

/// Takes a file of this machine in; the answer then names it. NotFound, BadInput (empty, too large,
/// a folder) and Full say what to do.
Result<record::AttachmentRef> keep_file(Workspace& workspace, const std::filesystem::path& file);

/// Photos that the server does not hold yet.
struct PhotosToSend {
    std::size_t files = 0;
    std::uint64_t bytes = 0;
    bool operator==(const PhotosToSend&) const = default;
};
Result<PhotosToSend> photos_to_send(Workspace& workspace);

/// Whether photos wait for a better line: then only answers are sent.
Result<bool> photos_wait(Workspace& workspace);
Status set_photos_wait(Workspace& workspace, bool wait);

/// Sends them over a line to kPhotosPlace. A line that breaks is tried again while it brings them
/// on. What was sent before an error stands.
Status send_photos(Workspace& workspace, sync::Transport& line,
                   const sync::AttachmentProgress& progress, sync::AttachmentReport& report);

/// The bytes of a file that an answer names, fetched from the server when they are not here.
/// NotFound says where it still is.
Result<Bytes> photo_bytes(Workspace& workspace, const record::AttachmentRef& file,
                          const sync::AttachmentProgress& progress);

/// 1234567 -> "1.2 MB".
std::string size_words(std::uint64_t bytes);

}  // namespace adit::work
