#include "entities/behind.h"

#include "record/change_codec.h"

namespace adit::entities {
namespace {

using store::Head;
using store::RecordStore;

constexpr const char* kNote = store::kEntitiesBehind;  // "": nothing is.
constexpr std::uint8_t kHeads = 2;                     // Begins a note of heads.
constexpr std::size_t kFeedBytes = 23;

Bytes note_of(const std::vector<Head>& heads) {
    Writer out;
    out.u8(kHeads);
    out.varint(heads.size());
    for (const Head& head : heads) {
        out.raw(record::bytes_of(head.feed));
        out.varint(head.number);
    }
    return out.take();
}

/// No head at all when the note does not say from where.
std::vector<Head> heads_in(ByteView note) {
    Reader in(note);
    std::vector<Head> heads;
    if (in.u8() != kHeads) return {};
    const std::size_t count = in.count();
    for (std::size_t i = 0; i < count && in.ok(); ++i) {
        const auto feed = record::feed_from(in.raw(kFeedBytes));
        const std::uint64_t number = in.varint();
        if (!feed) return {};
        heads.push_back({.feed = *feed, .number = number, .hash = {}});
    }
    return in.done() ? heads : std::vector<Head>{};
}

}  // namespace

Result<bool> note_behind(RecordStore& store) {
    if (TRY(is_behind(store))) return false;
    const auto heads = TRY(store.heads({}));
    TRY(store.set(kNote, note_of(heads)));
    return true;
}

Status caught_up(RecordStore& store) { return store.set(kNote, {}); }

Result<bool> is_behind(RecordStore& store) {
    const auto note = TRY(store.get(kNote));
    return note && !note->empty();
}

Result<std::vector<record::RecordId>> records_behind(RecordStore& store) {
    const auto note = TRY(store.get(kNote));
    if (!note || note->empty()) return std::vector<record::RecordId>{};
    return store.records_behind(heads_in(*note));
}

}  // namespace adit::entities
