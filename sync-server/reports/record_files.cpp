#include "reports/record_files.h"

#include <algorithm>
#include <set>

namespace adit::reports {
namespace {

using store::Content;

/// How files of a kind begin.
struct Kind {
    std::string_view content_type;
    std::string_view begins;
    std::size_t at = 0;  // And what stands there.
    std::string_view then{};
};
constexpr Kind kPictures[] = {{"image/jpeg", "\xff\xd8\xff"},
                              {"image/png", "\x89PNG\r\n\x1a\n"},
                              {"image/gif", "GIF8"},
                              {"image/webp", "RIFF", 8, "WEBP"}};

bool is_of(const Kind& kind, std::string_view bytes) {
    return bytes.starts_with(kind.begins) &&
           (kind.then.empty() ||
            (bytes.size() > kind.at && bytes.substr(kind.at).starts_with(kind.then)));
}

std::set<Content> files_of(const record::Record& record) {
    std::set<Content> files;
    for (const auto& [path, answer] : record.answers) {
        for (const record::Sibling& sibling : answer.siblings) {
            const auto* file = std::get_if<record::AttachmentRef>(&sibling.value);
            if (file != nullptr) files.insert({file->hash, file->size_bytes});
        }
    }
    return files;
}

/// The sizes under which records of these countries name it.
Result<std::set<std::uint64_t>> sizes_of(central::Central& central, const identity::Digest& hash,
                                         const std::vector<std::string>& scopes) {
    std::set<std::uint64_t> sizes;
    for (const store::Mention& mention : TRY(central.records()->mentions(hash))) {
        const bool theirs = std::ranges::find(scopes, mention.scope.code) != scopes.end();
        if (theirs) sizes.insert(mention.size_bytes);
    }
    return sizes;
}

}  // namespace

Result<Json> files_here(central::Central& central, const record::Record& record) {
    Json here = Json::array();
    const std::set<Content> files = files_of(record);
    if (files.empty()) return here;
    const central::Attachments held = central.attachments();
    for (const Content& file : files) {
        const auto standing = TRY(held->find(file));
        if (standing && standing->whole) here.push_back(hex(file.hash));
    }
    return here;
}

Result<std::optional<FoundFile>> find_file(central::Central& central, const identity::Digest& hash,
                                           const std::vector<std::string>& scopes) {
    const auto sizes = TRY(sizes_of(central, hash, scopes));
    const central::Attachments held = central.attachments();
    for (const std::uint64_t size : sizes) {
        const Content file{.hash = hash, .size_bytes = size};
        const auto standing = TRY(held->find(file));
        if (!standing || !standing->whole) continue;
        FoundFile found{.bytes = TRY(held->read(file, 0, static_cast<std::size_t>(size))),
                        .content_type = "application/octet-stream"};
        for (const Kind& kind : kPictures) {
            if (!is_of(kind, text_of(ByteView(found.bytes)))) continue;
            found.content_type = kind.content_type;
            found.is_picture = true;
        }
        return std::optional(std::move(found));
    }
    return std::optional<FoundFile>();
}

}  // namespace adit::reports
