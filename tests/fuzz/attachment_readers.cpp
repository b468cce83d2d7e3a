// What laptops say about photos to the server, and what it answers. Whatever comes, and in whatever
// pieces, nothing is kept but bytes of files that are named, and no file is whole that is not.
#include "fuzz/readers.h"
#include "support/attachment_wire.h"

#include <algorithm>

namespace adit::fuzz {
namespace {

constexpr int kHeardMax = 500;  // Then a new store: a large one would only be slow.

/// Files that the server wants: one to be had in a single part, one of several.
const std::vector<Bytes>& photos() {
    static const std::vector<Bytes> two = {test::photo(40), test::photo(30'000)};
    return two;
}

std::vector<Bytes> requests() {
    std::vector<store::Content> files;
    for (const Bytes& each : photos()) files.push_back(test::content_of(each));
    Bytes whole = {0x11}, part = {0x11};
    for (const Bytes& each : photos()) {
        for (std::size_t at = 0; at < each.size(); at += 10'000) {
            const auto bytes = sync::bytes_of(sync::AttachmentPart{
                .file = test::content_of(each),
                .from = at,
                .bytes = Bytes(each.begin() + static_cast<std::ptrdiff_t>(at),
                               each.begin() + static_cast<std::ptrdiff_t>(
                                                  std::min(at + 10'000, each.size())))});
            whole.insert(whole.end(), bytes.begin(), bytes.end());
            if (at == 0) part.insert(part.end(), bytes.begin(), bytes.end());
        }
    }
    return {sync::ask_bytes(files), whole, part,
            sync::bytes_of(sync::AttachmentFetch{.file = files[0], .from = 3, .kib_max = 2})};
}

bool is_ours(const store::Content& file) {
    return std::ranges::any_of(photos(),
                               [&](const Bytes& each) { return test::content_of(each) == file; });
}

void hear(ByteView input) {
    static const test::Folder folder(test::in_memory());
    static std::unique_ptr<store::AttachmentStore> files;
    static int heard = 0;
    if (!files || ++heard % kHeardMax == 0) {
        files = test::open_files(folder / ("files" + std::to_string(heard)));
    }
    static const auto key = identity::SigningKey::from_seed({});
    const sync::AttachmentHost host{
        .files = *files, .key = key, .is_named = [](const store::Content& file) -> Result<bool> {
            return is_ours(file);
        }};
    sync::AttachmentAnswering answering(host);
    const std::size_t piece = 1 + input.size() % 4'096;
    bool good = true;
    for (std::size_t at = 0; good && at < input.size(); at += piece) {
        good = static_cast<bool>(
            answering.hear(input.subspan(at, std::min(piece, input.size() - at))));
    }
    const auto answer = answering.answer();
    test::must(answering.cut_off());
    if (answer && input[0] != 0x12) ENSURE(sync::attachment_reply_from(*answer));
    for (const Bytes& each : photos()) {
        const auto standing = test::must(files->find(test::content_of(each)));
        if (!standing || !standing->whole) continue;
        ENSURE(test::must(files->read(test::content_of(each), 0, each.size())) == each);
    }
}

std::vector<Bytes> answers() {
    sync::AttachmentReply reply;
    reply.files = {{sync::FileState::Held, 0},
                   {sync::FileState::Wanted, 1'000},
                   {sync::FileState::NotNamed, 0}};
    reply.held.fill(7);
    return {sync::bytes_of(reply), sync::fetched_bytes(photos()[0]), sync::fetched_bytes({})};
}

void read_answer(ByteView input) {
    if (const auto reply = sync::attachment_reply_from(input)) {
        const auto again = sync::attachment_reply_from(sync::bytes_of(*reply));
        ENSURE(again && *again == *reply);
    }
    if (const auto fetched = sync::fetched_in(input)) {
        const Bytes again = sync::fetched_bytes(*fetched);
        ENSURE(std::ranges::equal(again, input));
    }
}

}  // namespace

Reader attachment_reader() { return {"attachment", requests, hear}; }
Reader attachment_answer_reader() { return {"attachment-answer", answers, read_answer}; }

}  // namespace adit::fuzz
